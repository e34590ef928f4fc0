package io.tarn.paimon;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers each path with what the test says, and keeps what it was asked. */
final class TestServer implements AutoCloseable {
    /** A request as it came. */
    record Asked(String method, String path, String query, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    record Reply(int status, String body) {}

    /** What is answered depends on the request. */
    interface Replies {
        Reply to(Asked asked);
    }

    private final HttpServer server;
    private final Map<String, Replies> replies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private TestServer(HttpServer server) {
        this.server = server;
    }

    static TestServer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TestServer server = new TestServer(http);
        http.createContext("/", server::answer);
        http.start();
        return server;
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers a path, percent-encoded and without a query, from now on. */
    void reply(String path, int status, String body) {
        replies.put(path, asked -> new Reply(status, body));
    }

    void reply(String path, Replies answers) {
        replies.put(path, answers);
    }

    List<Asked> asked(String path) {
        return asked.stream().filter(request -> request.path().equals(path)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Asked request = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    String.valueOf(exchange.getRequestURI().getRawQuery()),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(request);
            Replies answers = replies.get(request.path());
            Reply reply = answers == null
                    ? new Reply(404, "{\"message\":\"no such path\",\"code\":404}")
                    : answers.to(request);
            byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
