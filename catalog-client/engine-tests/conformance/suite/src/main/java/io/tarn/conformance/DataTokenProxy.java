package io.tarn.conformance;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.rest.DataTokenStore;
import org.apache.paimon.rest.RESTFileIOTestLoader;
import org.apache.paimon.rest.RESTToken;

/**
 * Stands before the server for a client that opens files with data tokens, and plays the storage that knows them: tables
 * lie behind the scheme of upstream's {@code RESTTestFileIO}, which takes only tokens that {@link DataTokenStore} holds.
 * The server decides who is given one. Where a test has set a token, that is what its answer says; else it is passed on
 * and becomes known.
 */
public final class DataTokenProxy implements AutoCloseable {
    private static final Pattern TABLE = Pattern.compile(".*/databases/([^/]+)/tables/([^/]+)(/token)?");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> OPTIONS = new TypeReference<>() {};
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpServer listener;
    private final String target;
    private final String catalog;

    private DataTokenProxy(HttpServer listener, String target, String catalog) {
        this.listener = listener;
        this.target = target;
        this.catalog = catalog;
    }

    /** @param catalog whose tokens it answers with; its clients name it as their warehouse */
    public static DataTokenProxy before(String target, String catalog) {
        try {
            HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            DataTokenProxy proxy = new DataTokenProxy(listener, target, catalog);
            listener.setExecutor(proxy.executor);
            listener.createContext("/", proxy::handle);
            listener.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String uri() {
        return "http://127.0.0.1:" + listener.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse<byte[]> response = forward(exchange);
            Matcher table = TABLE.matcher(exchange.getRequestURI().getPath());
            byte[] answer = response.body();
            if (response.statusCode() == OK && exchange.getRequestMethod().equals("GET") && table.matches()) {
                ObjectNode described = (ObjectNode) JSON.readTree(answer);
                answer = JSON.writeValueAsBytes(
                        table.group(3) == null
                                ? behindTokens(described)
                                : token(Identifier.create(table.group(1), table.group(2)), described));
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(response.statusCode(), answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest request = HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                .header(
                        "Authorization",
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")))
                .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    private static ObjectNode behindTokens(ObjectNode table) {
        return table.put("path", table.get("path").asText().replaceFirst("^file:", RESTFileIOTestLoader.SCHEME + ":"));
    }

    /** Clients compare tokens, so a table has one until a test sets another. */
    private synchronized ObjectNode token(Identifier table, ObjectNode given) {
        RESTToken token = DataTokenStore.getDataToken(catalog, table.getFullName());
        if (token == null) {
            Map<String, String> options = JSON.convertValue(given.get("token"), OPTIONS);
            token = new RESTToken(options, given.get("expiresAtMillis").asLong());
            DataTokenStore.putDataToken(catalog, table.getFullName(), token);
        }
        ObjectNode answer = JSON.createObjectNode().put("expiresAtMillis", token.expireAtMillis());
        return answer.set("token", JSON.valueToTree(token.token()));
    }

    @Override
    public void close() {
        listener.stop(0);
        executor.shutdownNow();
    }
}
