package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.auth.ranger.RangerPolicyJson;
import io.tarn.auth.ranger.TestRangerAdmin;
import io.tarn.engines.ManagementApi.AccessKey;
import io.tarn.engines.ServerProcess.CatalogSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Flink reads a table whose row filter and column mask are in Ranger, and what is changed there holds for its next query. */
class RangerFlinkIT {
    private static final String CATALOG = ServerProcess.CATALOG;
    private static final String ALICE = "user:alice";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int POLL_SECONDS = 2;

    /** A machine that is busy is slower than the interval, by no more than this. */
    private static final Duration SEEN = Duration.ofSeconds(POLL_SECONDS + 20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @ParameterizedTest
    @EnumSource(names = "FLINK_1_20")
    void whatRangerSaysHoldsForTheNextQuery(Engine engine) throws Exception {
        readUnderRanger(engine);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = {"FLINK_2_0_PAIMON_1_4", "FLINK_2_0"})
    void whatRangerSaysHoldsForTheNextQueryOfYoungerClients(Engine engine) throws Exception {
        readUnderRanger(engine);
    }

    private void readUnderRanger(Engine engine) throws Exception {
        CatalogSettings catalog = new CatalogSettings(CATALOG, directory.resolve("warehouse"), "unique", List.of());
        try (TestRangerAdmin admin = TestRangerAdmin.start();
                ServerProcess server =
                        ServerProcess.start(directory, StoreKind.H2.create(), List.of(catalog), asking(admin))) {
            ManagementApi root = new ManagementApi(server.uri(), server.token());
            root.createDatabase(CATALOG, "shop");
            root.createPrincipal(ALICE);
            root.createPrincipal("service:engine");
            root.trust("service:engine");
            AccessKey key = root.issueKey("service:engine");
            Path secret = Files.writeString(directory.resolve("capability"), key.secret());
            long read = admin.put(
                    RangerPolicyJson.access("catalog", CATALOG, "database", "shop", "table", "orders", "column", "*")
                            .allow(ALICE, "select"));
            long filter = admin.put(filter("region = 'eu'"));
            long mask = admin.put(mask("MASK_SHOW_LAST_4"));
            Map<String, String> environment =
                    Map.of("TARN_SECRET_ROOT", server.token(), "TARN_SECRET_ALICE", root.issueToken(ALICE));
            List<String> arguments = List.of(
                    "--to-the-end",
                    "uri=" + server.uri(),
                    "key_id=" + key.id(),
                    "secret_file=" + secret,
                    FlinkSqlIT.script("ranger"));
            try (EngineProcess flink = EngineProcess.startScriptWithPlugin(engine, environment, arguments)) {
                change(flink, "changed", "after the change", () -> {
                    admin.remove(mask);
                    admin.replace(filter, filter("region = 'us'"));
                    admin.put(mask("MASK_NULL"));
                });
                change(
                        flink,
                        "broken",
                        "with a filter that is none",
                        () -> admin.replace(filter, filter("region = (SELECT 'us')")));
                change(
                        flink,
                        "mended",
                        "with a filter again",
                        () -> admin.replace(filter, filter("region IN ('eu', 'us')")));
                change(flink, "revoked", "after all was taken away", () -> admin.remove(read));
                int exitCode = flink.awaitExit(LIMIT);

                assertThat(flink.lines())
                        .filteredOn(step -> step.has("ok") && !step.get("ok").asBoolean())
                        .as(flink.describe("ended"))
                        .isEmpty();
                assertThat(exitCode).as(flink.describe("ended")).isZero();
            }
        }
    }

    private static String asking(TestRangerAdmin admin) {
        return """
                authorization:
                  mode: ranger
                  break-glass: ["user:root"]
                  ranger:
                    urls: ["%s"]
                    service: %s
                    user: %s
                    password: "%s"
                    plain-http: true
                    poll-seconds: %d
                """.formatted(
                admin.url(), TestRangerAdmin.SERVICE, TestRangerAdmin.USER, TestRangerAdmin.PASSWORD, POLL_SECONDS);
    }

    private static RangerPolicyJson filter(String expression) {
        return RangerPolicyJson.filter("catalog", CATALOG, "database", "shop", "table", "orders")
                .showOnly(ALICE, expression);
    }

    private static RangerPolicyJson mask(String type) {
        return RangerPolicyJson.mask("catalog", CATALOG, "database", "shop", "table", "orders", "column", "phone")
                .maskFor(ALICE, type, "");
    }

    /** Changes something in Ranger when the script waits for it, and says how long after that a query has seen it. */
    private static void change(EngineProcess flink, String awaited, String step, Runnable change) {
        int waiting =
                flink.awaitLine(0, LIMIT, line -> line.path("awaits").asText().equals(awaited));
        change.run();
        long changed = System.nanoTime();
        flink.send(awaited + "=1");
        int seen = flink.awaitLine(
                waiting, LIMIT, line -> line.path("step").asText().equals(step));
        Duration after = Duration.ofNanos(System.nanoTime() - changed);
        JsonNode outcome = flink.lines().get(seen);
        System.out.printf("%s: seen by a query %d ms after it was changed in Ranger%n", step, after.toMillis());
        assertThat(outcome.get("ok").asBoolean()).as(step + ": " + outcome).isTrue();
        assertThat(after).as(step).isLessThan(SEEN);
    }
}
