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

    /** The same grant, the same filter and the same mask on both surfaces. */
    @Test
    void whoSeesAPartReadsItOnEachSurfaceThroughWhatKeepsToItThere() {
        addRegion();
        String principal = "service:reader" + COUNT.get();
        Api person = newPrincipal(principal);
        IcebergApi reader = iceberg.with(person);
        assertThat(person.get(person.table(table)).status()).isEqualTo(404);
        refused(reader.load(table), 404, "NoSuchTableException");
        assertThat(person.head(reader.table(table)).status()).isEqualTo(404);

        grantSelect(principal);
        person.get(person.table(table)).ok();
        String whole = reader.load(table).ok().headers().firstValue("ETag").orElseThrow();

        policy(principal, "\"rowFilter\":{\"sql\":\"id > 1 AND region = current_user()\"}");
        policy(principal, "\"columnMask\":{\"onColumn\":\"region\",\"sql\":\"mask_hash(region)\"}");
        refusedAltogether(reader);

        // Its engine keeps to filters when it reads as Paimon's client. That says nothing of Iceberg's.
        trust(principal, "\"enforcesPolicies\":true");
        JsonNode paimons = person.post(person.table(table) + "/auth", "{\"select\":null}")
                .ok()
                .json();
        assertThat(paimons.get("filter")).hasSize(2);
        assertThat(paimons.get("filter").toString()).contains("reader" + COUNT.get());
        refusedAltogether(reader);

        trust(principal, "\"enforcesPolicies\":false,\"enforcesIcebergRestrictions\":true");
        assertThat(person.post(person.table(table) + "/auth", "{\"select\":null}")
                        .status())
                .as("nor does the one say anything of the other")
                .isEqualTo(403);
        Api.Answer loaded = iceberg.with(person.withHeaders(Map.of("If-None-Match", whole)))
                .load(table)
                .ok();
        JsonNode restrictions = loaded.json().get("read-restrictions");
        assertThat(restrictions.get("required-row-filter").toString())
                .contains(
                        "{\"type\":\"gt\",\"left\":{\"type\":\"reference\",\"id\":0},"
                                + "\"right\":{\"type\":\"literal\",\"value\":1,\"data-type\":\"int\"}}",
                        "{\"type\":\"literal\",\"value\":\"reader" + COUNT.get() + "\",\"data-type\":\"string\"}");
        assertThat(restrictions.get("required-column-projections"))
                .hasToString("[{\"action\":\"sha-256-global\",\"field-id\":1}]");
        assertThat(person.head(reader.table(table)).status()).isEqualTo(204);
        refused(person.get(reader.table(table) + "/credentials"), 403, "ForbiddenException");
        refused(person.post(reader.table(table) + "/metrics", "{}"), 403, "ForbiddenException");
    }

    @Test
    void theTagGoesByWhatIsHidden() {
        String principal = "service:tagged" + COUNT.get();
        Api person = newPrincipal(principal);
        grantSelect(principal);
        trust(principal, "\"enforcesIcebergRestrictions\":true");
        policy(principal, "\"rowFilter\":{\"sql\":\"id > 1\"}");
        String tag = iceberg.with(person)
                .load(table)
                .ok()
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        IcebergApi again = iceberg.with(person.withHeaders(Map.of("If-None-Match", tag)));
        assertThat(again.load(table).status()).isEqualTo(304);
        policy(principal, "\"columnMask\":{\"onColumn\":\"id\",\"sql\":\"mask_null()\"}");
        assertThat(again.load(table)
                        .ok()
                        .json()
                        .at("/read-restrictions/required-column-projections/0/action")
                        .asText())
                .isEqualTo("replace-with-null");
        trust(principal, "\"enforcesIcebergRestrictions\":false");
        refused(again.load(table), 403, "ForbiddenException");
    }

    @Test
    void whatClientsCannotBeToldExactlyIsRefused() {
        addRegion();
        String principal = "service:strict" + COUNT.get();
        Api person = newPrincipal(principal);
        grantSelect(principal);
        trust(principal, "\"enforcesIcebergRestrictions\":true");
        policy(principal, "\"columnMask\":{\"onColumn\":\"region\",\"sql\":\"mask_show_last_4(region)\"}");
        Api.Answer answer = refused(iceberg.with(person).load(table), 403, "ForbiddenException");
        assertThat(answer.json().at("/error/message").asText())
                .contains("mask_show_last_4(region)", "column region", "(decision ");
        JsonNode explained = api.post(
                        "/manage/v1/catalogs/" + Api.encode("a b+c") + "/explain",
                        "{\"principal\":\"" + principal
                                + "\",\"operation\":\"GET_SNAPSHOT\",\"on\":[{\"type\":\"TABLE\","
                                + "\"database\":\"default\",\"table\":\"" + table + "\"}]}")
                .ok()
                .json();
        assertThat(explained.at("/restricted/icebergClientIsTrusted").asBoolean())
                .isTrue();
        assertThat(explained.at("/restricted/clientIsTrusted").asBoolean()).isFalse();
    }

    private void addRegion() {
        lake.post(
                        lake.table(table),
                        Api.alterBody("{\"action\":\"addColumn\",\"fieldNames\":[\"region\"],\"dataType\":\"STRING\"}"))
                .ok();
    }

    private void refusedAltogether(IcebergApi reader) {
        refused(reader.load(table), 403, "ForbiddenException");
        assertThat(reader.api().head(reader.table(table)).status()).isEqualTo(403);
        refused(reader.api().get(reader.table(table) + "/credentials"), 403, "ForbiddenException");
    }

    private Api newPrincipal(String principal) {
        api.post("/manage/v1/principals", "{\"name\":\"" + principal + "\"}").ok();
        return lake.withToken(api.post("/manage/v1/principals/" + principal + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
    }

    private void grantSelect(String principal) {
        lake.post(
                        lake.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"" + table
                                + "\"},\"access\":\"SELECT\",\"principal\":\"" + principal + "\"}")
                .ok();
    }

    private void policy(String principal, String what) {
        lake.post(lake.table(table) + "/policies", "{\"principal\":\"" + principal + "\"," + what + "}")
                .ok();
    }

    private void trust(String principal, String what) {
        api.post("/manage/v1/principals/" + principal + "/trust", "{" + what + "}")
                .ok();
    }
}
