package io.tarn.client.manage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Requests with a token, and answers as JSON. */
final class Exchange {
    private static final String BASE = "/manage/v1";
    private static final String PUBLIC_DOCUMENT = "/openapi/paimon.yaml";
    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final Duration ANSWERING = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VERSION = Pattern.compile("(?m)^ +version: *[\"']?([^\"'\\s]+)");

    private final HttpClient http;
    private final URI server;
    private final Supplier<String> token;

    private Exchange(HttpClient http, URI server, Supplier<String> token) {
        this.http = http;
        this.server = server;
        this.token = token;
    }

    static Exchange trustingJava(URI server, Supplier<String> token) {
        return new Exchange(builder().build(), server, token);
    }

    static Exchange trusting(Path authorities, URI server, Supplier<String> token) throws IOException {
        return new Exchange(builder().sslContext(context(authorities)).build(), server, token);
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECTING);
    }

    private static SSLContext context(Path authorities) throws IOException {
        try (InputStream file = Files.newInputStream(authorities)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(file);
            if (found.isEmpty()) {
                throw new IOException(authorities + " holds no certificate in PEM");
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate : found) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + " holds no certificate in PEM", e);
        }
    }

    JsonNode get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    JsonNode post(String path, ObjectNode body) {
        return send("POST", path, BodyPublishers.ofString(body.toString()));
    }

    void delete(String path) {
        send("DELETE", path, BodyPublishers.noBody());
    }

    private JsonNode send(String method, String path, BodyPublisher body) {
        HttpRequest request = request(BASE + path)
                .header("Authorization", "Bearer " + token.get())
                .method(method, body)
                .build();
        HttpResponse<byte[]> response = exchange(request);
        JsonNode answer = parse(response);
        if (response.statusCode() / 100 != 2) {
            throw new ManagementException(
                    response.statusCode(),
                    answer.path("error").asText(""),
                    answer.path("message").asText("the server answered " + response.statusCode()),
                    response.headers().firstValue("x-request-id").orElse(""));
        }
        return answer;
    }

    /** What is no JSON comes from something in front of the server. */
    private static JsonNode parse(HttpResponse<byte[]> response) {
        try {
            return response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
        } catch (IOException e) {
            if (e instanceof JsonProcessingException && response.statusCode() / 100 != 2) {
                return MissingNode.getInstance();
            }
            throw ManagementException.noAnswer("the answer is no JSON; is this address a Tarn server?", e);
        }
    }

    ServerInfo info() {
        long start = System.nanoTime();
        HttpResponse<byte[]> response = exchange(request(PUBLIC_DOCUMENT).GET().build());
        long took = (System.nanoTime() - start) / 1_000_000;
        if (response.statusCode() != 200) {
            throw ManagementException.noAnswer(
                    "no Tarn server answers there: " + PUBLIC_DOCUMENT + " is answered with " + response.statusCode(),
                    new IOException());
        }
        Matcher version = VERSION.matcher(new String(response.body(), StandardCharsets.UTF_8));
        return new ServerInfo(date(response), took, version.find() ? version.group(1) : "");
    }

    private static long date(HttpResponse<?> response) {
        try {
            return response.headers()
                    .firstValue("date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()
                            .toEpochMilli())
                    .orElse(0L);
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(ANSWERING);
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw ManagementException.noAnswer("no answer from " + server + ": " + why, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ManagementException.noAnswer("interrupted", e);
        }
    }
}
