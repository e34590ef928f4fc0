package io.tarn.engines;

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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Passes all requests on to a server. Once, when told to, it lets the server carry a commit out, forgets the answer, and
 * tells the client that the service is unavailable, upon which the client sends the same commit again.
 */
final class AnswerDroppingProxy implements AutoCloseable {

    /** A request as it passed. */
    record Passed(String method, String path, String body) {
        boolean isCommit() {
            return method.equals("POST") && path.endsWith("/commit");
        }
    }

    /** HttpClient sets these itself. */
    private static final Set<String> OWN_HEADERS = headerNames("Connection", "Content-Length", "Host", "Upgrade");

    private static final Set<String> OWN_ANSWER_HEADERS =
            headerNames("Connection", "Content-Length", "Transfer-Encoding", ":status");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Passed> passed = new CopyOnWriteArrayList<>();
    private final AtomicReference<Runnable> beforeReplay = new AtomicReference<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final HttpServer listener;
    private final String target;

    private AnswerDroppingProxy(HttpServer listener, String target) {
        this.listener = listener;
        this.target = target;
    }

    static AnswerDroppingProxy before(String target) {
        try {
            HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            AnswerDroppingProxy proxy = new AnswerDroppingProxy(listener, target);
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

    /** The answer to the next commit gets lost; the given action runs after that commit and before its replay. */
    void dropNextCommitAnswer(Runnable action) {
        beforeReplay.set(action);
    }

    List<Passed> passed() {
        return List.copyOf(passed);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().toString();
            Passed request = new Passed(exchange.getRequestMethod(), path, new String(body, StandardCharsets.UTF_8));
            HttpResponse<byte[]> response = forward(exchange, path, body);
            passed.add(request);
            Runnable action = request.isCommit() ? beforeReplay.getAndSet(null) : null;
            if (action == null) {
                answer(exchange, response);
            } else {
                action.run();
                exchange.getResponseHeaders().set("Retry-After", "0");
                exchange.sendResponseHeaders(503, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, String path, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + path))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            if (!OWN_HEADERS.contains(header.getKey())) {
                header.getValue().forEach(value -> request.header(header.getKey(), value));
            }
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> response) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        response.headers().map().forEach((name, values) -> {
            if (!OWN_ANSWER_HEADERS.contains(name)) {
                headers.put(name, values);
            }
        });
        byte[] body = response.body();
        exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static Set<String> headerNames(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(names));
        return set;
    }

    @Override
    public void close() {
        listener.stop(0);
        executor.shutdownNow();
    }
}
