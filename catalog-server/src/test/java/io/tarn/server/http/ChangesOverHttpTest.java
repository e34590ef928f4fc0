package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.schema.testing.DatabaseServer;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who remembers tables is told of their changes. */
class ChangesOverHttpTest {
    private static final String RENAME = "{\"source\":{\"database\":\"default\",\"object\":\"t\"},"
            + "\"destination\":{\"database\":\"default\",\"object\":\"u\"}}";

    @TempDir
    Path directory;

    @Test
    void eachChangeOfATableIsToldOnce() {
        try (TestServer server = TestServer.start(directory)) {
            Api api = Api.of(server.port(), server.rootToken());
            api.createTable("t").ok();
            api.createTable("other").ok();
            String id = id(api, "t");
            JsonNode began = changes(api, "");
            assertThat(began.get("everything").asBoolean()).isTrue();
            assertThat(changes(api, cursor(began)).toString()).contains("\"everything\":false", "\"tables\":[]");

            for (Runnable change : new Runnable[] {
                () -> api.post(api.table("t"), Api.alterBody("{\"action\":\"updateComment\",\"comment\":\"c\"}"))
                        .ok(),
                () -> api.post(api.prefix() + "/tables/rename", RENAME).ok(),
                () -> api.delete(api.table("u")).ok()
            }) {
                String cursor = cursor(changes(api, cursor(began)));
                change.run();
                JsonNode told = changes(api, cursor + "&waitSeconds=30");
                assertThat(ids(told, "tables")).containsExactly(id);
                assertThat(told.get("everything").asBoolean()).isFalse();
                began = told;
            }
        }
    }

    @Test
    void aDroppedDatabaseIsTold() {
        try (TestServer server = TestServer.start(directory)) {
            Api api = Api.of(server.port(), server.rootToken());
            api.post(api.databases(), "{\"name\":\"d\",\"options\":{}}").ok();
            String id = api.get(api.databases() + "/d").ok().json().get("id").asText();
            JsonNode began = changes(api, "");
            api.delete(api.databases() + "/d").ok();
            assertThat(ids(changes(api, cursor(began) + "&waitSeconds=30"), "databases"))
                    .containsExactly(id);
        }
    }

    @Test
    void whoWaitsIsInNobodysWayAndIsAnsweredWhenTheServerStops() throws Exception {
        TestServer server = TestServer.start(directory);
        Api api = Api.of(server.port(), server.rootToken());
        String cursor = cursor(changes(api, ""));
        HttpClient client = HttpClient.newHttpClient();
        CompletableFuture<?>[] waiting = new CompletableFuture<?>[400];
        for (int i = 0; i < waiting.length; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + api.prefix()
                            + "/changes?" + cursor + "&waitSeconds=30"))
                    .header("Authorization", "Bearer " + api.token())
                    .build();
            waiting[i] = client.sendAsync(request, BodyHandlers.ofString())
                    .thenAccept(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        }
        // More than are admitted at once wait by now, and others get their turn.
        URI metrics = URI.create("http://127.0.0.1:" + server.monitorPort() + "/metrics");
        await().untilAsserted(() -> assertThat(
                        client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                                .body())
                .contains("tarn_changes_watchers " + waiting.length + ".0"));
        api.createTable("t").ok();
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        server.close();
        CompletableFuture.allOf(waiting).get(10, TimeUnit.SECONDS);
    }

    @Test
    void badQuestionsAreRefused() {
        try (TestServer server = TestServer.start(directory)) {
            Api api = Api.of(server.port(), server.rootToken());
            for (String query : new String[] {
                "after=x",
                "after=-1",
                "after=1.1",
                "after=1234567890123456789",
                "waitSeconds=31",
                "waitSeconds=-1",
                "waitSeconds=x"
            }) {
                api.get(api.prefix() + "/changes?" + query).error(400, null);
            }
            assertThat(changes(api, "after=123456789012345678")
                            .get("everything")
                            .asBoolean())
                    .as("a cursor of another database")
                    .isTrue();
        }
    }

    @Test
    void changesThroughOneServerAreToldByAnother() {
        try (DatabaseServer database = MariaDbServer.start();
                TestServer first = TestServer.replica(directory, database, "two_watch");
                TestServer second = TestServer.replica(directory, database, "two_watch")) {
            Api one = Api.of(first.port(), first.rootToken());
            Api other = Api.of(second.port(), first.rootToken());
            one.createTable("t").ok();
            String id = id(one, "t");
            // The other server knows what has changed since it was asked first, and not what did before.
            String there = cursor(changes(other, ""));
            String here = cursor(changes(one, ""));
            one.post(one.table("t"), Api.alterBody("{\"action\":\"updateComment\",\"comment\":\"c\"}"))
                    .ok();
            assertThat(ids(changes(other, there + "&waitSeconds=30"), "tables")).containsExactly(id);
            assertThat(ids(changes(other, here + "&waitSeconds=30"), "tables"))
                    .as("with a cursor of the other server")
                    .containsExactly(id);
        }
    }

    private static JsonNode changes(Api api, String query) {
        return api.get(api.prefix() + "/changes" + (query.isEmpty() ? "" : "?" + query))
                .ok()
                .json();
    }

    private static String cursor(JsonNode answer) {
        return "after=" + answer.get("cursor").asText();
    }

    private static String id(Api api, String table) {
        return api.get(api.table(table)).ok().json().get("id").asText();
    }

    private static Set<String> ids(JsonNode answer, String member) {
        Set<String> ids = new HashSet<>();
        answer.get(member).forEach(id -> ids.add(id.asText()));
        return ids;
    }
}
