package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableListsOverHttpTest extends ServerTest {
    private String database = "";

    @BeforeEach
    void makeDatabase() {
        database = "lists-" + UUID.randomUUID();
        makeDatabase(database);
    }

    @Test
    void detailsAreWhatReadingEachTableAnswers() {
        for (String name : List.of("b", "a", "c")) {
            api.createTable(database, name, Map.of("k", name)).ok();
        }
        api.post(api.tables(database) + "/b", Api.addColumn("added")).ok();
        JsonNode answer = details("");
        assertThat(answer.get("nextPageToken").isNull()).isTrue();
        List<JsonNode> expected = List.of(read("a"), read("b"), read("c"));
        assertThat(answer.get("tableDetails")).containsExactlyElementsOf(expected);
        assertThat(answer.at("/tableDetails/1/schemaId").asInt()).isEqualTo(1);
        assertThat(answer.at("/tableDetails/1/database").asText()).isEqualTo(database);
    }

    @Test
    void detailsArePagedAndFiltered() {
        List<String> names = IntStream.range(0, 7).mapToObj(i -> "t" + i).toList();
        names.forEach(name -> api.createTable(database, name, Map.of()).ok());
        api.createTable(database, "other", Map.of()).ok();
        for (int size : new int[] {1, 2, 3, 7, 8}) {
            List<String> seen = new ArrayList<>();
            for (String token = ""; token != null; ) {
                JsonNode page = details("?tableNamePattern=t%25&maxResults=" + size + "&pageToken=" + token);
                assertThat(page.get("tableDetails")).hasSizeLessThanOrEqualTo(size);
                page.get("tableDetails")
                        .forEach(table -> seen.add(table.get("name").asText()));
                token = page.get("nextPageToken").textValue();
            }
            assertThat(seen).isEqualTo(names);
        }
        assertThat(details("?tableType=table").get("tableDetails")).hasSize(8);
        assertThat(details("?tableType=").get("tableDetails")).hasSize(8);
        assertThat(details("?tableType=format-table").get("tableDetails")).isEmpty();
        assertThat(details("?tableType=no-such-type").get("tableDetails")).isEmpty();
        assertThat(details("?tableType=view").get("tableDetails")).isEmpty();
        api.get(api.databases() + "/nowhere/table-details").error(404, "DATABASE");
        api.get(api.databases() + "/" + database + "/table-details?tableNamePattern=%25t")
                .error(400, null);
    }

    @Test
    void theListOverAllDatabasesGoesDatabaseByDatabase() {
        String second = database + "-2";
        makeDatabase(second);
        for (String name : List.of("b", "a", "c.d")) {
            api.createTable(database, name, Map.of()).ok();
            api.createTable(second, name, Map.of()).ok();
        }
        // '-' stands before '.'.
        List<String> all = List.of(
                second + " a", second + " b", second + " c.d", database + " a", database + " b", database + " c.d");
        for (int size : new int[] {1, 2, 4, 6, 7}) {
            List<String> seen = new ArrayList<>();
            for (String token = ""; token != null; ) {
                JsonNode page = api.get("/v1/main/tables?databaseNamePattern=" + database + "%25&maxResults=" + size
                                + "&pageToken=" + Api.encode(token))
                        .ok()
                        .json();
                assertThat(page.get("tables")).hasSizeLessThanOrEqualTo(size);
                page.get("tables")
                        .forEach(table -> seen.add(table.get("database").asText() + " "
                                + table.get("object").asText()));
                token = page.get("nextPageToken").textValue();
            }
            assertThat(seen).isEqualTo(all);
        }
        assertThat(api.get("/v1/main/tables?tableNamePattern=c%25&databaseNamePattern=" + second)
                        .ok()
                        .json()
                        .get("tables"))
                .hasSize(1);
        api.get("/v1/main/tables?tableNamePattern=%25b").error(400, null);
        api.get("/v1/nowhere/tables").error(404, null);
    }

    @Test
    void aTableIsReadByItsIdWhateverItIsCalled() {
        api.createTable(database, "t", Map.of()).ok();
        JsonNode table = read("t");
        String id = table.get("id").asText();
        assertThat(byId(id).ok().json()).isEqualTo(table);

        api.post(
                        "/v1/main/tables/rename",
                        "{\"source\":{\"database\":\"%1$s\",\"object\":\"t\"},\"destination\":{\"database\":\"%1$s\",\"object\":\"u\"}}"
                                .formatted(database))
                .ok();
        assertThat(byId(id).ok().json().get("name").asText()).isEqualTo("u");

        api.get("/v1/plain/tables/id/" + id).error(404, "TABLE");
        api.delete(api.tables(database) + "/u").ok();
        byId(id).error(404, "TABLE").about(id);
        byId("missing_table_id").error(404, "TABLE").about("missing_table_id");
        byId("1-1-1-1-1").error(404, "TABLE");
        byId("%2F..%2Fx").error(404, "TABLE");
    }

    private Api.Answer byId(String id) {
        return api.get("/v1/main/tables/id/" + id);
    }

    private JsonNode details(String query) {
        return api.get(api.databases() + "/" + database + "/table-details" + query)
                .ok()
                .json();
    }

    private JsonNode read(String table) {
        return api.get(api.tables(database) + "/" + table).ok().json();
    }

    private void makeDatabase(String name) {
        api.post(api.databases(), "{\"name\":\"" + name + "\",\"options\":{}}").ok();
    }
}
