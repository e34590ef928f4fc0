package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.schema.testing.DatabaseServer;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken away through one server is soon gone from every other. */
class TwoServersTest {
    /** What is promised is a second. A machine that runs all tests at once may be held up for longer than that. */
    private static final Duration BOUND = Duration.ofSeconds(5);

    private static final String PRINCIPALS = "/manage/v1/principals";

    @TempDir
    Path directory;

    private Api one;
    private Api other;

    @Test
    void aRevocationHoldsAtOnceHereAndWithinASecondThere() {
        try (DatabaseServer database = MariaDbServer.start();
                TestServer first = TestServer.replica(directory, database, "two_servers");
                TestServer second = TestServer.replica(directory, database, "two_servers")) {
            one = Api.of(first.port(), first.rootToken());
            other = Api.of(second.port(), first.rootToken());
            one.post(PRINCIPALS, "{\"name\":\"service:etl\"}").ok();
            one.post(PRINCIPALS, "{\"name\":\"role:loader\"}").ok();
            one.post(PRINCIPALS + "/role:loader/members", "{\"member\":\"service:etl\"}")
                    .ok();
            String database1 = one.databases() + "/default";

            gone(
                    "grant",
                    database1,
                    () -> one.grant("DATABASE", "default", "ALTER", "role:loader"),
                    () -> one.post(
                                    one.prefix() + "/permissions/revoke",
                                    "{\"resource\":{\"type\":\"DATABASE\",\"database\":\"default\"},\"access\":\"ALTER\","
                                            + "\"principal\":\"role:loader\"}")
                            .ok());
            gone(
                    "role",
                    database1,
                    () -> one.grant("DATABASE", "default", "ALTER", "role:loader"),
                    () -> one.delete(PRINCIPALS + "/role:loader/members/service:etl")
                            .ok());
            String table = one.table("orders");
            one.createTable("orders").ok();
            Runnable trust = () -> one.post(PRINCIPALS + "/service:etl/trust", "{\"enforcesPolicies\":true}")
                    .ok();
            gone(
                    "view of a whole table",
                    table,
                    () -> one.grant("DATABASE_ALL", "default", "SELECT", "service:etl"),
                    () -> one.post(
                                    table + "/policies",
                                    "{\"principal\":\"service:etl\",\"rowFilter\":{\"sql\":\"id = 1\"}}")
                            .ok());
            gone(
                    "trust",
                    table,
                    trust,
                    () -> one.post(PRINCIPALS + "/service:etl/trust", "{\"enforcesPolicies\":false}")
                            .ok());
            gone(
                    "principal",
                    database1,
                    () -> one.grant("DATABASE", "default", "ALTER", "service:etl"),
                    () -> one.post(PRINCIPALS + "/service:etl/disable", "").ok());
        }
    }

    /** Both servers are asked up to the last moment, so that whatever they remember is warm. */
    private void gone(String what, String path, Runnable give, Runnable take) {
        give.run();
        String token = one.post(PRINCIPALS + "/service:etl/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText();
        Api here = one.withToken(token);
        Api there = other.withToken(token);
        here.get(path).ok();
        await().atMost(BOUND).until(() -> there.get(path).status() == 200);

        take.run();
        long taken = System.nanoTime();
        assertThat(here.get(path).status()).as("%s, here", what).isIn(401, 403, 404);
        await().pollInterval(Duration.ofMillis(10))
                .atMost(BOUND)
                .until(() -> there.get(path).status() != 200);
        System.out.printf(
                "a %s that was taken away was gone from the other server after %d ms%n",
                what, (System.nanoTime() - taken) / 1_000_000);
    }
}
