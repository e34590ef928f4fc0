package io.tarn.client.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Principals, memberships, tokens and keys of a server, and copies of its embedded database. A principal is named by its label, e.g. {@code role:analyst}. Good
 * for any number of threads. Every method throws {@link ManagementException} when the server refuses, or does not answer.
 * Nothing is repeated.
 */
public final class ManagementClient {
    private static final String PRINCIPALS = "/principals";

    private final Exchange exchange;

    private ManagementClient(Exchange exchange) {
        this.exchange = exchange;
    }

    /**
     * @param server such as {@code http://127.0.0.1:8181}; of https, the certificate is checked against those that Java trusts
     * @param token asked before each request, so that it may change
     */
    public static ManagementClient connect(URI server, Supplier<String> token) {
        return new ManagementClient(Exchange.trustingJava(server, token));
    }

    /**
     * @param authorities a file with the certificates of those that have signed the server's, in PEM
     * @throws IOException when the file cannot be read, or holds no certificate
     */
    public static ManagementClient connect(URI server, Path authorities, Supplier<String> token) throws IOException {
        return new ManagementClient(Exchange.trusting(authorities, server, token));
    }

    /** Asks for a document that needs no token: whether the server is there, and what time it has. */
    public ServerInfo info() {
        return exchange.info();
    }

    /**
     * @param kind user, service, group or role; empty for all
     * @param pageToken empty for the first page
     */
    public PrincipalPage principals(String kind, String pageToken) {
        StringBuilder query = new StringBuilder("?maxResults=100");
        if (!kind.isEmpty()) {
            query.append("&kind=").append(encoded(kind));
        }
        if (!pageToken.isEmpty()) {
            query.append("&pageToken=").append(encoded(pageToken));
        }
        JsonNode answer = exchange.get(PRINCIPALS + query);
        return new PrincipalPage(
                list(answer, "principals", ManagementClient::principal),
                answer.path("nextPageToken").asText(""));
    }

    public Principal principal(String label) {
        return principal(exchange.get(path(label)));
    }

    /** A new principal may nothing yet. */
    public void create(String label) {
        exchange.post(PRINCIPALS, body().put("name", label));
    }

    /** @param force whether nobody needs to be left who can administrate the server */
    public void drop(String label, boolean force) {
        exchange.delete(path(label) + force(force));
    }

    /** @param force as that of {@link #drop} */
    public void enable(String label, boolean enabled, boolean force) {
        exchange.post(path(label) + (enabled ? "/enable" : "/disable") + force(force), body());
    }

    /** Says whether all clients of a service are trusted to keep to row filters and column masks. */
    public void trust(String label, boolean enforcesPolicies) {
        exchange.post(path(label) + "/trust", body().put("enforcesPolicies", enforcesPolicies));
    }

    /** The labels of the direct members of a group or role. */
    public List<String> members(String label) {
        return list(exchange.get(path(label) + "/members"), "members", ManagementClient::label);
    }

    /** The labels of the groups and roles that a principal is a direct member of. */
    public List<String> groups(String label) {
        return list(exchange.get(path(label) + "/groups"), "groups", ManagementClient::label);
    }

    /** One that is a member already stays it. */
    public void addMember(String group, String member) {
        exchange.post(path(group) + "/members", body().put("member", member));
    }

    /**
     * Ends a membership, if there is one.
     *
     * @param force as that of {@link #drop}
     */
    public void removeMember(String group, String member, boolean force) {
        exchange.delete(path(group) + "/members/" + encoded(member) + force(force));
    }

    public List<Token> tokens(String label) {
        return list(exchange.get(path(label) + "/tokens"), "tokens", ManagementClient::token);
    }

    /**
     * @param name may be empty
     * @param expiresAtMillis since 1970-01-01 UTC; 0: never
     */
    public Issued<Token> issueToken(String label, String name, long expiresAtMillis) {
        JsonNode answer =
                exchange.post(path(label) + "/tokens", body().put("name", name).put("expiresAt", expiresAtMillis));
        return new Issued<>(token(answer), answer.path("secret").asText());
    }

    /** @param force as that of {@link #drop} */
    public void revokeToken(String label, String id, boolean force) {
        exchange.delete(path(label) + "/tokens/" + encoded(id) + force(force));
    }

    public List<AccessKey> keys(String label) {
        return list(exchange.get(path(label) + "/keys"), "keys", ManagementClient::key);
    }

    public Issued<AccessKey> issueKey(String label) {
        JsonNode answer = exchange.post(path(label) + "/keys", body());
        return new Issued<>(key(answer), answer.path("accessKeySecret").asText());
    }

    public void revokeKey(String label, String id) {
        exchange.delete(path(label) + "/keys/" + encoded(id));
    }

    /**
     * Has the server copy its embedded database to a file on its own disk, in the directory for backups.
     *
     * @param name of the file, without a path; one that is there is not replaced
     */
    public Backup backUp(String name) {
        JsonNode answer = exchange.post("/backups", body().put("name", name));
        return new Backup(
                answer.path("file").asText(),
                answer.path("bytes").asLong(),
                answer.path("atMillis").asLong());
    }

    private static String path(String label) {
        return PRINCIPALS + "/" + encoded(label);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String force(boolean force) {
        return force ? "?force=true" : "";
    }

    private static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static <T> List<T> list(JsonNode answer, String member, Function<JsonNode, T> read) {
        List<T> found = new ArrayList<>();
        answer.path(member).forEach(json -> found.add(read.apply(json)));
        return found;
    }

    private static String label(JsonNode json) {
        return json.path("principal").asText();
    }

    private static Principal principal(JsonNode json) {
        return new Principal(
                json.path("id").asText(),
                label(json),
                json.path("root").asBoolean(),
                json.path("enabled").asBoolean(),
                json.path("enforcesPolicies").asBoolean(),
                json.path("createdAt").asLong(),
                json.path("createdBy").asText());
    }

    private static Token token(JsonNode json) {
        return new Token(
                json.path("id").asText(),
                json.path("name").asText(),
                json.path("createdAt").asLong(),
                json.path("createdBy").asText(),
                json.path("expiresAt").asLong(),
                json.path("revokedAt").asLong(),
                json.path("lastUsedAt").asLong());
    }

    private static AccessKey key(JsonNode json) {
        return new AccessKey(
                json.path("id").asText(),
                json.path("accessKeyId").asText(),
                json.path("createdAt").asLong(),
                json.path("createdBy").asText(),
                json.path("revokedAt").asLong());
    }
}
