package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may know of changes is told of them. */
class EventsOverHttpTest {
    private static final String EVENTS = "/manage/v1/catalogs/main/events";

    @TempDir
    Path directory;

    private TestServer server;
    private Api api;

    @BeforeEach
    void start() {
        server = TestServer.start(directory);
        api = Api.of(server.port(), server.rootToken());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void changesAreToldInTheirOrderWithWhatTheyDid() {
        api.createTable("t").ok();
        api.withHeaders(Map.of("X-Tarn-Engine", "flink", "X-Tarn-Job", "nightly", "User-Agent", "test/1"))
                .post(api.table("t") + "/commit", Api.commitBody(null, 1, "w"))
                .ok();
        api.post(api.table("t"), Api.addColumn("c")).ok();
        api.post(
                        api.prefix() + "/tables/rename",
                        "{\"source\":{\"database\":\"default\",\"object\":\"t\"},"
                                + "\"destination\":{\"database\":\"default\",\"object\":\"u\"}}")
                .ok();
        api.delete(api.table("u")).ok();
        List<JsonNode> events = events(api, "start=beginning&database=default", 5);
        assertThat(events)
                .extracting(event -> event.get("operation").asText())
                .containsExactly("CREATE_TABLE", "COMMIT_SNAPSHOT", "ALTER_TABLE", "RENAME_TABLE", "DROP_TABLE");
        assertThat(events)
                .extracting(event -> event.at("/object/id").asText())
                .containsOnly(events.get(0).at("/object/id").asText());
        assertThat(events).extracting(event -> event.get("id").asText()).doesNotHaveDuplicates();
        JsonNode commit = events.get(1);
        assertThat(commit.at("/commit/commitUser").asText()).isEqualTo("w");
        assertThat(commit.at("/commit/commitKind").asText()).isEqualTo("APPEND");
        assertThat(commit.at("/commit/snapshotId").asLong()).isEqualTo(1);
        assertThat(commit.at("/commit/timeMillis").asLong()).isEqualTo(1);
        assertThat(commit.has("oldSnapshotId")).isFalse();
        assertThat(commit.get("newSnapshotId").asLong()).isEqualTo(1);
        assertThat(commit.get("branch").asText()).isEqualTo("main");
        assertThat(commit.get("engine").asText()).isEqualTo("flink");
        assertThat(commit.get("job").asText()).isEqualTo("nightly");
        assertThat(commit.get("userAgent").asText()).isEqualTo("test/1");
        assertThat(commit.get("principal").asText()).isEqualTo("user:root");
        assertThat(events.get(2).get("oldSchemaId").asLong()).isZero();
        assertThat(events.get(2).get("newSchemaId").asLong()).isEqualTo(1);
        assertThat(events.get(3).at("/renamedTo/name").asText()).isEqualTo("u");
        assertThat(events(api, "start=beginning&database=default&object=u", 2))
                .extracting(event -> event.get("operation").asText())
                .containsExactly("RENAME_TABLE", "DROP_TABLE");
        assertThat(events(api, "start=beginning&kind=table&operation=alter_table&operation=DROP_TABLE", 2))
                .extracting(event -> event.get("operation").asText())
                .containsExactly("ALTER_TABLE", "DROP_TABLE");
    }

    @Test
    void whatNobodyCouldMeanIsRefused() {
        for (String query : List.of(
                "cursor=x",
                "cursor=-1",
                "cursor=999999999999999999",
                "start=later",
                "kind=chair",
                "operation=SIT",
                "object=t")) {
            Api.Answer answer = api.get(EVENTS + "?" + query);
            assertThat(answer.status()).as(query).isEqualTo(400);
            assertThat(answer.saysNothingInternal().json().get("error").asText())
                    .isEqualTo("INVALID_REQUEST");
        }
        assertThat(api.get("/manage/v1/catalogs/none/events").status()).isEqualTo(404);
    }

    @Test
    void aStreamGoesOnWhereItWasLeft() {
        api.createTable("before").ok();
        String left;
        try (SseReader stream = open(server.rootToken(), "", Map.of())) {
            // Says where it begins before anything happens.
            assertThat(stream.any().id()).isNotEmpty();
            api.createTable("a").ok();
            SseReader.Sent told = stream.next(sent -> sent.data().contains("main.default.a"));
            assertThat(told.name()).isEqualTo("change");
            assertThat(told.data())
                    .contains("\"path\":\"main.default.a\"")
                    .contains("\"cursor\":\"" + told.id() + "\"");
            left = told.id();
        }
        api.createTable("b").ok();
        api.createTable("c").ok();
        try (SseReader stream = open(server.rootToken(), "?start=beginning", Map.of("Last-Event-ID", left))) {
            assertThat(stream.next(2))
                    .extracting(SseReader.Sent::data)
                    .satisfiesExactly(
                            first -> assertThat(first).contains("main.default.b"),
                            second -> assertThat(second).contains("main.default.c"));
        }
        try (SseReader stream = open(server.rootToken(), "?object=c&database=default&start=beginning", Map.of())) {
            assertThat(stream.next().data()).contains("main.default.c");
        }
    }

    @Test
    void nobodyIsToldOfWhatIsNotTheirs() {
        api.post(api.databases(), "{\"name\":\"d\",\"options\":{}}").ok();
        String alice = person("alice");
        api.createTable("hidden").ok();
        api.createTable("shown").ok();
        api.post(
                        api.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"shown\"},"
                                + "\"access\":\"SELECT\",\"principal\":\"user:alice\"}")
                .ok();
        api.post(api.table("shown") + "/commit", Api.commitBody(null, 1, "w")).ok();
        api.post(api.table("hidden") + "/commit", Api.commitBody(null, 1, "w")).ok();
        // Everything has been told when this has.
        api.createTable("last").ok();
        List<JsonNode> all = events(api, "start=beginning", 1);
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(paths(read(api, "start=beginning"))).contains("main.default.last"));
        assertThat(all).isNotEmpty();
        assertThat(read(api, "start=beginning"))
                .extracting(event -> event.get("operation").asText())
                .contains("CREATE_PRINCIPAL", "ISSUE_TOKEN", "GRANT_ON_TABLE", "CREATE_DATABASE");
        List<JsonNode> hers = read(api.withToken(alice), "start=beginning");
        assertThat(hers)
                .extracting(event -> event.get("operation").asText() + " "
                        + event.at("/object/path").asText())
                .containsExactly("CREATE_TABLE main.default.shown", "COMMIT_SNAPSHOT main.default.shown");
        // What is dropped is judged by what it was in.
        api.delete(api.table("shown")).ok();
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(read(api, "start=beginning"))
                        .extracting(event -> event.get("operation").asText())
                        .contains("DROP_TABLE"));
        // What ends with its object is forgotten when privileges are read next.
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> api.withToken(alice).get(EVENTS).status() == 404);
        api.grant("DATABASE_ALL", "default", "SELECT", "user:alice");
        assertThat(read(api.withToken(alice), "start=beginning"))
                .extracting(event -> event.get("operation").asText())
                .contains("DROP_TABLE", "COMMIT_SNAPSHOT")
                .doesNotContain("GRANT_ON_TABLE", "CREATE_PRINCIPAL");
    }

    @Test
    void aRevokedTokenEndsItsStream() {
        api.createTable("t").ok();
        api.post("/manage/v1/principals", "{\"name\":\"user:bob\"}").ok();
        JsonNode token =
                api.post("/manage/v1/principals/user:bob/tokens", "{}").ok().json();
        api.grant("CATALOG_ALL", null, "SELECT", "user:bob");
        try (SseReader stream = open(token.get("secret").asText(), "", Map.of())) {
            String cursor = stream.any().id();
            api.delete("/manage/v1/principals/user:bob/tokens/"
                            + token.get("id").asText())
                    .ok();
            SseReader.Sent end = stream.next(sent -> !sent.name().equals("change"));
            assertThat(end.name()).isEqualTo("end");
            assertThat(end.data()).contains("UNAUTHENTICATED");
            assertThat(Long.parseLong(end.id())).isGreaterThanOrEqualTo(Long.parseLong(cursor));
            assertThat(stream.next().name()).isEqualTo("closed");
        }
    }

    @Test
    void whoMayNotWatchAnyMoreIsToldNoMore() {
        String carol = person("carol");
        api.grant("CATALOG_ALL", null, "SELECT", "user:carol");
        try (SseReader stream = open(carol, "", Map.of())) {
            assertThat(stream.any().id()).isNotEmpty();
            api.post(
                            api.prefix() + "/permissions/revoke",
                            "{\"resource\":{\"type\":\"CATALOG_ALL\"},\"access\":\"SELECT\",\"principal\":\"user:carol\"}")
                    .ok();
            SseReader.Sent end = stream.next(sent -> !sent.name().equals("change"));
            assertThat(end.name()).isEqualTo("end");
            assertThat(end.data()).contains("CATALOG_NOT_FOUND");
        }
    }

    @Test
    void whoWatchesIsInNobodysWayAndIsToldWhereToGoOnWhenTheServerStops() {
        List<SseReader> streams = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            streams.add(open(server.rootToken(), "", Map.of()));
        }
        api.createTable("t").ok();
        for (SseReader stream : streams) {
            // What was done at the first start may have its number only now.
            assertThat(stream.next(sent -> sent.data().contains("main.default.t"))
                            .name())
                    .isEqualTo("change");
        }
        server.close();
        for (SseReader stream : streams) {
            SseReader.Sent end = stream.next();
            assertThat(end.name()).isEqualTo("end");
            assertThat(end.data()).contains("UNAVAILABLE");
            stream.close();
        }
        server = TestServer.start(directory);
        api = Api.of(server.port(), server.rootToken());
    }

    @Test
    void whatIsNoLongerKeptIsAGapAndNeverSilence() {
        api.createTable("a").ok();
        api.createTable("b").ok();
        api.createTable("c").ok();
        List<JsonNode> events = events(api, "start=beginning&kind=table", 3);
        String first = events.get(0).get("cursor").asText();
        String second = events.get(1).get("cursor").asText();
        try (Rows rows = new Rows(directory)) {
            assertThat(rows.change("delete from event where seq <= " + second)).isPositive();
        }
        Api.Answer answer = api.get(EVENTS + "?cursor=" + first);
        assertThat(answer.status()).isEqualTo(410);
        JsonNode gone = answer.json();
        assertThat(gone.get("error").asText()).isEqualTo("EVENTS_GONE");
        assertThat(gone.get("resource").asText()).isEqualTo(second);
        assertThat(paths(read(api, "cursor=" + second))).containsExactly("main.default.c");
        assertThat(paths(read(api, "start=beginning"))).containsExactly("main.default.c");
        try (SseReader stream = open(server.rootToken(), "?cursor=" + first, Map.of())) {
            SseReader.Sent gap = stream.next();
            assertThat(gap.name()).isEqualTo("gap");
            assertThat(gap.id()).isEqualTo(second);
            assertThat(stream.next().data()).contains("main.default.c");
        }
    }

    private SseReader open(String token, String query, Map<String, String> headers) {
        return SseReader.open(server.port(), token, EVENTS + query, headers);
    }

    private String person(String name) {
        api.post("/manage/v1/principals", "{\"name\":\"user:" + name + "\"}").ok();
        return api.post("/manage/v1/principals/user:" + name + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText();
    }

    /** As many as are told within a while. */
    private static List<JsonNode> events(Api as, String query, int least) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> read(as, query).size() >= least);
        return read(as, query);
    }

    private static List<JsonNode> read(Api as, String query) {
        List<JsonNode> all = new ArrayList<>();
        as.get(EVENTS + "?" + query).ok().json().get("events").forEach(all::add);
        return all;
    }

    private static List<String> paths(List<JsonNode> events) {
        return events.stream().map(event -> event.at("/object/path").asText()).toList();
    }
}
