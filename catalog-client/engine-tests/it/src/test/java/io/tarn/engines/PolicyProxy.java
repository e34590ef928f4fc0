package io.tarn.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in front of a server: says of every table that the catalog is to be asked about queries, and answers what it is
 * told to. All other requests pass.
 */
final class PolicyProxy implements AutoCloseable {
    /** A request as it came. */
    record Asked(String method, String path, Headers headers, String body) {}

    record Reply(int status, String body) {}

    private static final Pattern TABLE = Pattern.compile(".*/databases/[^/]+/tables/([^/]+)(/auth)?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, Reply> policies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer listener;
    private final String target;

    private PolicyProxy(HttpServer listener, String target) {
        this.listener = listener;
        this.target = target;
    }

    static PolicyProxy before(String target) {
        try {
            HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            PolicyProxy proxy = new PolicyProxy(listener, target);
            listener.setExecutor(proxy.executor);
            listener.createContext("/", proxy::handle);
            listener.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String uri() {
        return "http://127.0.0.1:" + listener.getAddress().getPort();
    }

    /** What is answered about queries of a table from now on. */
    void answer(String table, int status, String body) {
        policies.put(table, new Reply(status, body));
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            URI uri = exchange.getRequestURI();
            asked.add(new Asked(
                    exchange.getRequestMethod(),
                    uri.getRawPath(),
                    exchange.getRequestHeaders(),
                    new String(body, StandardCharsets.UTF_8)));
            Matcher table = TABLE.matcher(uri.getRawPath());
            if (!table.matches()) {
                pass(exchange, uri, body, false);
            } else if (table.group(2) == null) {
                pass(exchange, uri, body, exchange.getRequestMethod().equals("GET"));
            } else {
                Reply reply = policies.getOrDefault(table.group(1), new Reply(200, "{}"));
                answer(exchange, reply.status(), reply.body().getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(HttpExchange exchange, URI uri, byte[] body, boolean isTable)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + uri))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .header(
                        "Authorization",
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
        byte[] answer = response.body();
        if (isTable && response.statusCode() == 200) {
            JsonNode described = JSON.readTree(answer);
            ((ObjectNode) described.at("/schema/options")).put("query-auth.enabled", "true");
            answer = JSON.writeValueAsBytes(described);
        }
        answer(exchange, response.statusCode(), answer);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        listener.stop(0);
        executor.shutdownNow();
    }
}
