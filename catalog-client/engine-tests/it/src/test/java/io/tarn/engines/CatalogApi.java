package io.tarn.engines;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** The few calls of the protocol that a test makes itself, without an engine. */
final class CatalogApi {

    private final HttpCalls http;
    private final String base;

    CatalogApi(String uri, String token) {
        this.http = new HttpCalls(token);
        JsonNode config = HttpCalls.json(http.get(uri + "/v1/config?warehouse=" + ServerProcess.CATALOG));
        String prefix = config.at("/overrides/prefix")
                .asText(config.at("/defaults/prefix").asText(""));
        this.base = uri + "/v1/" + (prefix.isEmpty() ? "" : prefix + "/");
    }

    /** The id of the latest snapshot; 0 if the table has none. */
    long latestSnapshot(String database, String table) {
        HttpResponse<String> response = http.get(base + "databases/" + database + "/tables/" + table + "/snapshot");
        return response.statusCode() == 404
                ? 0
                : HttpCalls.json(response).at("/snapshot/snapshot/id").asLong();
    }

    /** The directory of a table. */
    Path directory(String database, String table) {
        return Path.of(URI.create(HttpCalls.json(http.get(base + "databases/" + database + "/tables/" + table))
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
        return http.send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }
}
