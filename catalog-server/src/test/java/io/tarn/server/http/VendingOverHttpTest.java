package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import io.tarn.server.config.Config;
import io.tarn.server.model.Layout;
import io.tarn.server.testing.FakeStore;
import io.tarn.server.testing.FakeStore.Asked;
import io.tarn.server.testing.Race;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Credentials for tables, from a token service that speaks the real protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VendingOverHttpTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/tables";
    private static final String FIXED_SECRET = "fixed-secret-that-only-its-caller-may-see";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final FakeStore store = new FakeStore();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TestServer server;
    private Api root;
    private String table;

    @BeforeAll
    void startServer(@TempDir Path directory) {
        log.list = Collections.synchronizedList(new ArrayList<>());
        log.start();
        rootLogger().setLevel(Level.INFO);
        rootLogger().addAppender(log);
        server = TestServer.withCatalogs(
                directory,
                List.of(
                        catalog("lake", Config.VendingMode.STS, store.endpoint(), ""),
                        catalog("dry", Config.VendingMode.NONE, "", ""),
                        catalog("fixed", Config.VendingMode.STATIC, "", "fixed-key"),
                        catalog("deaf", Config.VendingMode.STS, "http://127.0.0.1:1", "")));
        root = Api.of(server.port(), server.rootToken(), "lake");
        table = table(root);
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private Config.Catalog catalog(String name, Config.VendingMode mode, String sts, String accessKey) {
        Config.Vending vending = new Config.Vending(
                mode, ROLE, sts, accessKey, accessKey.isEmpty() ? "" : FIXED_SECRET, "http://store.example", 10_800);
        return new Config.Catalog(
                name,
                "s3://" + name + "-bucket/w",
                Layout.PLAIN,
                List.of("s3://" + name + "-bucket/outside"),
                Map.of("hint", "from the server"),
                new Config.S3(
                        store.endpoint(), "eu-west-1", FakeStore.ACCESS_KEY, FakeStore.SECRET_KEY, true, vending));
    }

    @AfterEach
    void mendStore() {
        store.answers(FakeStore::give);
    }

    @AfterAll
    void stopServer() {
        server.close();
        store.close();
        rootLogger().detachAppender(log);
        rootLogger().setLevel(Level.OFF);
        assertThat(log.list).isNotEmpty();
        for (ILoggingEvent event : log.list) {
            String line = event.getFormattedMessage()
                    + event.getKeyValuePairs()
                    + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
            assertThat(line)
                    .doesNotContain(FakeStore.SECRET_KEY, FakeStore.GIVEN_SECRET, FIXED_SECRET, "given-session-token");
        }
    }

    @Test
    void aReaderGetsCredentialsThatRead() {
        Person reader = person(root, "SELECT", null);
        Api.Answer answer = reader.ask();

        assertThat(answer.ok().headers().firstValue("Cache-Control")).contains("no-store");
        Asked asked = store.lastAsked();
        assertThat(asked.form())
                .containsEntry("RoleArn", ROLE)
                .containsEntry("RoleSessionName", reader.principal().replace(":", "="))
                .containsEntry("DurationSeconds", "10800");
        assertThat(asked.policy())
                .contains("arn:aws:s3:::lake-bucket/w/default.db/" + table + "/*", "s3:GetObject")
                .doesNotContain("s3:PutObject", "s3:DeleteObject");
        JsonNode token = answer.json().get("token");
        assertThat(Api.JSON.convertValue(token, new TypeReference<Map<String, String>>() {}))
                .isEqualTo(Map.ofEntries(
                        Map.entry("s3.access-key", "given-key"),
                        Map.entry(
                                "s3.secret-key",
                                FakeStore.GIVEN_SECRET + reader.principal().replace(":", "=")),
                        Map.entry("s3.session.token", "given-session-token"),
                        Map.entry("s3.endpoint", "http://store.example"),
                        Map.entry("s3.endpoint.region", "eu-west-1"),
                        Map.entry("s3.path.style.access", "true"),
                        Map.entry("s3.directory.marker.retention", "keep"),
                        Map.entry("fs.s3.accessKeyId", "given-key"),
                        Map.entry(
                                "fs.s3.accessKeySecret",
                                token.get("s3.secret-key").asText()),
                        Map.entry("fs.s3.securityToken", "given-session-token"),
                        Map.entry("fs.s3.endpoint", "http://store.example"),
                        Map.entry("fs.s3.region", "eu-west-1")));
        assertEnds(answer, Instant.now().plusSeconds(10_800));
    }

    @Test
    void aWriterGetsCredentialsThatWriteButNoSnapshotsOfAManagedTable() {
        person(root, "UPDATE", null).ask().ok();

        assertThat(store.lastAsked().policy())
                .contains("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "\"Deny\"", "/snapshot/snapshot-*");
    }

    @Test
    void whoHasCredentialsGetsTheSameAgainAndEachCallerItsOwn() {
        Person one = person(root, "SELECT", null);
        Person two = person(root, "SELECT", null);
        int before = store.asked().size();
        String first = one.ask().ok().body();

        assertThat(one.ask().ok().body()).isEqualTo(first);
        assertThat(store.asked()).hasSize(before + 1);
        assertThat(two.ask().ok().body()).isNotEqualTo(first);
        assertThat(store.asked()).hasSize(before + 2);
    }

    @Test
    void aBranchIsOpenedByTheCredentialsOfItsTable() {
        String own = table(root);
        root.post(root.table(own) + "/branches", "{\"branch\":\"b\"}").ok();
        String ofTable = root.get(root.table(own) + "/token").ok().body();

        assertThat(root.get(root.table(own + "$branch_b") + "/token").ok().body())
                .isEqualTo(ofTable);
    }

    @Test
    void whatDoesNotLastLongEnoughIsNotGivenTwice() {
        Person reader = person(root, "SELECT", null);
        store.answers(asked -> FakeStore.give(asked, Instant.now().plus(Duration.ofMinutes(74))));
        int before = store.asked().size();
        reader.ask().ok();
        reader.ask().ok();
        assertThat(store.asked()).hasSize(before + 2);
    }

    @Test
    void manyWhoAskAtOnceCostOneCall() {
        Person reader = person(root, "SELECT", null);
        int before = store.asked().size();
        List<String> answers = Race.run(Collections.nCopies(
                12, (Callable<String>) () -> reader.ask().ok().body()));

        assertThat(answers).hasSize(12).containsOnly(answers.get(0));
        assertThat(store.asked()).hasSize(before + 1);
    }

    @Test
    void credentialsEndWithTheGrantAndAreThenGivenAgainAndAgain() {
        Instant end = Instant.now().plus(Duration.ofMinutes(40));
        Person reader = person(root, "SELECT", end);
        int before = store.asked().size();
        Api.Answer answer = reader.ask().ok();

        assertThat(store.lastAsked().seconds()).isBetween(2_300, 2_390);
        assertThat(answer.json().get("expiresAtMillis").asLong()).isLessThanOrEqualTo(end.toEpochMilli());
        assertThat(reader.ask().ok().body()).isEqualTo(answer.body());
        assertThat(store.asked()).hasSize(before + 1);
    }

    @Test
    void ofSeveralGrantsTheLongestCounts() {
        Person reader = person(root, "SELECT", Instant.now().plus(Duration.ofMinutes(20)));
        grant(root, reader.principal(), "ALL", Instant.now().plus(Duration.ofMinutes(5)), table);
        reader.ask().ok();
        assertThat(store.lastAsked().seconds()).isBetween(1_000, 1_190);

        grant(root, reader.principal(), "UPDATE", null, table);
        reader.ask().ok();
        assertThat(store.lastAsked().seconds()).isEqualTo(10_800);
    }

    @Test
    void aRightThatEndsInAFewMinutesIsTooShort() {
        Person reader = person(root, "SELECT", Instant.now().plus(Duration.ofMinutes(15)));
        int before = store.asked().size();

        assertThat(reader.ask().error(403, null).json().get("message").asText())
                .contains("ends in less than 15 minutes");
        assertThat(store.asked()).hasSize(before);

        grant(root, reader.principal(), "UPDATE", Instant.now().plus(Duration.ofMinutes(10)), table);
        reader.ask().error(403, null);
    }

    @Test
    void whoMayWriteForAFewMinutesAndReadForEverReads() {
        Person person = person(root, "SELECT", null);
        grant(root, person.principal(), "UPDATE", Instant.now().plus(Duration.ofMinutes(10)), table);
        person.ask().ok();

        assertThat(store.lastAsked().policy()).doesNotContain("s3:PutObject");
        assertThat(store.lastAsked().seconds()).isEqualTo(10_800);
    }

    @Test
    void aServiceThatGivesMoreThanItWasAskedForIsNotPassedOn() {
        Person reader = person(root, "SELECT", Instant.now().plus(Duration.ofMinutes(30)));
        store.answers(asked -> FakeStore.give(asked, Instant.now().plus(Duration.ofHours(12))));
        reader.ask().error(500, null);
    }

    @Test
    void withoutAPrivilegeThereIsNothing() {
        int before = store.asked().size();
        Person nobody = person(root, null, null);
        nobody.ask().error(404, "TABLE");
        Person onlooker = person(root, "DROP", null);
        onlooker.ask().error(403, null);
        assertThat(store.asked()).hasSize(before);
    }

    @Test
    void aRevokedPrivilegeIsNoneAtOnceWhateverWasGivenBefore() {
        Person reader = person(root, "SELECT", null);
        reader.ask().ok();
        root.post(root.prefix() + "/permissions/revoke", permission(reader.principal(), "SELECT", null, table))
                .ok();
        reader.ask().error(404, "TABLE");
    }

    @Test
    void aServiceThatIsDownIs503AndNothingIsOnTheTrail() {
        Person reader = person(root, "SELECT", null);
        store.answers(asked -> FakeStore.refuse(503, "ServiceUnavailable"));
        reader.ask().error(503, null);
        assertThat(trail(reader)).isEmpty();

        store.answers(FakeStore::give);
        reader.ask().ok();
        assertThat(trail(reader)).hasSize(1);
    }

    @Test
    void aServiceThatNobodyListensAtIs503() {
        Api deaf = root.withCatalog("deaf");
        String own = table(deaf);
        deaf.get(deaf.table(own) + "/token").error(503, null);
    }

    @Test
    void aServiceThatHangsIs503AfterAWhile() {
        CountDownLatch over = new CountDownLatch(1);
        store.answers(asked -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return FakeStore.give(asked);
        });
        try {
            Instant began = Instant.now();
            person(root, "SELECT", null).ask().error(503, null);
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(20));
        } finally {
            over.countDown();
        }
    }

    @Test
    void aServiceThatRefusesIs500WithItsReason() {
        for (String code : List.of("AccessDenied", "PackedPolicyTooLarge", "MalformedPolicyDocument")) {
            store.answers(asked -> FakeStore.refuse(code.equals("AccessDenied") ? 403 : 400, code));
            assertThat(person(root, "SELECT", null)
                            .ask()
                            .error(500, null)
                            .json()
                            .get("message")
                            .asText())
                    .contains(code, "catalogs.s3.vending");
        }
    }

    @Test
    void eachCallOfTheServiceIsOnTheTrailOnce() {
        Person writer = person(root, "UPDATE", null);
        Api.Answer answer = writer.ask().ok();
        writer.ask().ok();

        List<JsonNode> entries = trail(writer);
        assertThat(entries).hasSize(1);
        JsonNode entry = entries.get(0);
        assertThat(entry.get("object").get("path").asText()).isEqualTo("lake.default." + table);
        assertThat(entry.get("request").asText()).isEqualTo(answer.requestId());
        assertThat(entry.get("details").get("access").asText()).isEqualTo("write");
        assertThat(Instant.parse(entry.get("details").get("until").asText()).toEpochMilli())
                .isEqualTo(answer.json().get("expiresAtMillis").asLong());
        assertThat(entry.toString()).doesNotContain(FakeStore.GIVEN_SECRET, "given-session-token");
    }

    @Test
    void anExternalTableIsOpenedWithTheClientsOwnOptions() {
        String name = "external" + COUNT.incrementAndGet();
        root.createTable(name, Map.of("path", "s3://lake-bucket/outside/" + name))
                .ok();
        int before = store.asked().size();

        assertThat(root.get(root.table(name) + "/token").ok().json().get("token"))
                .isEmpty();
        assertThat(store.asked()).hasSize(before);
    }

    @Test
    void aCatalogThatHandsNothingOutSaysSo() {
        Api dry = root.withCatalog("dry");
        dry.get(dry.table(table(dry)) + "/token").error(501, null);
    }

    @Test
    void clientsLearnWhetherToAskAndNoSecret() {
        for (String name : List.of("lake", "fixed", "dry")) {
            Api.Answer config = root.get("/v1/config?warehouse=" + name).ok();
            assertThat(config.json().get("defaults").has("data-token.enabled")).isEqualTo(!name.equals("dry"));
            assertThat(config.json().at("/defaults/hint").asText()).isEqualTo("from the server");
            assertThat(config.body()).doesNotContain(FakeStore.SECRET_KEY, FakeStore.ACCESS_KEY, FIXED_SECRET);
        }
    }

    @Test
    void lastingKeysAreForLastingRightsAlone() {
        Api fixed = root.withCatalog("fixed");
        String own = table(fixed);
        Person reader = person(fixed, null, null);
        grant(fixed, reader.principal(), "SELECT", Instant.now().plus(Duration.ofDays(30)), own);
        assertThat(fixed.withToken(reader.token())
                        .get(fixed.table(own) + "/token")
                        .error(403, null)
                        .json()
                        .get("message")
                        .asText())
                .contains("the right to it ends");

        grant(fixed, reader.principal(), "SELECT", null, own);
        JsonNode token = fixed.withToken(reader.token())
                .get(fixed.table(own) + "/token")
                .ok()
                .json()
                .get("token");
        assertThat(token.get("s3.access-key").asText()).isEqualTo("fixed-key");
        assertThat(token.get("s3.secret-key").asText()).isEqualTo(FIXED_SECRET);
        assertThat(token.has("s3.session.token")).isFalse();
        assertThat(trail(reader)).hasSize(1);
    }

    /** Somebody who holds something, or nothing, on the table. */
    private record Person(Api api, String principal, String token, String path) {
        Api.Answer ask() {
            return api.withToken(token).get(path);
        }
    }

    private Person person(Api catalog, String access, Instant end) {
        String principal = "service:vended-" + COUNT.incrementAndGet();
        root.post("/manage/v1/principals", "{\"name\":\"" + principal + "\"}").ok();
        String token = root.post("/manage/v1/principals/" + principal + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText();
        if (access != null) {
            grant(catalog, principal, access, end, table);
        }
        return new Person(catalog, principal, token, catalog.table(table) + "/token");
    }

    private static void grant(Api catalog, String principal, String access, Instant end, String on) {
        catalog.post(catalog.prefix() + "/permissions/grant", permission(principal, access, end, on))
                .ok();
    }

    private static String permission(String principal, String access, Instant end, String on) {
        return "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"%s\"},\"access\":\"%s\",\"principal\":\"%s\"%s}"
                .formatted(on, access, principal, end == null ? "" : ",\"expireTime\":\"" + end + "\"");
    }

    private static String table(Api catalog) {
        String name = "t" + COUNT.incrementAndGet();
        catalog.createTable(name).ok();
        return name;
    }

    private List<JsonNode> trail(Person person) {
        List<JsonNode> entries = new ArrayList<>();
        root.get("/manage/v1/audit?operation=GET_TABLE_TOKEN&decision=ALLOWED&principal="
                        + Api.encode(person.principal()))
                .ok()
                .json()
                .get("entries")
                .forEach(entries::add);
        return entries;
    }

    private static void assertEnds(Api.Answer answer, Instant about) {
        assertThat(answer.json().get("expiresAtMillis").asLong())
                .isBetween(about.minusSeconds(60).toEpochMilli(), about.toEpochMilli());
    }
}
