package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.schema.testing.DatabaseServer;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever looks after tables is told of them. */
class TableHealthTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEALTH = "/manage/v1/catalogs/main/databases/default/tables/t/health";
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void commitsTellHowATableIs() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Api api = Api.of(server.port(), server.rootToken());
            api.createTable("t").ok();
            JsonNode unused = api.get(HEALTH).ok().json();
            assertThat(unused.has("lastCommit")).isFalse();
            assertThat(unused.at("/recent/commits").asInt()).isZero();
            assertThat(unused.at("/sizes/records").asLong()).isZero();

            long began = System.currentTimeMillis();
            commit(api, 1, "ingest", 100, 10, 10 * MIB, began - 60_000);
            commit(api, 2, "ingest", 900, 2, 256 * MIB, began - 5_000);
            commit(api, 3, "compactor", 0, -11, -MIB, Long.MIN_VALUE);
            commit(api, 3, "compactor", 0, -11, -MIB, Long.MIN_VALUE);
            assertThat(api.post(api.table("t") + "/commit", body(3, "late", 1, 1, 1, 0))
                            .ok()
                            .body())
                    .isEqualTo("{\"success\":false}");
            JsonNode health = api.get(HEALTH).ok().json();
            assertThat(health.at("/sizes").toString())
                    .isEqualTo("{\"records\":1000,\"files\":1,\"bytes\":" + 265 * MIB + ",\"averageFileBytes\":"
                            + 265 * MIB + "}");
            JsonNode last = health.get("lastCommit");
            assertThat(last.get("snapshot").asLong()).isEqualTo(3);
            assertThat(last.get("writer").asText()).isEqualTo("compactor");
            assertThat(last.get("by").asText()).isEqualTo("root");
            assertThat(last.get("atMillis").asLong()).isBetween(began, System.currentTimeMillis());
            assertThat(last.has("watermarkMillis"))
                    .as("the smallest number is no time")
                    .isFalse();
            JsonNode recent = health.get("recent");
            assertThat(recent.get("commits").asInt()).isEqualTo(3);
            assertThat(recent.get("medianIntervalMillis").asLong()).isNotNegative();
            assertThat(recent.get("records").asLong()).isEqualTo(1_000);
            assertThat(recent.get("files").asLong()).isEqualTo(1);
            assertThat(recent.get("filesAdded").asLong()).isEqualTo(12);
            assertThat(recent.get("smallFilesAdded").asLong()).isEqualTo(10);
            assertThat(recent.get("writers").toString())
                    .isEqualTo("[{\"writer\":\"ingest\",\"by\":\"root\",\"commits\":2},"
                            + "{\"writer\":\"compactor\",\"by\":\"root\",\"commits\":1}]");

            commit(api, 4, "ingest", 1, 1, 1, began - 4_000);
            assertThat(api.get(HEALTH)
                            .ok()
                            .json()
                            .at("/lastCommit/watermarkLagMillis")
                            .asLong())
                    .isBetween(4_000L, 4_000L + System.currentTimeMillis() - began);
            String metrics = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.monitorPort() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            String table = "{catalog=\"main\",database=\"default\",table=\"t\"} ";
            assertThat(metrics)
                    .contains("tarn_table_commits_total" + table + "4.0", "tarn_table_conflicts_total" + table + "1.0");
        }
        try (TestServer again = TestServer.start(directory)) {
            Api api = Api.of(again.port(), again.rootToken());
            assertThat(api.get(HEALTH).ok().json().get("lastDay").toString())
                    .as("added when the server stopped")
                    .isEqualTo("{\"commits\":4,\"conflicts\":1,\"partitionsTouched\":4}");
        }
    }

    @Test
    void whoMayNotReadTheTableIsToldNothing() {
        try (TestServer server = TestServer.start(directory)) {
            Api root = Api.of(server.port(), server.rootToken());
            root.createTable("t").ok();
            root.post("/manage/v1/principals", "{\"name\":\"eve\"}").ok();
            String token = root.post("/manage/v1/principals/eve/tokens", "{}")
                    .ok()
                    .json()
                    .get("secret")
                    .asText();
            assertThat(Api.of(server.port(), token).get(HEALTH).status()).isEqualTo(404);
            assertThat(root.get(HEALTH.replace("/t/", "/nothing/")).status()).isEqualTo(404);
        }
    }

    @Test
    void figuresOfAllServersCount() {
        try (DatabaseServer database = MariaDbServer.start();
                TestServer first = TestServer.replica(directory, database, "health");
                TestServer second = TestServer.replica(directory, database, "health")) {
            Api one = Api.of(first.port(), first.rootToken());
            Api other = Api.of(second.port(), first.rootToken());
            one.createTable("t").ok();
            commit(one, 1, "a", 1, 1, 1, 0);
            commit(other, 2, "b", 1, 1, 1, 0);
            commit(other, 3, "b", 1, 1, 1, 0);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    one.get(HEALTH).ok().json().get("lastDay").toString())
                            .isEqualTo("{\"commits\":3,\"conflicts\":0,\"partitionsTouched\":3}"));
        }
    }

    private static void commit(Api api, long id, String writer, long records, long files, long bytes, long watermark) {
        assertThat(api.post(api.table("t") + "/commit", body(id, writer, records, files, bytes, watermark))
                        .ok()
                        .body())
                .isEqualTo("{\"success\":true}");
    }

    private static String body(long id, String writer, long records, long files, long bytes, long watermark) {
        try {
            ObjectNode body = (ObjectNode) JSON.readTree(Api.commitBody(null, id, writer));
            ((ObjectNode) body.get("snapshot")).put("watermark", watermark);
            ((ObjectNode) body.at("/statistics/0"))
                    .put("recordCount", records)
                    .put("fileCount", files)
                    .put("fileSizeInBytes", bytes);
            return body.toString();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
