package io.tarn.server.http;

import static io.tarn.server.http.IcebergApi.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may what on Iceberg's surface: the same as on Paimon's. */
class IcebergAccessTest extends ServerTest {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Api lake;
    private IcebergApi iceberg;
    private String principal = "";
    private IcebergApi person;
    private String table = "";

    @BeforeAll
    void openCatalog() {
        lake = api.withCatalog("a b+c");
        iceberg = IcebergApi.of(lake, "a b+c");
    }

    @BeforeEach
    void makeTableAndPerson() {
        table = "t" + COUNT.incrementAndGet();
        iceberg.create(table).ok();
        principal = "service:p" + COUNT.get();
        api.post("/manage/v1/principals", "{\"name\":\"" + principal + "\"}").ok();
        person = iceberg.with(lake.withToken(api.post("/manage/v1/principals/" + principal + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText()));
    }

    private void grant(String access) {
        lake.post(
                        lake.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"" + table
                                + "\"},\"access\":\"" + access + "\",\"principal\":\"" + principal + "\"}")
                .ok();
    }

    @Test
    void whoHoldsNothingFindsNothing() {
        refused(person.load(table), 404, "NoSuchTableException");
        refused(person.set(table, "a", "1"), 404, "NoSuchTableException");
        refused(person.api().delete(person.table(table)), 404, "NoSuchTableException");
        refused(person.api().get(person.path("/namespaces")), 404, "NoSuchWarehouseException");
        refused(person.create("new" + COUNT.get()), 404, "NoSuchNamespaceException");
    }

    @Test
    void whoMayReadLoadsAndWritesNothing() {
        grant("SELECT");
        person.load(table).ok();
        refused(person.append(table, 1), 403, "ForbiddenException");
        refused(person.set(table, "a", "1"), 403, "ForbiddenException");
        refused(person.api().delete(person.table(table)), 403, "ForbiddenException");
    }

    @Test
    void whoMayWriteCommitsSnapshotsAndNoDefinitions() {
        grant("UPDATE");
        person.append(table, 1).ok();
        refused(person.set(table, "a", "1"), 403, "ForbiddenException");
    }

    @Test
    void whoMayAlterDefinesAndCommitsNoSnapshots() {
        grant("ALTER");
        person.set(table, "a", "1").ok();
        refused(person.load(table), 403, "ForbiddenException");
        JsonNode seen = iceberg.load(table).ok().json();
        refused(person.api().post(person.table(table), IcebergApi.appendBody(seen, 1)), 403, "ForbiddenException");
    }

    @Test
    void aPlaceTakesTheRightToIt() {
        lake.grant("DATABASE", "default", "CREATETABLE", principal);
        person.create("made" + COUNT.get()).ok();
        String place = "file:" + server.dataDir().resolve("outside/place" + COUNT.get());
        Map<String, Object> there = Map.of("location", place);
        refused(person.create("placed" + COUNT.get(), there), 403, "ForbiddenException");
        lake.post(
                        lake.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"LOCATION\",\"location\":\"" + place
                                + "\"},\"access\":\"USELOCATION\",\"principal\":\"" + principal + "\"}")
                .ok();
        person.create("placed" + COUNT.get(), there).ok();
    }

    @Test
    void whoSeesAPartOnlyIsRefused() {
        api.post("/manage/v1/principals/" + principal + "/trust", "{\"enforcesPolicies\":true}")
                .ok();
        lake.post(
                        lake.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"COLUMN\",\"database\":\"default\",\"table\":\"" + table
                                + "\"},\"columns\":{\"columnNames\":[\"other\"]},\"access\":\"SELECT\",\"principal\":\""
                                + principal + "\"}")
                .ok();
        refused(person.load(table), 403, "ForbiddenException");
        api.post("/manage/v1/principals/" + principal + "/trust", "{\"enforcesIcebergRestrictions\":true}")
                .ok();
        Api.Answer answer = refused(person.load(table), 403, "ForbiddenException");
        assertThat(answer.json().at("/error/message").asText())
                .contains("no word for columns that may not be read (id)");
    }

    /** Tables that Iceberg's clients made have policies, too. */
    @Test
    void whoSeesAPartOfAnIcebergTableIsToldWhich() {
        grant("SELECT");
        grant("UPDATE");
        lake.post(
                        lake.table(table) + "/policies",
                        "{\"principal\":\"" + principal + "\",\"rowFilter\":{\"sql\":\"id IN (1, 2)\"}}")
                .ok();
        refused(person.load(table), 403, "ForbiddenException");
        api.post("/manage/v1/principals/" + principal + "/trust", "{\"enforcesIcebergRestrictions\":true}")
                .ok();
        JsonNode loaded = person.load(table).ok().json();
        assertThat(loaded.at("/read-restrictions/required-row-filter"))
                .hasToString(
                        "{\"type\":\"and\",\"left\":{\"type\":\"not-null\",\"child\":{\"type\":\"reference\",\"id\":1}},"
                                + "\"right\":{\"type\":\"in\",\"child\":{\"type\":\"reference\",\"id\":1},"
                                + "\"values\":{\"type\":\"literals\",\"values\":[1,2],\"data-type\":\"long\"}}}");
        refused(person.api().post(person.table(table), IcebergApi.appendBody(loaded, 1)), 403, "ForbiddenException");
        refused(person.api().get(person.table(table) + "/credentials"), 403, "ForbiddenException");
        refused(person.api().post(person.table(table) + "/metrics", "{}"), 403, "ForbiddenException");
        assertThat(person.api().get(lake.table(table)).status())
                .as("Paimon's clients read it without asking")
                .isEqualTo(403);

        String rename = "{\"requirements\":[],\"updates\":[{\"action\":\"add-schema\",\"schema\":{\"type\":\"struct\","
                + "\"schema-id\":1,\"fields\":[{\"id\":1,\"name\":\"no\",\"required\":false,\"type\":\"long\"}]}},"
                + "{\"action\":\"set-current-schema\",\"schema-id\":-1}]}";
        Api.Answer answer = refused(api.post(iceberg.table(table), rename), 400, "IllegalArgumentException");
        assertThat(answer.json().at("/error/message").asText()).contains("Column id is part of the row filter");
        assertThat(iceberg.load(table).ok().json().has("read-restrictions")).isFalse();
    }

    @Test
    void eachChangeIsOnTheTrail() {
        iceberg.append(table, 1).ok();
        iceberg.set(table, "a", "1").ok();
        api.delete(iceberg.table(table));
        JsonNode entries = api.get("/manage/v1/audit?maxResults=4").ok().json().get("entries");
        assertThat(entries.findValuesAsText("operation"))
                .containsSubsequence(List.of("DROP_TABLE", "ALTER_TABLE", "COMMIT_SNAPSHOT"));
    }
}
