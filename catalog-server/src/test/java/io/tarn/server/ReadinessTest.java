package io.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.schema.testing.DatabaseServer;
import io.tarn.schema.testing.MariaDbServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever sends requests to servers can believe what they say of themselves. */
class ReadinessTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void aServerThatHasNotStartedYetIsLiveAndNotReady() throws IOException, InterruptedException {
        try (Monitor monitor = new Monitor("127.0.0.1", 0, null)) {
            monitor.start();
            assertThat(status(monitor.port(), "/health/live")).isEqualTo(200);
            assertThat(status(monitor.port(), "/health/ready")).isEqualTo(503);
            AtomicBoolean up = new AtomicBoolean(true);
            monitor.ready(up::get);
            assertThat(status(monitor.port(), "/health/ready")).isEqualTo(200);
            up.set(false);
            assertThat(status(monitor.port(), "/health/ready")).isEqualTo(503);
        }
    }

    /** A stop waits for the database in several places, which takes a minute. */
    @Test
    @Tag("full")
    void aServerWhoseDatabaseIsAwayIsLiveAndNotReady() throws IOException, InterruptedException {
        DatabaseServer database = MariaDbServer.start();
        try (TestServer server = TestServer.replica(directory, database, "ready")) {
            assertThat(status(server.monitorPort(), "/health/ready")).isEqualTo(200);
            database.close();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(status(server.monitorPort(), "/health/ready"))
                            .isEqualTo(503));
            assertThat(status(server.monitorPort(), "/health/live")).isEqualTo(200);
        }
    }

    private static int status(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .statusCode();
    }
}
