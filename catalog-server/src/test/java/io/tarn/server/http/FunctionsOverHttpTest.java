package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
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

class FunctionsOverHttpTest extends ServerTest {
    private static final String FUNCTIONS = "/v1/main/databases/default/functions";
    private static final String KEPT = FUNCTIONS + "/kept";
    private static final String SQL = "{\"type\":\"sql\",\"definition\":\"x + 1\"}";
    private static final String LAMBDA =
            "{\"type\":\"lambda\",\"definition\":\"(Integer x) -> x\",\"language\":\"JAVA\"}";
    private static final String FILE = "{\"type\":\"file\",\"fileResources\":[{\"resourceType\":\"JAR\","
            + "\"uri\":\"/a/b.jar\"}],\"language\":\"JAVA\",\"className\":\"a.B\",\"functionName\":\"f\","
            + "\"laterMember\":1.50}";

    @BeforeAll
    void makeWhatBadRequestsMeet() {
        create("default", "kept", Map.of("flink", SQL)).ok();
    }

    @Test
    void aFunctionIsReadAsItWasMadeAndSaysWhoMadeIt() {
        ObjectNode body = body("made.by_me-1", Map.of("flink", FILE, "spark", LAMBDA, "starrocks", SQL));
        body.put("comment", "größer").putObject("options").put("k", "v");
        api.post(FUNCTIONS, body.toString()).ok();
        JsonNode function = read("made.by_me-1");
        assertThat(function.get("uuid").asText()).hasSize(36);
        for (String who : List.of("owner", "createdBy", "updatedBy")) {
            assertThat(function.get(who).asText()).isEqualTo("root");
        }
        parse(body)
                .properties()
                .forEach(member -> assertThat(function.get(member.getKey()))
                        .as(member.getKey())
                        .isEqualTo(member.getValue()));
        assertThat(api.get(FUNCTIONS + "/made.by_me-1").body())
                .as("a definition is kept as it came")
                .contains(FILE);
    }

    @Test
    void whatAFunctionDoesNotSayStaysOpen() {
        api.post(FUNCTIONS, "{\"name\":\"bare\"}").ok();
        JsonNode function = read("bare");
        assertThat(function.get("inputParams").isNull()).isTrue();
        assertThat(function.get("returnParams").isNull()).isTrue();
        assertThat(function.get("deterministic").booleanValue()).isFalse();
        assertThat(function.get("definitions")).isEmpty();
        assertThat(function.get("options")).isEmpty();
    }

    @Test
    void functionsHaveNamesOfTheirOwn() {
        api.createTable("also-a-table").ok();
        create("default", "also-a-table", Map.of()).ok();
        create("default", "also-a-table", Map.of("flink", SQL))
                .error(409, "FUNCTION")
                .about("also-a-table");
        assertThat(read("also-a-table").get("definitions")).isEmpty();
        api.delete(function("also-a-table")).ok();
        api.get(api.table("also-a-table")).ok();
    }

    @Test
    void changesOfOneRequestAreMadeTogetherAndInTheirOrder() {
        create("default", "altered", Map.of("flink", SQL)).ok();
        JsonNode before = read("altered");
        api.post(function("altered"), Api.alterBody("""
                                {"action":"setOption","key":"a","value":"1"},
                                {"action":"setOption","key":"b","value":"2"},
                                {"action":"removeOption","key":"a"},
                                {"action":"updateComment","comment":"größer"},
                                {"action":"addDefinition","name":"spark","definition":%s},
                                {"action":"updateDefinition","name":"spark","definition":%s},
                                {"action":"dropDefinition","name":"flink"}
                                """.formatted(SQL, LAMBDA))).ok();
        JsonNode after = read("altered");
        assertThat(after.get("options").toString()).isEqualTo("{\"b\":\"2\"}");
        assertThat(after.get("comment").asText()).isEqualTo("größer");
        assertThat(after.get("definitions").toString()).isEqualTo("{\"spark\":" + LAMBDA + "}");
        for (String kept : List.of("uuid", "inputParams", "returnParams", "deterministic", "createdAt")) {
            assertThat(after.get(kept)).as(kept).isEqualTo(before.get(kept));
        }
    }

    @Test
    void aReplayOfAChangeIsAnsweredTruthfully() {
        create("default", "replayed", Map.of()).ok();
        api.post(function("replayed"), Api.setOption("k", "v")).ok();
        JsonNode altered = read("replayed");
        api.post(function("replayed"), Api.setOption("k", "v")).ok();
        assertThat(read("replayed")).isEqualTo(altered);
        api.post(function("replayed"), change("addDefinition", "flink", SQL)).ok();
        api.post(function("replayed"), change("addDefinition", "flink", SQL))
                .error(409, "DEFINITION")
                .about("flink");
        api.post(function("replayed"), change("dropDefinition", "flink", SQL)).ok();
        api.post(function("replayed"), change("dropDefinition", "flink", SQL))
                .error(404, "DEFINITION")
                .about("flink");
        api.delete(function("replayed")).ok();
        api.delete(function("replayed")).error(404, "FUNCTION").about("replayed");
    }

    @Test
    void ofManyThatAddOneDefinitionExactlyOneSucceeds() {
        create("default", "contended", Map.of()).ok();
        Callable<Integer> add = () -> api.post(function("contended"), change("addDefinition", "flink", SQL))
                .status();
        assertThat(Race.run(List.of(add, add, add, add))).containsExactlyInAnyOrder(200, 409, 409, 409);
    }

    @Test
    void aDroppedDatabaseTakesItsFunctionsAlong() {
        api.post(api.databases(), "{\"name\":\"doomed\"}").ok();
        create("doomed", "f", Map.of()).ok();
        api.delete(api.databases() + "/doomed").ok();
        api.post(api.databases(), "{\"name\":\"doomed\"}").ok();
        api.get(api.databases() + "/doomed/functions/f").error(404, "FUNCTION");
        assertThat(api.get(api.databases() + "/doomed/functions").ok().body())
                .isEqualTo("{\"functions\":[],\"nextPageToken\":null}");
        create("doomed", "f", Map.of()).ok();
        api.delete(api.databases() + "/doomed").ok();
    }

    @Test
    void aHundredAndOneFunctionsAreTwoPages() {
        api.post(api.databases(), "{\"name\":\"many\"}").ok();
        String functions = api.databases() + "/many/functions";
        List<String> names =
                IntStream.range(0, 101).mapToObj("f%03d"::formatted).toList();
        names.forEach(name -> create("many", name, Map.of()).ok());
        JsonNode first = api.get(functions).ok().json();
        assertThat(Api.texts(first.get("functions"))).isEqualTo(names.subList(0, 100));
        assertThat(first.get("nextPageToken").asText()).isEqualTo("f099");
        JsonNode second = api.get(functions + "?pageToken=f099").ok().json();
        assertThat(Api.texts(second.get("functions"))).containsExactly("f100");
        assertThat(second.get("nextPageToken").isNull()).isTrue();
        String some = "?maxResults=2&functionNamePattern=f05%25&pageToken=f051";
        assertThat(Api.texts(api.get(functions + some).ok().json().get("functions")))
                .containsExactly("f052", "f053");
        JsonNode details =
                api.get(api.databases() + "/many/function-details" + some).ok().json();
        assertThat(details.get("functionDetails").get(0))
                .isEqualTo(api.get(functions + "/f052").ok().json());
        assertThat(details.get("functionDetails")).hasSize(2);
        assertThat(details.get("nextPageToken").asText()).isEqualTo("f053");
    }

    @Test
    void theFunctionsOfAllDatabasesAreOneListDatabaseByDatabase() {
        List<String> expected = new ArrayList<>();
        for (String database : List.of("all-1", "all", "all.x", "other")) {
            api.post(api.databases(), "{\"name\":\"" + database + "\"}").ok();
            for (String name : List.of("f", "x.y", "y", "f-1")) {
                create(database, name, Map.of()).ok();
                expected.add(database + ". " + name);
            }
        }
        expected.removeIf(name -> name.startsWith("other"));
        for (int size : new int[] {1, 2, 5, 100}) {
            List<String> seen = new ArrayList<>();
            String after = "";
            while (after != null) {
                JsonNode page = api.get("/v1/main/functions?databaseNamePattern=all%25&maxResults=" + size
                                + "&pageToken=" + Api.encode(after))
                        .ok()
                        .json();
                page.get("functions")
                        .forEach(function -> seen.add(function.get("database").asText() + ". "
                                + function.get("object").asText()));
                after = page.get("nextPageToken").textValue();
            }
            assertThat(seen).isEqualTo(expected.stream().sorted().toList());
        }
        assertThat(api.get("/v1/main/functions?databaseNamePattern=other&functionNamePattern=f")
                        .ok()
                        .body())
                .isEqualTo("{\"functions\":[{\"database\":\"other\",\"object\":\"f\"}],\"nextPageToken\":null}");
    }

    /** Flink looks for a function under the name of every column; whatever is no function must be "not found". */
    @ParameterizedTest
    @ValueSource(strings = {"größe", "a b", "123", "-", "a/b", "a\nb", "t$snapshots", "count", "..", "表"})
    void aNameThatNoFunctionHasIsNotFound(String name) {
        api.get(function(name)).error(404, "FUNCTION");
        api.delete(function(name)).error(404, "FUNCTION");
        api.post(function(name), Api.setOption("k", "v")).error(404, "FUNCTION");
    }

    static Stream<Arguments> badRequests() {
        String create = body("new", Map.of("flink", SQL)).toString();
        Stream<Arguments> names = Stream.of("", "1", "a b", "größe", "a/b", "a$b", "a\\u0000b", "..", "x".repeat(256))
                .map(name -> arguments("POST", FUNCTIONS, "{\"name\":\"" + name + "\"}", 400, null));
        Stream<Arguments> others = Stream.of(
                arguments("GET", "/v1/main/databases/nowhere/functions", "", 404, "DATABASE"),
                arguments("GET", "/v1/main/databases/nowhere/function-details", "", 404, "DATABASE"),
                arguments("GET", "/v1/main/databases/nowhere/functions/f", "", 404, "FUNCTION"),
                arguments("GET", "/v1/main/databases/a%2Fb/functions/f", "", 400, null),
                arguments("POST", "/v1/main/databases/nowhere/functions", create, 404, "DATABASE"),
                arguments("POST", FUNCTIONS, create.replace("\"new\"", "\"kept\""), 409, "FUNCTION"),
                arguments("POST", FUNCTIONS, "", 400, null),
                arguments("POST", FUNCTIONS, "{}", 400, null),
                arguments("POST", FUNCTIONS, create.replace("true", "\"true\""), 400, null),
                arguments("POST", FUNCTIONS, create.replace("\"INT\"", "\"NO SUCH TYPE\""), 400, null),
                arguments("POST", FUNCTIONS, create.replace("\"BIGINT\"", "{}"), 400, null),
                arguments("POST", FUNCTIONS, create.replace("\"inputParams\":[", "\"inputParams\":[7,"), 400, null),
                arguments("POST", FUNCTIONS, create.replace(SQL, "7"), 400, null),
                arguments("POST", FUNCTIONS, create.replace(SQL, "null"), 400, null),
                arguments("POST", FUNCTIONS, create.replace(SQL, "{}"), 400, null),
                arguments("POST", FUNCTIONS, create.replace("\"type\":\"sql\"", "\"type\":\"wasm\""), 400, null),
                arguments("POST", FUNCTIONS, create.replace("\"type\":\"sql\"", "\"type\":\"file\""), 400, null),
                arguments("POST", FUNCTIONS, create.replace("\"type\":\"sql\"", "\"type\":\"lambda\""), 400, null),
                arguments("POST", FUNCTIONS, create.replace("\"x + 1\"", "1"), 400, null),
                arguments("POST", FUNCTIONS, create.replace("\"flink\"", "\"a\\nb\""), 400, null),
                arguments("POST", FUNCTIONS, create.replace("\"options\":{}", "\"options\":{\"a\":1}"), 400, null),
                arguments("POST", FUNCTIONS + "/nothing", Api.setOption("k", "v"), 404, "FUNCTION"),
                arguments("DELETE", FUNCTIONS + "/nothing", "", 404, "FUNCTION"),
                arguments("POST", KEPT, "{}", 400, null),
                arguments("POST", KEPT, Api.alterBody("null"), 400, null),
                arguments("POST", KEPT, Api.alterBody("{\"action\":\"addDialect\"}"), 400, null),
                arguments("POST", KEPT, change("addDefinition", "flink", SQL), 409, "DEFINITION"),
                arguments("POST", KEPT, change("addDefinition", "spark", "{\"type\":\"wasm\"}"), 400, null),
                arguments("POST", KEPT, change("addDefinition", "a/b", SQL), 400, null),
                arguments("POST", KEPT, change("updateDefinition", "spark", SQL), 404, "DEFINITION"),
                arguments("POST", KEPT, change("dropDefinition", "spark", SQL), 404, "DEFINITION"),
                arguments(
                        "POST",
                        KEPT,
                        Api.alterBody("{\"action\":\"setOption\",\"key\":\"k\",\"value\":\"v\"},"
                                + "{\"action\":\"dropDefinition\",\"name\":\"spark\"}"),
                        404,
                        "DEFINITION"),
                arguments("GET", FUNCTIONS + "?maxResults=many", "", 400, null),
                arguments("GET", FUNCTIONS + "?functionNamePattern=a%25b", "", 400, null),
                arguments("GET", "/v1/main/functions?functionNamePattern=%25b", "", 400, null),
                arguments("GET", "/v1/main/functions?databaseNamePattern=%25b", "", 400, null),
                arguments("PUT", KEPT, "", 405, null));
        return Stream.concat(names, others);
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
    void aFunctionCannotGrowBeyondWhatOneRowHolds() {
        create("default", "growing", Map.of()).ok();
        String half = SQL.replace("x + 1", "x".repeat(Limits.DEFINITION_LENGTH * 3 / 5));
        api.post(function("growing"), change("addDefinition", "a", half)).ok();
        JsonNode before = read("growing");
        api.post(function("growing"), change("addDefinition", "b", half)).error(400, null);
        assertThat(read("growing")).isEqualTo(before);
        // Every other test would read it again and again.
        api.delete(function("growing")).ok();
    }

    private List<String> everything() {
        return List.of(
                api.get("/v1/main/databases").ok().body(),
                api.get("/v1/main/functions").ok().body(),
                api.get("/v1/main/databases/default/function-details").ok().body());
    }

    private Api.Answer create(String database, String name, Map<String, String> definitions) {
        return api.post(
                api.databases() + "/" + Api.encode(database) + "/functions",
                body(name, definitions).toString());
    }

    private String function(String name) {
        return FUNCTIONS + "/" + Api.encode(name);
    }

    private JsonNode read(String name) {
        return api.get(function(name)).ok().json();
    }

    private static ObjectNode body(String name, Map<String, String> definitions) {
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("name", name);
        body.putArray("inputParams").addObject().put("id", 0).put("name", "x").put("type", "INT");
        body.putArray("returnParams").addObject().put("id", 0).put("name", "y").put("type", "BIGINT");
        body.put("deterministic", true);
        ObjectNode sent = body.putObject("definitions");
        definitions.forEach((dialect, json) -> sent.putRawValue(dialect, new RawValue(json)));
        body.putNull("comment");
        body.putObject("options");
        return body;
    }

    private static JsonNode parse(ObjectNode body) {
        try {
            return Api.JSON.readTree(body.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError("the test's own body", e);
        }
    }

    private static String change(String action, String name, String definition) {
        return Api.alterBody(
                "{\"action\":\"" + action + "\",\"name\":\"" + name + "\",\"definition\":" + definition + "}");
    }
}
