package io.tarn.auth.ranger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Answers as Ranger Admin 2.9 does: the same paths, status codes and bodies, sessions by cookie, nothing new is 304, dates are
 * epoch milliseconds, and no changes instead of policies. It fails on demand.
 */
public final class TestRangerAdmin implements AutoCloseable {
    public static final String SERVICE = "lake_tarn";
    public static final String USER = "tarn";
    public static final String PASSWORD = "rangerR0cks!";
    public static final String TOKEN = "a-bearer-token";

    /** What goes wrong. */
    public enum Fault {
        NONE,
        ERROR_500,
        HANG,
        TRUNCATED,
        WRONG_SERVICE,
        NOT_FOUND,
        FORBIDDEN,
        DELTAS,
        /** A page of some proxy, with status 200. */
        HTML
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<Long, ObjectNode> policies = new LinkedHashMap<>();
    private final Map<Long, ObjectNode> tagPolicies = new LinkedHashMap<>();
    private final ArrayNode roles = JSON.createArrayNode();
    private final ObjectNode definition;
    private final GrantsOfTestAdmin grants = new GrantsOfTestAdmin(policies);
    private volatile boolean losing;
    private ObjectNode tags = JSON.createObjectNode();
    private final @Nullable SSLContext tls;
    private HttpServer server;
    private final int port;
    private long serviceId = 7;
    private long policyVersion = 1;
    private long roleVersion = 1;
    private long tagVersion = 1;
    private long nextId = 1;

    private TestRangerAdmin(ObjectNode definition, @Nullable SSLContext tls) {
        this.definition = definition;
        this.tls = tls;
        this.server = open(0);
        this.port = server.getAddress().getPort();
    }

    /** With a service of the definition that comes with Tarn, and no policies. */
    public static TestRangerAdmin start() {
        return new TestRangerAdmin(definition("/io/tarn/auth/ranger/ranger-servicedef-tarn.json"), null);
    }

    /** As {@link #start}, over TLS. */
    static TestRangerAdmin secure(SSLContext tls) {
        return new TestRangerAdmin(definition("/io/tarn/auth/ranger/ranger-servicedef-tarn.json"), tls);
    }

    /** With a service of Ranger's own definition for Hive. */
    public static TestRangerAdmin hive() {
        return new TestRangerAdmin(definition("/service-defs/ranger-servicedef-hive.json"), null);
    }

    private static ObjectNode definition(String resource) {
        try (InputStream in = TestRangerAdmin.class.getResourceAsStream(resource)) {
            ObjectNode read = (ObjectNode) JSON.readTree(in);
            return withWhatAdminAdds(read.has("id") ? read : read.put("id", 200));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ranger Admin adds a condition to each definition, which is a script. */
    private static ObjectNode withWhatAdminAdds(ObjectNode definition) {
        definition
                .withArrayProperty("policyConditions")
                .addObject()
                .put("itemId", 99)
                .put("name", "_expression")
                .put("evaluator", "org.apache.ranger.plugin.conditionevaluator.RangerScriptConditionEvaluator")
                .putObject("evaluatorOptions")
                .put("engineName", "JavaScript");
        return definition;
    }

    private HttpServer open(int wanted) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted);
            HttpServer opened = tls == null ? HttpServer.create(address, 0) : HttpsServer.create(address, 0);
            if (tls != null) {
                ((HttpsServer) opened).setHttpsConfigurator(new HttpsConfigurator(tls));
            }
            opened.setExecutor(threads);
            opened.createContext("/", this::answer);
            opened.start();
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + port;
    }

    public synchronized void stop() {
        server.stop(0);
    }

    public synchronized void restart() {
        server = open(port);
    }

    /** As when the service's {@code policy.grantrevoke.auth.users} names {@link #USER}. */
    public synchronized void letUserGrant() {
        grants.allow(USER);
    }

    /** @param document roles, policies, tags, grants, or all */
    public void fail(String document, Fault fault) {
        faults.put(document, fault);
    }

    /** Grants are made, and nobody hears of it. */
    public void loseAnswersToGrants() {
        losing = true;
    }

    public void heal() {
        losing = false;
        faults.clear();
    }

    public synchronized long put(RangerPolicyJson policy) {
        long id = nextId++;
        policies.put(id, policy.json(id));
        policyVersion++;
        return id;
    }

    public synchronized void put(List<RangerPolicyJson> all) {
        all.forEach(this::put);
    }

    public synchronized void replace(long id, RangerPolicyJson policy) {
        policies.put(id, policy.json(id));
        policyVersion++;
    }

    public synchronized void remove(long id) {
        policies.remove(id);
        policyVersion++;
    }

    public synchronized void clear() {
        policies.clear();
        tagPolicies.clear();
        roles.removeAll();
        policyVersion++;
        roleVersion++;
    }

    public synchronized long putForTag(RangerPolicyJson policy) {
        long id = nextId++;
        tagPolicies.put(id, policy.json(id));
        policyVersion++;
        return id;
    }

    /** Gives what the resource names a tag. */
    public synchronized void tag(String tag, Map<String, String> resource) {
        tags = JSON.createObjectNode();
        tags.put("op", "add_or_update").put("isDelta", false).put("tagsChangeExtent", "ALL");
        tags.putObject("tagDefinitions").putObject("1").put("name", tag).put("id", 1);
        tags.putObject("tags").putObject("1").put("type", tag).put("id", 1).put("owner", 0);
        ObjectNode on = tags.putArray("serviceResources").addObject();
        on.put("id", 1).put("serviceName", SERVICE);
        ObjectNode elements = on.putObject("resourceElements");
        resource.forEach(
                (level, name) -> elements.putObject(level).putArray("values").add(name));
        tags.putObject("resourceToTagIds").putArray("1").add(1);
        tagVersion++;
    }

    /** The tag that was given last counts until then. */
    public synchronized void tagEnds(Instant end) {
        String time = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss")
                .withZone(ZoneOffset.UTC)
                .format(end);
        ((ObjectNode) tags.at("/tags/1"))
                .putArray("validityPeriods")
                .addObject()
                .put("endTime", time)
                .put("timeZone", "UTC");
        tagVersion++;
    }

    public synchronized void role(String name, List<String> users, List<String> groups) {
        ObjectNode role = roles.addObject().put("id", roles.size() + 1).put("name", name);
        ArrayNode members = role.putArray("users");
        users.forEach(user -> members.addObject().put("name", user).put("isAdmin", false));
        ArrayNode memberGroups = role.putArray("groups");
        groups.forEach(group -> memberGroups.addObject().put("name", group).put("isAdmin", false));
        role.putArray("roles");
        roleVersion++;
    }

    /** As after somebody restored an old backup. */
    public synchronized void turnBack() {
        policyVersion = 1;
    }

    /** As after the service was deleted and made again. */
    public synchronized void makeAnew() {
        serviceId++;
        policyVersion = 1;
        roleVersion = 1;
    }

    public synchronized void turnBackTo(long version) {
        policyVersion = version;
    }

    public synchronized long policyVersion() {
        return policyVersion;
    }

    public List<String> requests() {
        return requests;
    }

    public void endSessions() {
        sessions.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean session = exchange.getRequestHeaders().containsKey("Cookie");
        requests.add((session ? "session " : "login ") + exchange.getRequestURI());
        try (exchange) {
            if (!known(exchange)) {
                send(exchange, 401, "{\"statusCode\":401,\"msgDesc\":\"Authentication Failed\"}");
                return;
            }
            boolean change = path.contains("/secure/services/");
            String document = change
                    ? "grants"
                    : path.contains("/roles/") ? "roles" : path.contains("/tags/") ? "tags" : "policies";
            Fault fault = faults.getOrDefault(document, faults.getOrDefault("all", Fault.NONE));
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (!path.contains("/secure/")) {
                send(exchange, 400, "{\"statusCode\":1,\"msgDesc\":\"Unauthenticated access not allowed\"}");
            } else if (!name.equals(SERVICE) || fault == Fault.NOT_FOUND) {
                send(
                        exchange,
                        404,
                        "{\"statusCode\":1,\"msgDesc\":\"VXResponse={statusCode={1} Service: " + name
                                + " not found}\"}");
            } else if (fault == Fault.FORBIDDEN) {
                send(exchange, 403, "User doesn't have permission to download policy");
            } else if (change) {
                change(exchange, path.contains("/grant/"), fault);
            } else {
                document(exchange, document, fault);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void change(HttpExchange exchange, boolean give, Fault fault) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        if (fault == Fault.ERROR_500) {
            send(exchange, 500, "{\"statusCode\":1,\"msgDesc\":\"Operation denied\"}");
            return;
        }
        String refusal;
        synchronized (this) {
            refusal = grants.refusal(USER, request);
            if (refusal.isEmpty() && grants.change(give, request, nextId)) {
                nextId++;
                policyVersion++;
            }
        }
        if (!refusal.isEmpty()) {
            send(exchange, 403, "{\"statusCode\":1,\"msgDesc\":\"" + refusal + "\"}");
        } else if (!losing) {
            send(exchange, 200, "{\"httpStatusCode\":200,\"statusCode\":0}");
        }
    }

    private boolean known(HttpExchange exchange) {
        String cookie = exchange.getRequestHeaders().getFirst("Cookie");
        if (cookie != null && sessions.contains(cookie)) {
            return true;
        }
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (!given.equals(basic) && !given.equals("Bearer " + TOKEN)) {
            return false;
        }
        String fresh = "RANGERADMINSESSIONID=" + UUID.randomUUID().toString().replace("-", "");
        sessions.add(fresh);
        exchange.getResponseHeaders().add("Set-Cookie", fresh + "; Path=/; HttpOnly");
        return true;
    }

    private void document(HttpExchange exchange, String document, Fault fault)
            throws IOException, InterruptedException {
        if (fault == Fault.ERROR_500) {
            send(exchange, 500, "{\"statusCode\":1,\"msgDesc\":\"Operation denied\"}");
            return;
        }
        if (fault == Fault.HANG) {
            Thread.sleep(60_000);
            return;
        }
        if (fault == Fault.HTML) {
            send(exchange, 200, "<html>Please log in</html>");
            return;
        }
        String query = exchange.getRequestURI().getQuery();
        String text;
        synchronized (this) {
            long version =
                    document.equals("roles") ? roleVersion : document.equals("tags") ? tagVersion : policyVersion;
            String known = document.equals("roles") ? "lastKnownRoleVersion=" : "lastKnownVersion=";
            if (query.startsWith(known + version + "&") && fault == Fault.NONE) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            text = text(document, fault);
        }
        send(exchange, 200, fault == Fault.TRUNCATED ? text.substring(0, text.length() / 2) : text);
    }

    private String text(String document, Fault fault) {
        String service = fault == Fault.WRONG_SERVICE ? "another" : SERVICE;
        ObjectNode root = JSON.createObjectNode();
        switch (document) {
            case "roles" -> {
                root.put("serviceName", service)
                        .put("roleVersion", roleVersion)
                        .put("roleUpdateTime", 1_700_000_000_000L);
                root.set("rangerRoles", roles);
            }
            case "tags" -> {
                root = tags.deepCopy();
                root.put("serviceName", service).put("tagVersion", tagVersion).put("tagUpdateTime", 1_700_000_000_000L);
            }
            default -> {
                root.put("serviceName", service).put("serviceId", serviceId).put("policyVersion", policyVersion);
                root.put("policyUpdateTime", 1_700_000_000_000L).put("auditMode", "audit-default");
                if (fault == Fault.DELTAS) {
                    root.putArray("policyDeltas").addObject().put("changeType", 0);
                }
                ArrayNode all = root.putArray("policies");
                policies.values().forEach(all::add);
                root.set("serviceDef", definition);
                if (!tagPolicies.isEmpty()) {
                    ObjectNode forTags = root.putObject("tagPolicies");
                    forTags.put("serviceName", "tags").put("policyVersion", policyVersion);
                    ArrayNode tagged = forTags.putArray("policies");
                    tagPolicies.values().forEach(tagged::add);
                    forTags.set("serviceDef", tagDefinition());
                }
            }
        }
        return root.toString();
    }

    /** Ranger Admin names the access types of all definitions in that for tags. */
    private ObjectNode tagDefinition() {
        ObjectNode tag = definition("/service-defs/ranger-servicedef-tag.json");
        String type = definition.path("name").asText();
        ArrayNode accesses = tag.putArray("accessTypes");
        definition.path("accessTypes").forEach(access -> {
            ObjectNode own = access.deepCopy();
            own.put("itemId", 1_000 + own.path("itemId").asInt());
            own.put("name", type + ":" + own.path("name").asText());
            ArrayNode implied = own.putArray("impliedGrants");
            access.path("impliedGrants").forEach(grant -> implied.add(type + ":" + grant.asText()));
            accesses.add(own);
        });
        return tag;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
