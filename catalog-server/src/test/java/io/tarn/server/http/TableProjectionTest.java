package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of tables that Iceberg's readers want. */
class TableProjectionTest {
    private static final String LIST = "/manage/v1/catalogs/main/databases/default/iceberg";

    @TempDir
    private Path directory;

    @Test
    void aTableIsShownOrThereIsAReason() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Api api = Api.of(server.port(), server.rootToken());
            create(api, "plain", "INT");
            JsonNode plain = api.get(route("plain")).ok().json();
            assertThat(plain.at("/v2").toString()).isEqualTo("{\"shown\":true,\"formatVersion\":2,\"way\":\"append\"}");
            assertThat(plain.at("/v3/formatVersion").asInt())
                    .as("v3 has nothing for it")
                    .isEqualTo(2);

            create(api, "times", "TIME(3)");
            JsonNode times = api.get(route("times")).ok().json().get("v2");
            assertThat(times.get("shown").asBoolean()).isFalse();
            assertThat(times.get("code").asText()).isEqualTo("column-type");
            assertThat(times.get("reason").asText()).contains("'c'").contains("TIME");
            assertThat(times.get("remedy").asText()).isNotBlank();

            assertThat(api.get(route("nothing")).status()).isEqualTo(404);
            assertThat(api.get(route("plain$branch_b")).status()).isEqualTo(404);
        }
    }

    @Test
    void aDatabasesTablesAreListedPageByPage() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            Api api = Api.of(server.port(), server.rootToken());
            create(api, "a", "INT");
            create(api, "b", "TIME(3)");
            create(api, "c", "STRING");
            JsonNode first = api.get(LIST + "?maxResults=2").ok().json();
            assertThat(first.get("tables")).hasSize(2);
            assertThat(first.at("/tables/0/table").asText()).isEqualTo("a");
            assertThat(first.at("/tables/0/v2").toString())
                    .isEqualTo("{\"shown\":true,\"formatVersion\":2,\"way\":\"append\"}");
            assertThat(first.get("tables").get(1))
                    .as("as it is told of one table")
                    .isEqualTo(((ObjectNode) api.get(route("b")).ok().json()).put("table", "b"));
            JsonNode second = api.get(LIST + "?maxResults=2&pageToken="
                            + first.get("nextPageToken").asText())
                    .ok()
                    .json();
            assertThat(second.at("/tables/0/table").asText()).isEqualTo("c");
            assertThat(second.get("tables")).hasSize(1);
            assertThat(second.get("nextPageToken").isNull()).isTrue();

            assertThat(api.get(LIST.replace("default", "nothing")).status()).isEqualTo(404);
        }
    }

    @Test
    void aDroppedTablesMetadataGoesWithIt() throws Exception {
        try (TestServer server = TestServer.purging(directory)) {
            Api api = Api.of(server.port(), server.rootToken());
            create(api, "t", "INT");
            Path table = Path.of(api.readTable("t").get("path").asText().replaceFirst("^file:/+", "/"));
            Files.writeString(Files.createDirectories(table.resolve("_iceberg")).resolve("x.metadata.json"), "{}");
            api.delete(api.table("t")).ok();
            await().atMost(Duration.ofMinutes(1)).until(() -> Files.notExists(table));
        }
    }

    private static String route(String table) {
        return "/manage/v1/catalogs/main/databases/default/tables/" + table + "/iceberg";
    }

    private static void create(Api api, String name, String type) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.putObject("identifier").put("database", "default").put("object", name);
        ObjectNode schema = body.putObject("schema");
        schema.putArray("fields")
                .add(Api.JSON.createObjectNode().put("id", 0).put("name", "c").put("type", type));
        schema.putArray("partitionKeys");
        schema.putArray("primaryKeys");
        schema.putObject("options");
        schema.put("comment", "");
        api.post(api.tables("default"), body.toString()).ok();
    }
}
