package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.model.Limits;
import io.tarn.server.testing.Race;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsOverHttpTest extends ServerTest {
    private static final String RENAME = "/v1/main/views/rename";
    private static final String VIEWS = "/v1/main/databases/default/views";
    private static final String KEPT = VIEWS + "/kept";

    /** As many control characters as fit into the body limit of the test's server. */
    private static final int CONTROLS = 100_000;

    @BeforeAll
    void makeWhatBadRequestsMeet() {
        create("default", "kept", Map.of("flink", "SELECT 1")).ok();
        api.createTable("kept-table").ok();
    }

    @Test
    void aViewIsReadAsItWasMadeAndSaysWhoMadeIt() {
        ObjectNode body = body("default", "made", Map.of("flink", "SELECT `größe` FROM t", "spark", "SELECT 2"));
        ObjectNode schema = (ObjectNode) body.get("schema");
        schema.put("comment", "hello");
        schema.putObject("options").put("k", "v").put("owner", "somebody").put("createdAt", "1");
        api.post(VIEWS, body.toString()).ok();
        JsonNode view = read("made");
        assertThat(view.get("id").asText()).hasSize(36);
        assertThat(view.get("name").asText()).isEqualTo("made");
        for (String who : List.of("owner", "createdBy", "updatedBy")) {
            assertThat(view.get(who).asText()).isEqualTo("root");
        }
        assertThat(view.get("createdAt").asLong())
                .isPositive()
                .isEqualTo(view.get("updatedAt").asLong());
        ((ObjectNode) schema.get("options")).remove(List.of("owner", "createdAt"));
        assertThat(view.get("schema")).isEqualTo(schema);
    }

    @Test
    void aRefusedCreateAnswersTheSameAgain() {
        create("default", "twice", Map.of()).ok();
        JsonNode first = read("twice");
        create("default", "twice", Map.of("flink", "SELECT 2"))
                .error(409, "VIEW")
                .about("twice");
        assertThat(read("twice")).isEqualTo(first);
    }

    @Test
    void tablesAndViewsShareTheirNamesAndNothingElse() {
        api.createTable("a-table").ok();
        create("default", "a-view", Map.of()).ok();
        create("default", "a-table", Map.of()).error(409, "VIEW").about("a-table");
        api.createTable("a-view").error(409, "TABLE").about("a-view");
        api.withCatalog("plain").createTable("a-view").ok();
        api.get(api.table("a-view")).error(404, "TABLE").about("a-view");
        api.post(api.table("a-view"), Api.addColumn("c")).error(404, "TABLE");
        api.post(api.table("a-view") + "/commit", Api.commitBody(null, 1, "w")).error(404, "TABLE");
        api.delete(api.table("a-view")).error(404, "TABLE");
        api.get(view("a-table")).error(404, "VIEW").about("a-table");
        api.post(view("a-table"), Api.setOption("k", "v")).error(404, "VIEW");
        api.delete(view("a-table")).error(404, "VIEW");
        api.post(api.prefix() + "/tables/rename", rename("default", "a-table", "default", "a-view"))
                .error(409, "TABLE")
                .about("a-view");
        api.post(api.prefix() + "/tables/rename", rename("default", "a-view", "default", "b"))
                .error(404, "TABLE");
        api.post(RENAME, rename("default", "a-view", "default", "a-table"))
                .error(409, "VIEW")
                .about("a-table");
        api.post(RENAME, rename("default", "a-table", "default", "b")).error(404, "VIEW");
        assertThat(names(api.get(api.tables("default")), "tables"))
                .contains("a-table")
                .doesNotContain("a-view");
        assertThat(names(api.get(api.tables("default") + "?tableType=view"), "tables"))
                .isEmpty();
        assertThat(names(api.get(VIEWS), "views")).contains("a-view").doesNotContain("a-table");
        api.delete(api.table("a-table")).ok();
        create("default", "a-table", Map.of()).ok();
        api.delete(view("a-view")).ok();
        api.createTable("a-view").ok();
    }

    @Test
    void aTableUnderTheNameOfAViewIsRefusedInThePlainLayoutToo() {
        Api plain = api.withCatalog("plain");
        plain.post(
                        plain.prefix() + "/databases/default/views",
                        body("default", "shared", Map.of()).toString())
                .ok();
        plain.createTable("shared").error(409, "TABLE").about("shared");
    }

    @Test
    void changesOfOneRequestAreMadeTogetherAndInTheirOrder() {
        create("default", "altered", Map.of("flink", "SELECT 1")).ok();
        JsonNode before = read("altered");
        api.post(view("altered"), Api.alterBody("""
                                {"action":"setOption","key":"a","value":"1"},
                                {"action":"setOption","key":"b","value":"2"},
                                {"action":"removeOption","key":"a"},
                                {"action":"removeOption","key":"never-there"},
                                {"action":"updateComment","comment":"größer"},
                                {"action":"addDialect","dialect":"spark","query":"SELECT 2"},
                                {"action":"updateDialect","dialect":"spark","query":"SELECT 3"},
                                {"action":"dropDialect","dialect":"flink"}
                                """)).ok();
        JsonNode after = read("altered");
        assertThat(after.get("schema").get("options"))
                .isEqualTo(Api.JSON.createObjectNode().put("b", "2"));
        assertThat(after.get("schema").get("comment").asText()).isEqualTo("größer");
        assertThat(after.get("schema").get("dialects"))
                .isEqualTo(Api.JSON.createObjectNode().put("spark", "SELECT 3"));
        assertThat(after.get("schema").get("query"))
                .isEqualTo(before.get("schema").get("query"));
        assertThat(after.get("id")).isEqualTo(before.get("id"));
        assertThat(after.get("createdAt")).isEqualTo(before.get("createdAt"));
        api.post(view("altered"), Api.alterBody("{\"action\":\"updateComment\",\"comment\":null}"))
                .ok();
        assertThat(read("altered").get("schema").get("comment").isNull()).isTrue();
    }

    @Test
    void aReplayOfAChangeIsAnsweredTruthfully() {
        create("default", "replayed", Map.of()).ok();
        api.post(view("replayed"), Api.setOption("k", "v")).ok();
        JsonNode altered = read("replayed");
        api.post(view("replayed"), Api.setOption("k", "v")).ok();
        assertThat(read("replayed"))
                .as("nothing changed, so nobody is said to have changed it")
                .isEqualTo(altered);
        String add = Api.alterBody("{\"action\":\"addDialect\",\"dialect\":\"flink\",\"query\":\"SELECT 1\"}");
        api.post(view("replayed"), add).ok();
        api.post(view("replayed"), add).error(409, "DIALECT").about("flink");
        String drop = Api.alterBody("{\"action\":\"dropDialect\",\"dialect\":\"flink\"}");
        api.post(view("replayed"), drop).ok();
        api.post(view("replayed"), drop).error(404, "DIALECT").about("flink");
        String rename = rename("default", "replayed", "default", "replayed-2");
        api.post(RENAME, rename).ok();
        api.post(RENAME, rename).error(404, "VIEW").about("replayed");
        api.delete(view("replayed-2")).ok();
        api.delete(view("replayed-2")).error(404, "VIEW").about("replayed-2");
    }

    @Test
    void aRenameKeepsWhatTheViewIsAlsoInAnotherDatabase() {
        api.post(api.databases(), "{\"name\":\"elsewhere\"}").ok();
        create("default", "moving", Map.of("flink", "SELECT 1")).ok();
        JsonNode before = read("moving");
        api.post(RENAME, rename("default", "moving", "elsewhere", "moved")).ok();
        api.get(view("moving")).error(404, "VIEW").about("moving");
        JsonNode after =
                api.get(api.databases() + "/elsewhere/views/moved").ok().json();
        assertThat(after.get("id")).isEqualTo(before.get("id"));
        assertThat(after.get("schema")).isEqualTo(before.get("schema"));
        assertThat(after.get("createdAt")).isEqualTo(before.get("createdAt"));
        api.post(RENAME, rename("elsewhere", "moved", "elsewhere", "moved"))
                .error(409, "VIEW")
                .about("moved");
        create("elsewhere", "other", Map.of()).ok();
        api.post(RENAME, rename("elsewhere", "moved", "elsewhere", "other"))
                .error(409, "VIEW")
                .about("other");
        api.post(RENAME, rename("elsewhere", "moved", "nowhere", "moved"))
                .error(404, "DATABASE")
                .about("nowhere");
    }

    @Test
    void aDroppedDatabaseTakesItsViewsAlong() {
        api.post(api.databases(), "{\"name\":\"doomed\"}").ok();
        api.createTable("doomed", "t", Map.of()).ok();
        create("doomed", "v", Map.of()).ok();
        api.delete(api.databases() + "/doomed").ok();
        api.post(api.databases(), "{\"name\":\"doomed\"}").ok();
        api.get(api.databases() + "/doomed/views/v").error(404, "VIEW");
        assertThat(names(api.get(api.databases() + "/doomed/views"), "views")).isEmpty();
        create("doomed", "v", Map.of()).ok();
        api.delete(api.databases() + "/doomed").ok();
    }

    @Test
    void ofManyThatAddOneDialectExactlyOneSucceeds() {
        create("default", "contended", Map.of()).ok();
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String body =
                    Api.alterBody("{\"action\":\"addDialect\",\"dialect\":\"flink\",\"query\":\"SELECT " + i + "\"}");
            writers.add(() -> api.post(view("contended"), body).status());
        }
        assertThat(Race.run(writers)).containsExactlyInAnyOrder(200, 409, 409, 409);
    }

    @Test
    void changesThatMeetEachOtherAreAllKept() {
        create("default", "crowded", Map.of()).ok();
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String key = "k" + i;
            writers.add(() -> api.post(view("crowded"), Api.setOption(key, "v")).status());
        }
        assertThat(Race.run(writers)).containsOnly(200);
        assertThat(read("crowded").get("schema").get("options")).hasSize(4);
    }

    @Test
    void aHundredAndOneViewsAreTwoPages() {
        api.post(api.databases(), "{\"name\":\"many\"}").ok();
        String views = api.databases() + "/many/views";
        List<String> names =
                IntStream.range(0, 101).mapToObj("v%03d"::formatted).toList();
        names.forEach(name -> create("many", name, Map.of()).ok());
        for (int i = 0; i < 3; i++) {
            api.createTable("many", "v050-table-" + i, Map.of()).ok();
        }
        JsonNode first = api.get(views).ok().json();
        assertThat(Api.texts(first.get("views"))).isEqualTo(names.subList(0, 100));
        assertThat(first.get("nextPageToken").asText()).isEqualTo("v099");
        JsonNode second = api.get(views + "?pageToken=v099").ok().json();
        assertThat(Api.texts(second.get("views"))).containsExactly("v100");
        assertThat(second.get("nextPageToken").isNull()).isTrue();
        String some = "?maxResults=2&viewNamePattern=v05%25&pageToken=v051";
        assertThat(names(api.get(views + some), "views")).containsExactly("v052", "v053");
        assertThat(names(api.get(views + "?viewNamePattern=v050"), "views")).containsExactly("v050");
        assertThat(names(api.get(views + "?viewNamePattern=v_50"), "views")).isEmpty();
        JsonNode details =
                api.get(api.databases() + "/many/view-details" + some).ok().json();
        assertThat(details.get("viewDetails")).hasSize(2);
        assertThat(details.get("viewDetails").get(0))
                .isEqualTo(api.get(views + "/v052").ok().json());
        assertThat(details.get("nextPageToken").asText()).isEqualTo("v053");
        assertThat(api.get(views + "?pageToken=v100").ok().body()).isEqualTo("{\"views\":[],\"nextPageToken\":null}");
        assertThat(api.get(api.databases() + "/many/view-details?pageToken=v100")
                        .ok()
                        .body())
                .isEqualTo("{\"viewDetails\":[],\"nextPageToken\":null}");
    }

    @Test
    void theViewsOfAllDatabasesAreOneListDatabaseByDatabase() {
        List<String> databases = List.of("all-1", "all", "all.x", "all!", "other");
        databases.forEach(
                name -> api.post(api.databases(), "{\"name\":\"" + name + "\"}").ok());
        List<String> expected = new ArrayList<>();
        for (String database : databases) {
            for (String name : List.of("v", "x.y", "y", "v-1")) {
                create(database, name, Map.of()).ok();
                expected.add(database + ". " + name);
            }
            api.createTable(database, "no-view", Map.of()).ok();
        }
        expected.removeIf(name -> name.startsWith("other"));
        for (int size : new int[] {1, 2, 3, 7, 100}) {
            List<String> seen = new ArrayList<>();
            String after = "";
            while (after != null) {
                JsonNode page = api.get("/v1/main/views?databaseNamePattern=all%25&maxResults=" + size + "&pageToken="
                                + Api.encode(after))
                        .ok()
                        .json();
                assertThat(page.get("views")).hasSizeLessThanOrEqualTo(size);
                page.get("views")
                        .forEach(view -> seen.add(view.get("database").asText() + ". "
                                + view.get("object").asText()));
                after = page.get("nextPageToken").textValue();
            }
            assertThat(seen).isEqualTo(expected.stream().sorted().toList());
        }
        assertThat(api.get("/v1/main/views?databaseNamePattern=all&viewNamePattern=v%25&maxResults=2")
                        .ok()
                        .body())
                .isEqualTo("{\"views\":[{\"database\":\"all\",\"object\":\"v\"},"
                        + "{\"database\":\"all\",\"object\":\"v-1\"}],\"nextPageToken\":\"all.v-1\"}");
        assertThat(api.get("/v1/main/views?databaseNamePattern=nowhere").ok().body())
                .isEqualTo("{\"views\":[],\"nextPageToken\":null}");
        assertThat(api.get("/v1/plain/views?databaseNamePattern=all%25").ok().body())
                .as("another catalog")
                .isEqualTo("{\"views\":[],\"nextPageToken\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a+b", "a%b", "größe", "表", "😀", "a:b", "a.b", "İ"})
    void aNameThatMayBeGivenCanBeUsed(String name) {
        create("default", name, Map.of()).ok();
        assertThat(read(name).get("name").asText()).isEqualTo(name);
        api.delete(view(name)).ok();
        api.get(view(name)).error(404, "VIEW").about(name);
    }

    static Stream<Arguments> badRequests() {
        String create = body("default", "new", Map.of()).toString();
        String long1 = "x".repeat(256);
        return Stream.of(
                arguments("GET", "/v1/main/databases/nowhere/views", "", 404, "DATABASE"),
                arguments("GET", "/v1/main/databases/nowhere/view-details", "", 404, "DATABASE"),
                arguments("GET", "/v1/main/databases/nowhere/views/v", "", 404, "VIEW"),
                arguments("GET", "/v1/main/databases/%00/views/v", "", 400, null),
                arguments(
                        "POST",
                        "/v1/main/databases/nowhere/views",
                        create.replace("default", "nowhere"),
                        404,
                        "DATABASE"),
                arguments("GET", "/v1/nowhere/views", "", 404, null),
                arguments("GET", VIEWS + "/nothing", "", 404, "VIEW"),
                arguments("POST", VIEWS + "/nothing", Api.setOption("k", "v"), 404, "VIEW"),
                arguments("DELETE", VIEWS + "/nothing", "", 404, "VIEW"),
                // no view has such a name, and engines ask for views under any
                arguments("GET", VIEWS + "/t%24snapshots", "", 404, "VIEW"),
                arguments("GET", VIEWS + "/a%0Ab", "", 404, "VIEW"),
                arguments("DELETE", VIEWS + "/..%2Fkept", "", 404, "VIEW"),
                arguments("GET", VIEWS + "/" + long1, "", 404, "VIEW"),
                arguments("POST", VIEWS, body("default", "a$b", Map.of()).toString(), 400, null),
                arguments("POST", VIEWS, body("default", "../a", Map.of()).toString(), 400, null),
                arguments("POST", VIEWS, body("default", long1, Map.of()).toString(), 400, null),
                arguments("POST", VIEWS, body("default", "", Map.of()).toString(), 400, null),
                arguments("POST", VIEWS, body("other", "new", Map.of()).toString(), 400, null),
                arguments("POST", VIEWS, body("default", "kept", Map.of()).toString(), 409, "VIEW"),
                arguments("POST", VIEWS, body("default", "kept-table", Map.of()).toString(), 409, "VIEW"),
                arguments(
                        "POST",
                        VIEWS,
                        body("default", "new", Map.of("a\nb", "x")).toString(),
                        400,
                        null),
                arguments(
                        "POST",
                        VIEWS,
                        body("default", "new", Map.of(long1, "x")).toString(),
                        400,
                        null),
                arguments("POST", VIEWS, "", 400, null),
                arguments("POST", VIEWS, "{}", 400, null),
                arguments("POST", VIEWS, "{\"identifier\":{\"database\":\"default\",\"object\":\"new\"}}", 400, null),
                arguments("POST", VIEWS, create.replace("\"query\":", "\"frage\":"), 400, null),
                arguments("POST", VIEWS, create.replace("\"SELECT 0\"", "7"), 400, null),
                arguments("POST", VIEWS, create.replace("\"fields\":", "\"felder\":"), 400, null),
                arguments("POST", VIEWS, create.replace("\"fields\":[", "\"fields\":[null,"), 400, null),
                arguments("POST", VIEWS, create.replace("\"INT\"", "\"NO SUCH TYPE\""), 400, null),
                arguments("POST", VIEWS, create.replace("\"INT\"", "{\"type\":\"ROW\"}"), 400, null),
                arguments("POST", VIEWS, create.replace("\"id\":0", "\"id\":\"0\""), 400, null),
                arguments("POST", VIEWS, create.replace("\"dialects\":{}", "\"dialects\":[]"), 400, null),
                arguments("POST", VIEWS, create.replace("\"dialects\":{}", "\"dialects\":{\"a\":1}"), 400, null),
                arguments("POST", VIEWS, create.replace("\"options\":{}", "\"options\":{\"a\":null}"), 400, null),
                arguments("POST", VIEWS, create.replace("\"options\":{}", "\"comment\":7"), 400, null),
                arguments("POST", KEPT, "{}", 400, null),
                arguments("POST", KEPT, "{\"changes\":{}}", 400, null),
                arguments("POST", KEPT, Api.alterBody("null"), 400, null),
                arguments("POST", KEPT, Api.alterBody("{}"), 400, null),
                arguments("POST", KEPT, Api.alterBody("{\"action\":\"explode\"}"), 400, null),
                arguments("POST", KEPT, Api.alterBody("{\"action\":\"addDefinition\"}"), 400, null),
                arguments("POST", KEPT, Api.alterBody("{\"action\":\"setOption\",\"key\":\"k\"}"), 400, null),
                arguments("POST", KEPT, Api.setOption("owner", "me"), 400, null),
                arguments("POST", KEPT, change("addDialect", "flink"), 409, "DIALECT"),
                arguments("POST", KEPT, change("addDialect", "a/b"), 400, null),
                arguments("POST", KEPT, change("updateDialect", "spark"), 404, "DIALECT"),
                arguments("POST", KEPT, change("dropDialect", "spark"), 404, "DIALECT"),
                arguments("POST", KEPT, change("dropDialect", "a\\nb"), 404, "DIALECT"),
                // the first change could be made
                arguments(
                        "POST",
                        KEPT,
                        Api.alterBody("{\"action\":\"setOption\",\"key\":\"k\",\"value\":\"v\"},"
                                + "{\"action\":\"dropDialect\",\"dialect\":\"spark\"}"),
                        404,
                        "DIALECT"),
                arguments("POST", RENAME, rename("default", "gone", "default", "new"), 404, "VIEW"),
                arguments("POST", RENAME, rename("default", "kept", "nowhere", "new"), 404, "DATABASE"),
                arguments("POST", RENAME, rename("nowhere", "kept", "default", "new"), 404, "VIEW"),
                arguments("POST", RENAME, rename("default", "kept", "default", "a/b"), 400, null),
                arguments("POST", RENAME, rename("default", "kept", "default", "kept-table"), 409, "VIEW"),
                arguments("POST", RENAME, "{}", 400, null),
                arguments("GET", VIEWS + "?maxResults=many", "", 400, null),
                arguments("GET", VIEWS + "?viewNamePattern=a%25b", "", 400, null),
                arguments("GET", "/v1/main/views?viewNamePattern=%25b", "", 400, null),
                arguments("GET", "/v1/main/views?databaseNamePattern=%25b", "", 400, null),
                arguments("GET", "/v1/main/views?maxResults=x", "", 400, null),
                arguments("DELETE", "/v1/main/views", "", 405, null));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("badRequests")
    void aBadRequestSaysSoAndChangesNothing(
            String method, String path, String body, int status, @Nullable String resourceType) {
        List<String> before = everything();
        api.send(method, path, BodyPublishers.ofString(body)).error(status, resourceType);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aViewCannotGrowBeyondWhatOneRowHolds() {
        create("default", "growing", Map.of()).ok();
        String half = "x".repeat(Limits.DEFINITION_LENGTH * 3 / 5);
        api.post(view("growing"), change("addDialect", "a", half)).ok();
        JsonNode before = read("growing");
        api.post(view("growing"), change("addDialect", "b", half)).error(400, null);
        assertThat(read("growing")).isEqualTo(before);
        // The worst that JSON makes of a text still fits.
        String controls = "\\u0001".repeat(CONTROLS);
        api.post(view("growing"), change("addDialect", "c", controls)).ok();
        assertThat(read("growing").get("schema").get("dialects").get("c").asText())
                .isEqualTo("\u0001".repeat(CONTROLS));
        // Every other test would read it again and again.
        api.delete(view("growing")).ok();
    }

    private List<String> everything() {
        return List.of(
                api.get("/v1/main/databases").ok().body(),
                api.get("/v1/main/views").ok().body(),
                api.get("/v1/main/databases/default/view-details").ok().body(),
                api.get(api.tables("default")).ok().body());
    }

    private Api.Answer create(String database, String name, Map<String, String> dialects) {
        return api.post(
                api.databases() + "/" + Api.encode(database) + "/views",
                body(database, name, dialects).toString());
    }

    private String view(String name) {
        return VIEWS + "/" + Api.encode(name);
    }

    private JsonNode read(String name) {
        return api.get(view(name)).ok().json();
    }

    private static List<String> names(Api.Answer answer, String member) {
        return Api.texts(answer.ok().json().get(member));
    }

    private static ObjectNode body(String database, String name, Map<String, String> dialects) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.putObject("identifier").put("database", database).put("object", name);
        ObjectNode schema = body.putObject("schema");
        schema.putArray("fields").addObject().put("id", 0).put("name", "id").put("type", "INT");
        schema.put("query", "SELECT 0");
        ObjectNode sent = schema.putObject("dialects");
        dialects.forEach(sent::put);
        schema.putNull("comment");
        schema.putObject("options");
        return body;
    }

    private static String change(String action, String dialect) {
        return change(action, dialect, "SELECT 1");
    }

    private static String change(String action, String dialect, String query) {
        return Api.alterBody(
                "{\"action\":\"" + action + "\",\"dialect\":\"" + dialect + "\",\"query\":\"" + query + "\"}");
    }

    private static String rename(String fromDatabase, String from, String toDatabase, String to) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.putObject("source").put("database", fromDatabase).put("object", from);
        body.putObject("destination").put("database", toDatabase).put("object", to);
        return body.toString();
    }
}
