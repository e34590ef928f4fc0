package io.tarn.engines.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.engines.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Replicas, asked in turn. */
final class Fleet {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final List<ServerProcess> servers;
    private final String token;
    private final AtomicInteger next = new AtomicInteger();

    /** An answer; status 0: none came. */
    record Answer(int status, String body) {
        boolean ok() {
            return status == 200;
        }

        /** Whether the request may have been carried out or not, and may be sent again. */
        boolean open() {
            return status == 0 || status == 429 || status >= 500;
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(body, e);
            }
        }
    }

    Fleet(List<ServerProcess> servers, String token) {
        this.servers = List.copyOf(servers);
        this.token = token;
    }

    Answer get(String path) {
        return send("GET", path, null, PATIENCE);
    }

    Answer post(String path, String body) {
        return send("POST", path, body, PATIENCE);
    }

    /**
     * Asks the next replica.
     *
     * @param path of Paimon's protocol below the catalog, or what begins with /manage
     * @param body null for none
     * @param patience after which the connection is cut
     */
    Answer send(String method, String path, String body, Duration patience) {
        ServerProcess server = servers.get(Math.floorMod(next.getAndIncrement(), servers.size()));
        String below = path.startsWith("/manage") ? path : "/v1/" + ServerProcess.CATALOG + path;
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create(server.uri() + below))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .timeout(patience)
                            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(0, String.valueOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
