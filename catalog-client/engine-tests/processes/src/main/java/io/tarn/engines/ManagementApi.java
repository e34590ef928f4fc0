package io.tarn.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What an administrator does before engines come: principals, their tokens and keys, and grants. */
public final class ManagementApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PRINCIPALS = "/manage/v1/principals";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String uri;
    private final String token;

    /** What a principal signs requests with. */
    public record AccessKey(String id, String secret) {}

    /**
     * What a grant is on.
     *
     * @param type a resource type of the management API, such as DATABASE_ALL
     * @param names of the database, table and so on, by the word for each
     */
    public record Resource(String type, Map<String, String> names) {
        public static Resource of(String type) {
            return new Resource(type, Map.of());
        }

        public static Resource database(String type, String database) {
            return new Resource(type, Map.of("database", database));
        }

        public static Resource table(String type, String database, String table) {
            return new Resource(type, Map.of("database", database, "table", table));
        }

        private ObjectNode json() {
            ObjectNode json = JSON.createObjectNode().put("type", type);
            names.forEach(json::put);
            return json;
        }
    }

    /** @param token of a member of the role admin */
    public ManagementApi(String uri, String token) {
        this.uri = uri;
        this.token = token;
    }

    /** @param label such as service:etl */
    public void createPrincipal(String label) {
        post(PRINCIPALS, JSON.createObjectNode().put("name", label));
    }

    /** What the server knows about a principal. */
    public JsonNode principal(String label) {
        return answer("GET", PRINCIPALS + "/" + label, BodyPublishers.noBody());
    }

    public String issueToken(String label) {
        return post(PRINCIPALS + "/" + label + "/tokens", JSON.createObjectNode())
                .get("secret")
                .asText();
    }

    public AccessKey issueKey(String label) {
        JsonNode key = post(PRINCIPALS + "/" + label + "/keys", JSON.createObjectNode());
        return new AccessKey(
                key.get("accessKeyId").asText(), key.get("accessKeySecret").asText());
    }

    /** @param group the label of a group or role */
    public void addMember(String group, String member) {
        post(PRINCIPALS + "/" + group + "/members", JSON.createObjectNode().put("member", member));
    }

    /**
     * Makes an append table.
     *
     * @param columns each with its type, such as {@code id INT}
     */
    public void createTable(String catalog, String database, String table, List<String> columns) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("identifier").put("database", database).put("object", table);
        ObjectNode schema = body.putObject("schema");
        ArrayNode fields = schema.putArray("fields");
        for (String column : columns) {
            String[] nameAndType = column.split(" ", 2);
            fields.addObject()
                    .put("id", fields.size() - 1)
                    .put("name", nameAndType[0])
                    .put("type", nameAndType[1]);
        }
        schema.putArray("partitionKeys");
        schema.putArray("primaryKeys");
        schema.putObject("options");
        post("/v1/" + catalog + "/databases/" + database + "/tables", body);
    }

    /** Says that whatever client the service comes from keeps to row filters and column masks. */
    public void trust(String service) {
        post(PRINCIPALS + "/" + service + "/trust", JSON.createObjectNode().put("enforcesPolicies", true));
    }

    /** @param policy {@code rowFilter} or {@code columnMask}, as the management API has them */
    public void createPolicy(
            String catalog, String database, String table, String principal, String kind, Map<String, String> policy) {
        ObjectNode body = JSON.createObjectNode().put("principal", principal);
        policy.forEach(body.putObject(kind)::put);
        post(policies(catalog, database, table), body);
    }

    /** Takes every row filter, or every column mask, of a table away. */
    public void dropPolicies(String catalog, String database, String table, String type) {
        String path = policies(catalog, database, table);
        for (JsonNode policy :
                answer("GET", path + "?type=" + type, BodyPublishers.noBody()).get("policies")) {
            ObjectNode drop = JSON.createObjectNode()
                    .put("type", type)
                    .put("principal", policy.get("principal").asText());
            if (policy.has("columnMask")) {
                drop.put("column", policy.at("/columnMask/onColumn").asText());
            }
            post(path + "/drop", drop);
        }
    }

    private static String policies(String catalog, String database, String table) {
        return "/v1/" + catalog + "/databases/" + database + "/tables/" + table + "/policies";
    }

    public void createDatabase(String catalog, String database) {
        post("/v1/" + catalog + "/databases", JSON.createObjectNode().put("name", database));
    }

    /** What the server says about a table. */
    public JsonNode table(String catalog, String database, String table) {
        return answer("GET", "/v1/" + catalog + "/databases/" + database + "/tables/" + table, BodyPublishers.noBody());
    }

    public void grant(String catalog, Resource on, String access, String principal) {
        change(catalog, "grants", permission(on, access, principal));
    }

    public void grantColumns(String catalog, Resource on, List<String> columns, String principal) {
        ObjectNode permission = permission(on, "SELECT", principal);
        columns.forEach(permission.putObject("columns").putArray("columnNames")::add);
        change(catalog, "grants", permission);
    }

    public void revoke(String catalog, Resource on, String access, String principal) {
        change(catalog, "revocations", permission(on, access, principal));
    }

    public void transfer(String catalog, Resource object, String owner) {
        ObjectNode body = JSON.createObjectNode().put("owner", owner);
        body.set("resource", object.json());
        post("/manage/v1/catalogs/" + catalog + "/owner", body);
    }

    private static ObjectNode permission(Resource on, String access, String principal) {
        ObjectNode permission = JSON.createObjectNode().put("access", access).put("principal", principal);
        permission.set("resource", on.json());
        return permission;
    }

    private void change(String catalog, String what, ObjectNode permission) {
        ObjectNode body = JSON.createObjectNode();
        body.putArray("permissions").add(permission);
        JsonNode result = post("/manage/v1/catalogs/" + catalog + "/" + what, body)
                .get("results")
                .get(0);
        if (result.get("code").asInt() != 200) {
            throw new IllegalStateException(what + " of " + permission + ": " + result);
        }
    }

    private JsonNode post(String path, ObjectNode body) {
        return answer("POST", path, BodyPublishers.ofString(body.toString()));
    }

    private JsonNode answer(String method, String path, BodyPublisher body) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(uri + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .timeout(Duration.ofSeconds(30))
                            .method(method, body)
                            .build(),
                    BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response + ": " + response.body());
            }
            return response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
