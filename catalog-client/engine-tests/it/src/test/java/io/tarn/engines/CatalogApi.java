package io.tarn.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** The few calls of the protocol that a test makes itself, without an engine. */
final class CatalogApi {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String token;

    CatalogApi(String uri, String token) {
        this.token = token;
        JsonNode config = json(get(uri + "/v1/config?warehouse=" + ServerProcess.CATALOG));
        String prefix = config.at("/overrides/prefix")
                .asText(config.at("/defaults/prefix").asText(""));
        this.base = uri + "/v1/" + (prefix.isEmpty() ? "" : prefix + "/");
    }

    /** The id of the latest snapshot; 0 if the table has none. */
    long latestSnapshot(String database, String table) {
        HttpResponse<String> response = get(base + "databases/" + database + "/tables/" + table + "/snapshot");
        return response.statusCode() == 404
                ? 0
                : json(response).at("/snapshot/snapshot/id").asLong();
    }

    /** The directory of a table. */
    Path directory(String database, String table) {
        return Path.of(URI.create(json(get(base + "databases/" + database + "/tables/" + table))
                .get("path")
                .asText()));
    }

    /**
     * Any request.
     *
     * @param path below the prefix
     * @throws UncheckedIOException when no answer comes
     */
    HttpResponse<String> send(String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String uri) {
        return send(HttpRequest.newBuilder(URI.create(uri)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.header("Authorization", "Bearer " + token)
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            if (response.statusCode() != 200) {
                throw new IllegalStateException(response + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
