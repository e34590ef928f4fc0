package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to a server as a client does, and knows what must hold for every answer: each one is held against the document of
 * the protocol.
 */
final class Api {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Pattern INSIDES =
            Pattern.compile("\\b(java|javax|org|com|io)\\.[a-z]+\\.|Exception\\b|\\tat |\\$Proxy|\\bnull pointer");

    private final int port;
    private final @Nullable String token;
    private final String prefix;
    private final Map<String, String> further;

    private Api(int port, @Nullable String token, String prefix, Map<String, String> further) {
        this.port = port;
        this.token = token;
        this.prefix = prefix;
        this.further = further;
    }

    /** An answer, with its body as text. */
    record Answer(int status, String requestId, String contentType, String body, HttpHeaders headers) {
        Answer(int status, String requestId, String contentType, String body) {
            this(status, requestId, contentType, body, HttpHeaders.of(Map.of(), (name, value) -> true));
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + body, e);
            }
        }

        Answer ok() {
            assertThat(status).as(body).isEqualTo(200);
            return this;
        }

        /** Checks an error in Paimon's shape: these four members, the code equal to the status, and nothing internal. */
        Answer error(int expected, @Nullable String resourceType) {
            assertThat(status).as(body).isEqualTo(expected);
            assertThat(requestId).as("x-request-id").isNotEmpty();
            assertThat(contentType).startsWith("application/json");
            List<String> members = new ArrayList<>();
            json().fieldNames().forEachRemaining(members::add);
            assertThat(members).containsExactlyInAnyOrder("message", "resourceType", "resourceName", "code");
            assertThat(json().get("code").asInt()).isEqualTo(expected);
            assertThat(json().get("message").asText()).isNotEmpty();
            assertThat(json().get("resourceType").textValue()).as(body).isEqualTo(resourceType);
            saysNothingInternal();
            return this;
        }

        Answer about(String resourceName) {
            assertThat(json().get("resourceName").asText()).isEqualTo(resourceName);
            return this;
        }

        Answer saysNothingInternal() {
            assertThat(INSIDES.matcher(body).find()).as(body).isFalse();
            return this;
        }
    }

    static Api of(int port, @Nullable String token) {
        return of(port, token, "main");
    }

    static Api of(int port, @Nullable String token, String catalog) {
        return new Api(port, token, "/v1/" + encode(catalog), Map.of());
    }

    Api withToken(@Nullable String other) {
        return new Api(port, other, prefix, further);
    }

    /** With these headers in every request. */
    Api withHeaders(Map<String, String> headers) {
        return new Api(port, token, prefix, headers);
    }

    /** With a name and a password instead of a token. */
    Api withPassword(String name, String password) {
        String pair = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return withToken(null).withHeaders(Map.of("Authorization", "Basic " + pair));
    }

    Api withCatalog(String catalog) {
        return of(port, token, catalog);
    }

    String prefix() {
        return prefix;
    }

    /** What it logs in with; empty without one. */
    String token() {
        return token == null ? "" : token;
    }

    static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    /** Grants on a catalog or database, as this caller. */
    Answer grant(String type, @Nullable String database, String access, String principal) {
        String resource = database == null
                ? "{\"type\":\"%s\"}".formatted(type)
                : "{\"type\":\"%s\",\"database\":\"%s\"}".formatted(type, database);
        return post(
                        prefix + "/permissions/grant",
                        "{\"resource\":%s,\"access\":\"%s\",\"principal\":\"%s\"}"
                                .formatted(resource, access, principal))
                .ok();
    }

    Answer post(String path, String body) {
        return send("POST", path, BodyPublishers.ofString(body));
    }

    Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    Answer head(String path) {
        return send("HEAD", path, BodyPublishers.noBody());
    }

    Answer send(String method, String path, BodyPublisher body) {
        return send(method, path, body, "application/json");
    }

    Answer send(String method, String path, BodyPublisher body, String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", contentType)
                .method(method, body);
        further.forEach(request::header);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            Contract.check(method, path, response.statusCode(), response.body());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("x-request-id").orElse(""),
                    response.headers().firstValue("content-type").orElse(""),
                    response.body(),
                    response.headers());
        } catch (IOException e) {
            throw new AssertionError("no answer to " + method + " " + path, e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    String databases() {
        return prefix + "/databases";
    }

    String tables(String database) {
        return databases() + "/" + encode(database) + "/tables";
    }

    String table(String name) {
        return tables("default") + "/" + encode(name);
    }

    Answer createTable(String name) {
        return createTable(name, Map.of());
    }

    Answer createTable(String name, Map<String, String> options) {
        return createTable("default", name, options);
    }

    Answer createTable(String database, String name, Map<String, String> options) {
        return post(tables(database), createBody(database, name, options));
    }

    static String createBody(String database, String name, Map<String, String> options) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("identifier").put("database", database).put("object", name);
        ObjectNode schema = body.putObject("schema");
        schema.putArray("fields").addObject().put("id", 0).put("name", "id").put("type", "INT");
        schema.putArray("partitionKeys");
        schema.putArray("primaryKeys");
        ObjectNode sent = schema.putObject("options");
        options.forEach(sent::put);
        schema.put("comment", "");
        return body.toString();
    }

    static String alterBody(String changes) {
        return "{\"changes\":[" + changes + "]}";
    }

    static String setOption(String key, String value) {
        ObjectNode change = JSON.createObjectNode();
        change.put("action", "setOption").put("key", key).put("value", value);
        return alterBody(change.toString());
    }

    static String addColumn(String name) {
        return alterBody("{\"action\":\"addColumn\",\"fieldNames\":[\"" + name + "\"],\"dataType\":\"INT\"}");
    }

    static String commitBody(@Nullable String tableId, long id, String writer) {
        ObjectNode body = JSON.createObjectNode();
        body.put("tableId", tableId);
        body.putObject("snapshot")
                .put("version", 3)
                .put("id", id)
                .put("schemaId", 0)
                .put("baseManifestList", "manifest-list-" + writer + "-" + id + "-0")
                .put("deltaManifestList", "manifest-list-" + writer + "-" + id + "-1")
                .put("commitUser", writer)
                .put("commitIdentifier", Long.MAX_VALUE)
                .put("commitKind", "APPEND")
                .put("timeMillis", 1);
        body.putArray("statistics").addObject().put("recordCount", 1).put("fileCount", 1);
        return body.toString();
    }

    JsonNode readTable(String name) {
        return get(table(name)).ok().json();
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
