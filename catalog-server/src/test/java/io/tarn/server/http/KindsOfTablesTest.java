package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindsOfTablesTest extends ServerTest {
    private static final List<String> ALL =
            List.of("table", "materialized-table", "format-table", "object-table", "lance-table", "iceberg-table");

    static List<String> allTypes() {
        return ALL;
    }

    @ParameterizedTest
    @MethodSource("allTypes")
    void everyTypeIsKeptToldAndFiltered(String type) {
        String name = "kept-" + type;
        api.createTable(name, Map.of("type", type, "k", "v")).ok();

        JsonNode table = api.readTable(name);
        assertThat(table.get("id").asText()).hasSize(36);
        assertThat(table.get("path").asText()).startsWith("file:" + server.dataDir());
        assertThat(table.get("isExternal").booleanValue()).isFalse();
        assertThat(table.get("schemaId").asInt()).isZero();
        assertThat(table.at("/schema/options/type").asText()).isEqualTo(type);
        assertThat(table.at("/schema/options/k").asText()).isEqualTo("v");
        for (String asked : ALL) {
            String query = "?tableNamePattern=kept-%25&tableType=" + asked;
            List<String> names =
                    Api.texts(api.get(api.tables("default") + query).ok().json().get("tables"));
            assertThat(names.contains(name)).as(asked).isEqualTo(asked.equals(type));
            JsonNode details = api.get(api.databases() + "/default/table-details" + query)
                    .ok()
                    .json()
                    .get("tableDetails");
            assertThat(details)
                    .extracting(detail -> detail.get("name").asText())
                    .isEqualTo(names);
        }
        api.createTable(name, Map.of("type", type)).error(409, "TABLE");
        api.delete(api.table(name)).ok();
        api.get(api.table(name)).error(404, "TABLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"format-table", "object-table", "lance-table", "iceberg-table"})
    void aTableWithoutHistoryHasNoFilesOfPaimonAndNoSnapshots(String type) throws IOException {
        String name = "plain-" + type;
        api.createTable(name, Map.of("type", type)).ok();
        JsonNode table = api.readTable(name);
        Path directory = directory(table);
        boolean expected = type.equals("format-table") || type.equals("object-table");
        assertThat(Files.isDirectory(directory)).isEqualTo(expected);
        api.get(api.table(name) + "/snapshot").error(404, "SNAPSHOT");
        api.get(api.table(name) + "/snapshots/LATEST").error(404, "SNAPSHOT");
        api.get(api.table(name) + "/snapshots/1").error(404, "SNAPSHOT");
        assertThat(api.get(api.table(name) + "/snapshots").ok().json().get("snapshots"))
                .isEmpty();
        api.post(api.table(name) + "/commit", Api.commitBody(table.get("id").asText(), 1, "w"))
                .error(501, null);

        api.post(api.table(name), Api.setOption("k", "v")).ok();

        JsonNode altered = api.readTable(name);
        assertThat(altered.get("schemaId").asInt()).isEqualTo(1);
        assertThat(altered.at("/schema/options/k").asText()).isEqualTo("v");
        api.post(api.table(name), Api.setOption("type", "table")).error(400, null);
        assertThat(directory.resolve("schema")).doesNotExist();
        assertThat(directory.resolve("snapshot")).doesNotExist();
        api.post(
                        "/v1/main/tables/rename",
                        "{\"source\":{\"database\":\"default\",\"object\":\"" + name
                                + "\"},\"destination\":{\"database\":\"default\",\"object\":\"moved-" + type + "\"}}")
                .ok();
        assertThat(api.readTable("moved-" + type).get("path")).isEqualTo(table.get("path"));
    }

    @Test
    void aMaterializedTableIsAnOrdinaryOne() {
        api.createTable("fresh", Map.of("type", "materialized-table")).ok();
        JsonNode table = api.readTable("fresh");
        assertThat(directory(table).resolve("schema/schema-0")).isRegularFile();
        assertThat(api.post(
                                api.table("fresh") + "/commit",
                                Api.commitBody(table.get("id").asText(), 1, "w"))
                        .ok()
                        .body())
                .contains("true");
        api.post(api.table("fresh"), Api.addColumn("c")).ok();
        assertThat(directory(table).resolve("schema/schema-1")).isRegularFile();
        assertThat(api.readTable("fresh").at("/schema/options/type").asText()).isEqualTo("materialized-table");
    }

    @Test
    void theColumnsOfAnObjectTableAreTheServers() {
        api.createTable("objects", Map.of("type", "object-table")).ok();
        JsonNode fields = api.readTable("objects").at("/schema/fields");
        assertThat(fields.findValuesAsText("name"))
                .containsExactly("path", "name", "length", "mtime", "atime", "owner");
        api.post(api.table("objects"), Api.addColumn("c")).error(400, null);
        api.post(api.table("objects"), Api.alterBody("{\"action\":\"dropColumn\",\"fieldNames\":[\"owner\"]}"))
                .error(400, null);
        assertThat(api.readTable("objects").at("/schema/fields")).isEqualTo(fields);
    }

    @Test
    void aFormatTableIsAlteredLikeAnyOther() {
        api.createTable("files", Map.of("type", "format-table", "file.format", "csv"))
                .ok();
        api.post(api.table("files"), Api.addColumn("c")).ok();
        api.post(api.table("files"), Api.addColumn("c")).error(409, "COLUMN");
        api.post(api.table("files"), Api.alterBody("{\"action\":\"dropColumn\",\"fieldNames\":[\"gone\"]}"))
                .error(404, "COLUMN");
        assertThat(api.readTable("files").at("/schema/fields").findValuesAsText("name"))
                .containsExactly("id", "c");
    }

    @Test
    void whatNoClientCouldOpenIsRefused() {
        api.createTable("new", Map.of("type", "no-such-table")).error(400, null);
        api.createTable("new", Map.of("type", "view")).error(400, null);
        api.createTable("new", Map.of("type", "")).error(400, null);
        api.createTable("new", Map.of("type", "format-table", "file.format", "no-such-format"))
                .error(400, null);
        api.post(
                        api.tables("default"),
                        Api.createBody("default", "new", Map.of("type", "format-table"))
                                .replace("\"primaryKeys\":[]", "\"primaryKeys\":[\"id\"]"))
                .error(400, null);
        Api lake = api.withCatalog("a b+c");
        String place = "file:" + server.dataDir().resolve("outside/partitioned");
        lake.createTable("new", Map.of("type", "format-table", "path", place, "metastore.partitioned-table", "true"))
                .error(400, null);
        api.get(api.table("new")).error(404, "TABLE");
        api.createTable("upper", Map.of("type", "FORMAT-TABLE")).ok();
        assertThat(Api.texts(api.get(api.tables("default") + "?tableType=format-table")
                        .ok()
                        .json()
                        .get("tables")))
                .contains("upper");
    }

    @ParameterizedTest
    @ValueSource(strings = {"format-table", "object-table", "lance-table", "iceberg-table", "materialized-table"})
    void anyTypeMayLieWhereAClientSays(String type) throws IOException {
        Api lake = api.withCatalog("a b+c");
        Path place = server.dataDir().resolve("outside/external-" + type);
        Files.createDirectories(place);
        Files.writeString(place.resolve("data"), "rows");
        Map<String, String> options = Map.of("type", type, "path", "file:" + place);
        lake.createTable("out", options).ok();
        JsonNode table = lake.readTable("out");
        assertThat(table.get("isExternal").booleanValue()).isTrue();
        assertThat(table.get("path").asText()).isEqualTo("file:" + place);
        lake.createTable("twice", options).error(400, null);
        lake.post(lake.table("out"), Api.setOption("k", "v")).ok();
        lake.delete(lake.table("out")).ok();
        assertThat(place.resolve("data")).exists();
        lake.createTable("twice", Map.of("type", type, "path", "file:" + place)).ok();
        lake.delete(lake.table("twice")).ok();
    }

    @Test
    void onlyManagedDirectoriesArePurged(@TempDir Path dataDir) throws IOException {
        try (TestServer purging = TestServer.purging(dataDir)) {
            Api lake = Api.of(purging.port(), purging.rootToken(), "a b+c");
            Path outside = dataDir.resolve("outside/kept");
            lake.createTable("external", Map.of("path", "file:" + outside)).ok();
            lake.createTable("managed", Map.of("type", "format-table")).ok();
            Path managed = directory(lake.readTable("managed"));
            Files.writeString(managed.resolve("data"), "rows");
            Files.writeString(outside.resolve("data"), "rows");

            lake.delete(lake.table("external")).ok();
            lake.delete(lake.table("managed")).ok();

            await().atMost(Duration.ofMinutes(1)).until(() -> Files.notExists(managed));
            assertThat(outside.resolve("data")).exists();
            assertThat(outside.resolve("schema/schema-0")).exists();
        }
    }

    private static Path directory(JsonNode table) {
        return Path.of(table.get("path").asText().substring("file:".length()));
    }
}
