package io.tarn.server.http;

import static io.tarn.server.http.IcebergApi.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of Paimon on Iceberg's surface: read only, and by who sees them whole. */
class PaimonTablesForIcebergTest extends ServerTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Api lake;
    private IcebergApi iceberg;
    private String table = "";

    @BeforeAll
    void openCatalog() {
        lake = api.withCatalog("a b+c");
        iceberg = IcebergApi.of(lake, "a b+c");
    }

    @BeforeEach
    void makeTable() {
        table = "paimon" + COUNT.incrementAndGet();
        lake.createTable(table).ok();
    }

    @Test
    void aTableIsListedAndLoaded() {
        assertThat(lake.get(iceberg.tables("default")).ok().json().findValuesAsText("name"))
                .contains(table);
        assertThat(lake.head(iceberg.table(table)).status()).isEqualTo(204);
        JsonNode loaded = iceberg.load(table).ok().json();
        assertThat(loaded.at("/metadata/schemas/0/fields/0/name").asText()).isEqualTo("id");
        assertThat(loaded.at("/metadata/format-version").asInt()).isEqualTo(2);
        assertThat(Path.of(loaded.get("metadata-location").asText().replaceFirst("^file:/+", "/")))
                .exists();
        assertThat(iceberg.load(table).ok().json()).as("it is not made twice").isEqualTo(loaded);
    }

    @Test
    void whatTheClientHasIsNotSentAgainUntilItChanges() throws Exception {
        Api.Answer first = iceberg.load(table).ok();
        String tag = first.headers().firstValue("ETag").orElseThrow();
        Api again = lake.withHeaders(Map.of("If-None-Match", tag));
        Path file = Path.of(first.json().get("metadata-location").asText().replaceFirst("^file:/+", "/"));
        Path away = Files.move(file, file.resolveSibling("away"));
        assertThat(again.get(iceberg.table(table)).status())
                .as("storage is not asked")
                .isEqualTo(304);
        Files.move(away, file);
        lake.post(
                        lake.table(table),
                        Api.alterBody("{\"action\":\"addColumn\",\"fieldNames\":[\"more\"],\"dataType\":\"STRING\"}"))
                .ok();
        JsonNode changed = again.get(iceberg.table(table)).ok().json();
        assertThat(changed.at("/metadata/current-schema-id").asInt()).isEqualTo(1);
    }

    @Test
    void nothingOfItIsChangedHere() {
        for (Api.Answer answer : List.of(
                iceberg.set(table, "a", "b"),
                lake.delete(iceberg.table(table)),
                lake.delete(iceberg.table(table) + "?purgeRequested=true"),
                lake.post(iceberg.table(table) + "/unregister", "{}"),
                lake.post(
                        iceberg.path("/tables/rename"),
                        "{\"source\":{\"namespace\":[\"default\"],\"name\":\"" + table
                                + "\"},\"destination\":{\"namespace\":[\"default\"],\"name\":\"other\"}}"))) {
            assertThat(answer.status())
                    .as("after 406 clients would leave the files of a commit behind: " + answer.body())
                    .isEqualTo(403);
            assertThat(answer.json().at("/error/message").asText()).contains("is a table of Paimon");
        }
        lake.get(lake.table(table)).ok();
        assertThat(lake.post(iceberg.table(table) + "/metrics", "{\"report-type\":\"scan-report\"}")
                        .status())
                .as("what engines say of their scans is no change")
                .isEqualTo(204);
        refused(iceberg.create(table), 409, "AlreadyExistsException");
    }

    @Test
    void whatCannotBeShownSaysWhy() {
        lake.post(
                        lake.table(table),
                        Api.alterBody("{\"action\":\"addColumn\",\"fieldNames\":[\"at\"],\"dataType\":\"TIME(3)\"}"))
                .ok();
        Api.Answer answer = iceberg.load(table);
        assertThat(answer.status()).as(answer.body()).isEqualTo(406);
        assertThat(answer.json().at("/error/message").asText())
                .contains("column-type", "'at'", "What to do: change the column");
        assertThat(lake.withHeaders(Map.of("X-Tarn-Iceberg-Format", "4"))
                        .get(iceberg.table(table))
                        .status())
                .isEqualTo(400);
    }

    /** The same grant and the same filter on both surfaces. */
    @Test
    void whoSeesAPartReadsItThroughWhatEnforcesAndNotHere() {
        String principal = "service:reader" + COUNT.get();
        api.post("/manage/v1/principals", "{\"name\":\"" + principal + "\"}").ok();
        Api person = lake.withToken(api.post("/manage/v1/principals/" + principal + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
        IcebergApi reader = iceberg.with(person);
        assertThat(person.get(person.table(table)).status()).isEqualTo(404);
        refused(reader.load(table), 404, "NoSuchTableException");
        assertThat(person.head(reader.table(table)).status()).isEqualTo(404);

        lake.post(
                        lake.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"" + table
                                + "\"},\"access\":\"SELECT\",\"principal\":\"" + principal + "\"}")
                .ok();
        person.get(person.table(table)).ok();
        reader.load(table).ok();

        lake.post(
                        lake.table(table) + "/policies",
                        "{\"principal\":\"" + principal + "\",\"rowFilter\":{\"sql\":\"id > 1\"}}")
                .ok();
        refused(reader.load(table), 403, "ForbiddenException");
        refused(person.get(reader.table(table) + "/credentials"), 403, "ForbiddenException");

        // Its engine keeps to filters when it reads as Paimon's client; Iceberg's does not.
        api.post("/manage/v1/principals/" + principal + "/trust", "{\"enforcesPolicies\":true}")
                .ok();
        assertThat(person.post(person.table(table) + "/auth", "{\"select\":null}")
                        .ok()
                        .json()
                        .get("filter"))
                .hasSize(1);
        refused(reader.load(table), 403, "ForbiddenException");
        refused(person.get(reader.table(table) + "/credentials"), 403, "ForbiddenException");
    }
}
