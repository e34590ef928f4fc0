package io.tarn.server.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An S3 store and its token service on one port, speaking the real protocols. It keeps objects in memory and believes
 * whatever credentials it is shown: what these may do is for a real gateway to prove.
 */
public final class FakeStore implements AutoCloseable {
    public static final String ACCESS_KEY = "servers-access-key";
    public static final String SECRET_KEY = "servers-secret-key-that-nobody-may-see";
    public static final String GIVEN_SECRET = "given-secret-that-only-its-caller-may-see-";

    /** What the token service was asked for. */
    public record Asked(Map<String, String> form, String authorization) {
        public int seconds() {
            return Integer.parseInt(form.get("DurationSeconds"));
        }

        public String policy() {
            return form.get("Policy");
        }
    }

    /** An answer of the token service. */
    public record Said(int status, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Function<Asked, Said> answers = FakeStore::give;

    public FakeStore() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Every request to the token service so far, failed ones too. */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    public Asked lastAsked() {
        return asked.get(asked.size() - 1);
    }

    /** Every object there is, as bucket and key. */
    public Set<String> keys() {
        return Set.copyOf(objects.keySet());
    }

    /** From now on the token service answers so. */
    public void answers(Function<Asked, Said> answer) {
        answers = answer;
    }

    /** Credentials that last as long as they were asked for. */
    public static Said give(Asked asked) {
        return give(asked, Instant.now().plusSeconds(asked.seconds()));
    }

    public static Said give(Asked asked, Instant end) {
        return new Said(200, """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
                <AccessKeyId>given-key</AccessKeyId><SecretAccessKey>%s%s</SecretAccessKey>
                <SessionToken>given-session-token</SessionToken><Expiration>%s</Expiration>
                </Credentials></AssumeRoleResult></AssumeRoleResponse>""".formatted(
                        GIVEN_SECRET, asked.form().get("RoleSessionName"), end.truncatedTo(ChronoUnit.SECONDS)));
    }

    public static Said refuse(int status, String code) {
        return new Said(status, """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>%s</Code>
                <Message>not for you</Message></Error></ErrorResponse>""".formatted(code));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Said said = exchange.getRequestMethod().equals("POST") ? sts(exchange, body) : null;
            if (said != null) {
                answer(exchange, said.status(), said.body().getBytes(StandardCharsets.UTF_8));
            } else {
                s3(exchange, body);
            }
        }
    }

    private Said sts(HttpExchange exchange, byte[] body) {
        Map<String, String> form = form(new String(body, StandardCharsets.UTF_8));
        Asked now = new Asked(form, exchange.getRequestHeaders().getFirst("Authorization"));
        asked.add(now);
        boolean wellFormed = "AssumeRole".equals(form.get("Action"))
                && "2011-06-15".equals(form.get("Version"))
                && now.authorization().startsWith("AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/")
                && now.authorization().contains("/sts/aws4_request");
        return wellFormed ? answers.apply(now) : refuse(400, "InvalidAction");
    }

    private void s3(HttpExchange exchange, byte[] body) throws IOException {
        URI uri = exchange.getRequestURI();
        String path = uri.getPath().substring(1);
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                boolean ifAbsent = exchange.getRequestHeaders().containsKey("If-None-Match");
                boolean written = !ifAbsent || objects.putIfAbsent(path, body) == null;
                if (written) {
                    objects.put(path, body);
                }
                answer(exchange, written ? 200 : 412, new byte[0]);
            }
            case "DELETE" -> {
                objects.remove(path);
                answer(exchange, 204, new byte[0]);
            }
            default -> {
                if (path.contains("/") && objects.containsKey(path)) {
                    answer(exchange, 200, objects.get(path));
                } else if (path.contains("/")) {
                    answer(exchange, 404, "<Error><Code>NoSuchKey</Code></Error>".getBytes(StandardCharsets.UTF_8));
                } else {
                    answer(exchange, 200, list(path, form(uri.getRawQuery())).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private String list(String bucket, Map<String, String> query) {
        String prefix = bucket + "/" + query.getOrDefault("prefix", "");
        String contents = objects.tailMap(prefix, true).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .filter(key -> !query.containsKey("delimiter") || key.indexOf('/', prefix.length()) < 0)
                .map(key -> "<Contents><Key>" + key.substring(bucket.length() + 1) + "</Key></Contents>")
                .collect(Collectors.joining());
        String directories = objects.tailMap(prefix, true).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .filter(key -> query.containsKey("delimiter") && key.indexOf('/', prefix.length()) >= 0)
                .map(key -> key.substring(bucket.length() + 1, key.indexOf('/', prefix.length()) + 1))
                .distinct()
                .map(key -> "<CommonPrefixes><Prefix>" + key + "</Prefix></CommonPrefixes>")
                .collect(Collectors.joining());
        return "<ListBucketResult><IsTruncated>false</IsTruncated>" + contents + directories + "</ListBucketResult>";
    }

    private static Map<String, String> form(String text) {
        Map<String, String> form = new LinkedHashMap<>();
        Arrays.stream((text == null ? "" : text).split("&", -1)).forEach(pair -> {
            String[] parts = pair.split("=", 2);
            form.put(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
        });
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        boolean bare = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, bare ? -1 : body.length);
        if (!bare) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
