package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a request gets wrong: the answer says so in Paimon's shape, and nothing has changed. */
class BadRequestTest extends ServerTest {
    private static final String DB = "/v1/main/databases";
    private static final String T = DB + "/default/tables";
    private static final String KEPT = T + "/kept";

    private List<String> before;

    @BeforeAll
    void makeTable() {
        api.createTable("kept").ok();
        api.post(KEPT + "/commit", Api.commitBody(null, 1, "w")).ok();
    }

    @BeforeEach
    void remember() {
        before = everything();
    }

    @AfterEach
    void nothingHasChanged() {
        List<String> after = everything();
        // What a failing case made must not fail the next one.
        api.delete(T + "/new");
        assertThat(after).isEqualTo(before);
    }

    private List<String> everything() {
        return List.of(
                api.get(DB).ok().body(),
                api.get(T).ok().body(),
                api.get(KEPT).ok().body(),
                api.get(KEPT + "/snapshot").ok().body());
    }

    static Stream<Arguments> badRequests() {
        String create = Api.createBody("default", "new", Map.of());
        return Stream.of(
                arguments("GET", "/v1/nowhere/databases", "", 404, null),
                arguments("GET", "/v1/" + UUID.randomUUID() + "/databases", "", 404, null),
                arguments("GET", "/v1/config?warehouse=nowhere", "", 404, null),
                arguments("GET", "/v1/config?warehouse=%2525", "", 404, null),
                arguments("GET", "/v1/config", "", 400, null),
                arguments("GET", DB + "/nowhere", "", 404, "DATABASE"),
                arguments("GET", DB + "/missing$files", "", 404, "DATABASE"),
                arguments("POST", DB + "/nowhere", "{\"removals\":[],\"updates\":{}}", 404, "DATABASE"),
                arguments("DELETE", DB + "/nowhere", "", 404, "DATABASE"),
                arguments("GET", DB + "/nowhere/tables", "", 404, "DATABASE"),
                arguments("POST", DB + "/nowhere/tables", create.replace("default", "nowhere"), 404, "DATABASE"),
                arguments("GET", DB + "/nowhere/tables/t", "", 404, "TABLE"),
                arguments("GET", T + "/nothing", "", 404, "TABLE"),
                arguments("POST", T + "/nothing", Api.addColumn("c"), 404, "TABLE"),
                arguments("DELETE", T + "/nothing", "", 404, "TABLE"),
                arguments("DELETE", T + "/kept$branch_b", "", 404, "TABLE"),
                arguments("GET", T + "/kept%24branch_b", "", 404, "TABLE"),
                arguments("POST", T + "/nothing/commit", Api.commitBody(null, 1, "w"), 404, "TABLE"),
                arguments("GET", T + "/nothing/snapshot", "", 404, "TABLE"),
                arguments("GET", KEPT + "/snapshots/99", "", 404, "SNAPSHOT"),
                arguments("GET", KEPT + "/snapshots/0", "", 404, "SNAPSHOT"),
                arguments("GET", KEPT + "/snapshots/some-tag", "", 404, "SNAPSHOT"),
                arguments(
                        "POST",
                        KEPT + "/commit",
                        Api.commitBody(UUID.randomUUID().toString(), 2, "w"),
                        404,
                        "TABLE"),
                arguments("POST", KEPT + "/commit", Api.commitBody("no uuid", 2, "w"), 404, "TABLE"),
                arguments("GET", DB + "/default/views/v", "", 404, "VIEW"),
                arguments("GET", DB + "/default/functions/f", "", 404, "FUNCTION"),
                arguments("GET", T + "/nothing/token", "", 404, "TABLE"),
                arguments("GET", KEPT + "$branch_b/token", "", 404, "TABLE"),
                arguments("GET", KEPT + "/partitions", "", 501, null),
                arguments("POST", KEPT + "/rollback", "{}", 400, null),
                arguments("GET", "/v1/main/tables?maxResults=x", "", 400, null),
                arguments(
                        "POST",
                        DB,
                        "{\"name\": \"huge\", \"options\": {\"comment\": \"" + "x".repeat(600_000) + "\"}}",
                        400,
                        null),
                // names
                arguments("GET", T + "/..%2F..%2Fetc", "", 400, null),
                arguments("GET", T + "/%2e%2e", "", 400, null),
                arguments("GET", T + "/%252e%252e%252f", "", 404, "TABLE"),
                arguments("GET", T + "/a%5Cb", "", 400, null),
                arguments("GET", T + "/a%00b", "", 400, null),
                arguments("GET", T + "/a%0Ab", "", 400, null),
                arguments("GET", T + "/a+", "", 400, null),
                arguments("GET", T + "/+", "", 400, null),
                arguments("GET", T + "/a%C3%28", "", 400, null),
                arguments("GET", T + "/" + "x".repeat(300), "", 400, null),
                arguments("GET", T + "/$branch_b", "", 400, null),
                arguments("GET", T + "/kept%24snapshots", "", 400, null),
                arguments("POST", DB, "{\"name\":\"../x\",\"options\":{}}", 400, null),
                arguments("POST", DB, "{\"name\":\"sys\",\"options\":{}}", 400, null),
                arguments("POST", DB, "{\"name\":\"\",\"options\":{}}", 400, null),
                arguments("POST", DB, "{\"name\":\"a\\ud800\",\"options\":{}}", 400, null),
                arguments("POST", DB, "{\"name\":\"default\",\"options\":{}}", 409, "DATABASE"),
                arguments("POST", T, Api.createBody("default", "kept", Map.of()), 409, "TABLE"),
                arguments("POST", T, Api.createBody("default", "a$b", Map.of()), 400, null),
                arguments("POST", T, Api.createBody("default", "a$branch_b", Map.of()), 400, null),
                arguments("POST", T, Api.createBody("default", "a ", Map.of()), 400, null),
                arguments("POST", T, Api.createBody("default", "../a", Map.of()), 400, null),
                arguments("POST", T, Api.createBody("default", "x".repeat(256), Map.of()), 400, null),
                arguments("POST", T, Api.createBody("other", "new", Map.of()), 400, null),
                // JSON
                arguments("POST", DB, "", 400, null),
                arguments("POST", DB, "{", 400, null),
                arguments("POST", DB, "[]", 400, null),
                arguments("POST", DB, "null", 400, null),
                arguments("POST", DB, "{\"name\":\"a\"} {}", 400, null),
                arguments("POST", DB, "{\"name\":\"a\",\"name\":\"b\"}", 400, null),
                arguments("POST", DB, "{\"name\":7}", 400, null),
                arguments("POST", DB, "{\"options\":{}}", 400, null),
                arguments("POST", DB, "{\"name\":\"a\",\"options\":[]}", 400, null),
                arguments("POST", DB, "{\"name\":\"a\",\"options\":{\"k\":1}}", 400, null),
                arguments("POST", DB, "{\"name\":\"a\",\"options\":{\"k\":null}}", 400, null),
                arguments("POST", DB, "[".repeat(200) + "]".repeat(200), 400, null),
                arguments("POST", DB, "{\"a\":".repeat(50_000), 400, null),
                arguments("POST", DB, "{\"name\":" + "9".repeat(100_000) + "}", 400, null),
                arguments("POST", T, create.replace("\"INT\"", "\"NO SUCH TYPE\""), 400, null),
                arguments("POST", T, create.replace("\"INT\"", "{\"type\":\"ROW\"}"), 400, null),
                arguments("POST", T, create.replace("\"INT\"", "7"), 400, null),
                arguments("POST", T, create.replace("\"fields\":[", "\"fields\":[7,"), 400, null),
                arguments("POST", T, create.replace("\"fields\":", "\"felder\":"), 400, null),
                arguments("POST", T, create.replace("\"partitionKeys\":[]", "\"partitionKeys\":{}"), 400, null),
                arguments("POST", T, create.replace("\"primaryKeys\":[]", "\"primaryKeys\":[\"x\"]"), 400, null),
                arguments("POST", T, create.replace("\"options\":{}", "\"options\":[]"), 400, null),
                arguments("POST", T, create.replace("\"options\":{}", "\"options\":{\"path\":null}"), 400, null),
                arguments("POST", T, create.replace("\"options\":{}", "\"options\":{\"bucket\":\"x\"}"), 400, null),
                arguments("POST", T, create.replace("\"name\":\"id\"", "\"name\":null"), 400, null),
                arguments("POST", T, Api.createBody("default", "new", Map.of("type", "no-such-table")), 400, null),
                arguments("POST", T, "{\"identifier\":\"new\",\"schema\":{}}", 400, null),
                arguments("POST", KEPT, "{}", 400, null),
                arguments("POST", KEPT, Api.alterBody("null"), 400, null),
                arguments("POST", KEPT, Api.alterBody("{\"action\":\"explode\"}"), 400, null),
                arguments("POST", KEPT, Api.alterBody("{\"action\":\"setOption\"}"), 400, null),
                arguments("POST", KEPT, Api.alterBody("{\"action\":\"addColumn\"}"), 400, null),
                arguments("POST", KEPT, Api.alterBody("{\"action\":\"dropColumn\",\"fieldNames\":[]}"), 400, null),
                arguments("POST", KEPT, moveColumn("AFTER"), 400, null),
                arguments("POST", KEPT, moveColumn("BEFORE"), 400, null),
                arguments("POST", KEPT, Api.addColumn("id"), 409, "COLUMN"),
                arguments(
                        "POST",
                        KEPT,
                        Api.alterBody("{\"action\":\"dropColumn\",\"fieldNames\":[\"gone\"]}"),
                        404,
                        "COLUMN"),
                // Clients know "illegal state" by this status, and upstream's tests ask for it.
                arguments(
                        "POST",
                        KEPT,
                        Api.alterBody("{\"action\":\"updateColumnType\",\"fieldNames\":[\"id\"],"
                                + "\"newDataType\":\"DATE\",\"keepNullability\":false}"),
                        500,
                        null),
                arguments("POST", KEPT, Api.setOption("owner", "me"), 400, null),
                arguments("POST", KEPT, Api.setOption("type", "format-table"), 400, null),
                arguments("POST", KEPT + "/commit", "{}", 400, null),
                arguments("POST", KEPT + "/commit", "{\"snapshot\":[]}", 400, null),
                arguments("POST", KEPT + "/commit", commit("\"id\":2", "\"id\":0"), 400, null),
                arguments("POST", KEPT + "/commit", commit("\"id\":2", "\"id\":-1"), 400, null),
                arguments("POST", KEPT + "/commit", commit("\"id\":2", "\"id\":2.5"), 400, null),
                arguments("POST", KEPT + "/commit", commit("\"id\":2", "\"id\":\"2\""), 400, null),
                arguments("POST", KEPT + "/commit", commit("\"id\":2", "\"id\":9223372036854775808"), 400, null),
                arguments("POST", KEPT + "/commit", commit("\"id\":2", "\"id\":1e999999999"), 400, null),
                arguments("POST", KEPT + "/commit", commit("APPEND", "EXPLODE"), 400, null),
                arguments("POST", KEPT + "/commit", commit("\"recordCount\":1", "\"recordCount\":\"1\""), 400, null),
                arguments("POST", KEPT + "/commit", commit("\"tableId\":null", "\"tableId\":7"), 400, null),
                arguments("POST", "/v1/main/tables/rename", rename("default", "gone", "default", "new"), 404, "TABLE"),
                arguments(
                        "POST", "/v1/main/tables/rename", rename("default", "kept", "nowhere", "new"), 404, "DATABASE"),
                arguments("POST", "/v1/main/tables/rename", rename("default", "kept", "default", "a/b"), 400, null),
                arguments("POST", "/v1/main/tables/rename", rename("default", "kept", "default", "a$b"), 400, null),
                // queries
                arguments("GET", T + "?maxResults=many", "", 400, null),
                arguments("GET", T + "?maxResults=99999999999", "", 400, null),
                arguments("GET", T + "?tableNamePattern=a%25b", "", 400, null),
                arguments("GET", KEPT + "/snapshots?pageToken=x", "", 400, null),
                // methods and routes
                arguments("PUT", DB, "", 405, null),
                arguments("PATCH", KEPT, "{}", 405, null),
                arguments("DELETE", "/v1/config", "", 405, null),
                arguments("GET", KEPT + "/commit", "", 405, null),
                arguments("GET", "/v1/main/nothing", "", 404, null),
                arguments("GET", "/", "", 404, null),
                arguments("GET", "/v2/config", "", 404, null));
    }

    /** Beside no column. */
    private static String moveColumn(String where) {
        return Api.alterBody(
                "{\"action\":\"updateColumnPosition\",\"move\":{\"fieldName\":\"id\",\"type\":\"" + where + "\"}}");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("badRequests")
    void theAnswerNamesWhatIsWrong(String method, String path, String body, int status, @Nullable String type) {
        api.send(method, path, BodyPublishers.ofString(body)).error(status, type);
    }

    @Test
    void theMissingColumnIsNamed() {
        api.post(KEPT, Api.alterBody("{\"action\":\"dropColumn\",\"fieldNames\":[\"gone\"]}"))
                .error(404, "COLUMN")
                .about("gone");
        api.post(KEPT, Api.addColumn("id")).error(409, "COLUMN").about("id");
    }

    @Test
    void anInvalidPageSizeIsQuotedInTheProtocolsWords() {
        assertThat(api.get(T + "?maxResults=many").json().get("message").asText())
                .isEqualTo("Invalid input for queryParameter maxResults: many");
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefused() {
        byte[] large = new byte[TestServer.MAX_BODY + 1];
        api.send("POST", DB, BodyPublishers.ofByteArray(large)).error(413, null);
    }

    @Test
    void aBodyThatTurnsOutTooLargeIsRefused() {
        byte[] large = " "
                .repeat(TestServer.MAX_BODY + 1)
                .concat("{\"name\":\"large\",\"options\":{}}")
                .getBytes(StandardCharsets.UTF_8);
        api.send("POST", DB, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .error(413, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc",
                "file:/etc/passwd",
                "/etc",
                "s3://bucket/dir",
                "S3A://bucket/dir",
                "hdfs://host/dir",
                "file:///tmp/../etc",
                "file:///tmp/%2e%2e/etc",
                "file://host/dir",
                "file:////etc",
                "file:/./etc",
                "../other",
                "WAREHOUSE",
                "WAREHOUSE/default.db",
                "WAREHOUSE/default.db/kept-0123456789ab",
                "KEPT",
                "KEPT/snapshot",
                "KEPT/../kept2",
                "file:///tmp\\..\\etc",
                "file:///tmp\u0000/x",
            })
    void aPlaceThatTheCatalogDoesNotAllowIsRefused(String place) {
        String kept = api.readTable("kept").get("path").asText();
        String warehouse = "file:" + server.dataDir().resolve("warehouse").resolve("main");
        String named = place.replace("WAREHOUSE", warehouse).replace("KEPT", kept);
        for (String key : List.of("path", "data-file.external-paths")) {
            api.createTable("new", Map.of(key, named)).error(400, null);
            api.post(KEPT, Api.setOption(key, named)).error(400, null);
        }
        api.post(DB, "{\"name\":\"new\",\"options\":{\"location\":" + quoted(named) + "}}")
                .error(400, null);
        api.post(DB + "/default", "{\"removals\":[],\"updates\":{\"location\":" + quoted(named) + "}}")
                .error(400, null);
    }

    @Test
    void oneBadPlaceAmongGoodOnesIsFound() {
        Api open = api.withCatalog("a b+c");
        String good = "file:" + server.dataDir().resolve("outside").resolve("x");
        open.createTable("listed", Map.of("data-file.external-paths", good + ", file:/etc"))
                .error(400, null);
        open.createTable("listed", Map.of("data-file.external-paths", good)).ok();
    }

    @Test
    void aPathThatIsNoUriIsAnsweredInPaimonsShape() throws Exception {
        for (String path : List.of("/v1/%zz", "/v1/main/databases/%", "/v1/a b", "/v1/main/databases/a;b=%2e", "//")) {
            String answer = raw("GET " + path + " HTTP/1.1");
            assertThat(answer).startsWith("HTTP/1.1 4").containsIgnoringCase("x-request-id:");
            JsonNode body = Api.JSON.readTree(answer.substring(answer.indexOf("{")));
            assertThat(body.get("code").asInt()).as(answer).isEqualTo(Integer.parseInt(answer.substring(9, 12)));
        }
    }

    @Test
    void aMethodThatNobodyKnowsIsNotAllowed() throws Exception {
        String answer = raw("EXPLODE /v1/config HTTP/1.1");
        assertThat(answer).matches("(?s)HTTP/1.1 (400|405|501) .*");
        assertThat(Api.JSON
                        .readTree(answer.substring(answer.indexOf("{")))
                        .get("code")
                        .asInt())
                .isEqualTo(Integer.parseInt(answer.substring(9, 12)));
    }

    @Test
    void theHeadOfAResourceIsNotForStrangers() throws Exception {
        assertThat(raw("HEAD /v1/config HTTP/1.1")).doesNotStartWith("HTTP/1.1 200");
    }

    private String raw(String line) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write((line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String commit(String replace, String with) {
        return Api.commitBody(null, 2, "w").replace(replace, with);
    }

    private static String rename(String fromDatabase, String from, String toDatabase, String to) {
        return "{\"source\":{\"database\":\"%s\",\"object\":\"%s\"},\"destination\":{\"database\":\"%s\",\"object\":\"%s\"}}"
                .formatted(fromDatabase, from, toDatabase, to);
    }

    private static String quoted(String text) {
        return Api.JSON.getNodeFactory().textNode(text).toString();
    }

    /** Java clients format it, so a single percent sign would hide what was wrong behind their own failure. */
    @Test
    void percentSignsOfAMessageSurviveTheClientsFormatting() {
        String message =
                api.get(T + "?tableNamePattern=a%25b").json().path("message").asText();
        assertThat(message.formatted()).contains("'a%b'");
    }
}
