package io.tarn.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.schema.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A real Keycloak in a process of its own, with what it keeps in a directory of the test's. */
final class Keycloak implements AutoCloseable {
    private static final String ADMIN = "admin";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final String uri;

    private Keycloak(Process process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /** @param directory its log and its database go there */
    static Keycloak start(Path directory) {
        try {
            int port = Ports.next();
            ProcessBuilder builder = new ProcessBuilder(
                            script().toString(),
                            "start-dev",
                            "--http-port=" + port,
                            "--http-host=127.0.0.1",
                            "--db-url-path=" + directory.resolve("keycloak"))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("keycloak.log").toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
            builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", ADMIN);
            Keycloak keycloak = new Keycloak(builder.start(), "http://127.0.0.1:" + port);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(keycloak::answers);
            return keycloak;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path script() throws IOException {
        Path unpacked = Path.of(System.getProperty("tarn.keycloak.home", "target/keycloak"));
        try (var files = Files.walk(unpacked, 3)) {
            Path script = files.filter(file -> file.endsWith(Path.of("bin", "kc.sh")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no bin/kc.sh below " + unpacked));
            script.toFile().setExecutable(true);
            return script.toAbsolutePath();
        }
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("Keycloak ended with " + process.exitValue());
        }
        try {
            return send(HttpRequest.newBuilder(URI.create(issuer("master") + "/.well-known/openid-configuration"))
                                    .GET()
                                    .build())
                            .statusCode()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    String issuer(String realm) {
        return uri + "/realms/" + realm;
    }

    /** @param json a realm as Keycloak exports it */
    void create(String json) {
        admin("POST", "", json);
    }

    /** As an administrator of Keycloak, below its realms. */
    void admin(String method, String path, String json) {
        String token = token(
                "master",
                Map.of("grant_type", "password", "client_id", "admin-cli", "username", ADMIN, "password", ADMIN));
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(uri + "/admin/realms" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json))
                .build());
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(response + " " + response.body());
        }
    }

    /** An access token. */
    String token(String realm, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(URI.create(issuer(realm) + "/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build());
        try {
            JsonNode answer = Api.JSON.readTree(response.body());
            if (!answer.has("access_token")) {
                throw new IllegalStateException(response + " " + response.body());
            }
            return answer.get("access_token").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The script starts Java as a child of its own. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
