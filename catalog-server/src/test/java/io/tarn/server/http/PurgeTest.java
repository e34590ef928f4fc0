package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PurgeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path dataDir;

    @Test
    void theFilesOfADroppedTableGoAndThoseOfItsNeighboursStay() throws IOException {
        try (TestServer server = TestServer.purging(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken());
            Path dropped = table(api, "t");
            Path kept = table(api, "t2");

            api.delete(api.table("t")).ok();
            Path again = table(api, "t");

            await().atMost(PATIENCE).until(() -> Files.notExists(dropped));
            assertThat(again.resolve("bucket-0/data")).exists();
            assertThat(kept.resolve("bucket-0/data")).exists();
            api.get(api.table("t")).ok();
        }
    }

    /** One by one, with a pause after each, they would take far longer. */
    @Test
    void manySmallTablesGoTogether() throws IOException {
        try (TestServer server = TestServer.purging(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken());
            List<Path> dropped = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                dropped.add(table(api, "t" + i));
            }
            for (int i = 0; i < 30; i++) {
                api.delete(api.table("t" + i)).ok();
            }

            await().atMost(Duration.ofSeconds(25)).until(() -> dropped.stream().allMatch(Files::notExists));
        }
    }

    @Test
    void inThePlainLayoutTheDirectoryIsFreeAgainAfterwards() throws IOException {
        try (TestServer server = TestServer.purging(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken(), "plain");
            Path plain = table(api, "t");
            api.delete(api.table("t")).ok();
            Path unique = table(api, "t");
            assertThat(unique).isNotEqualTo(plain);

            await().atMost(PATIENCE).until(() -> Files.notExists(plain));
            assertThat(unique.resolve("bucket-0/data")).exists();
            api.delete(api.table("t")).ok();

            await().atMost(PATIENCE).until(() -> {
                Path location = location(create(api, "t"), api, "t");
                api.delete(api.table("t")).ok();
                return location.equals(plain);
            });
        }
    }

    @Test
    void aPurgeThatWasCutOffGoesOnAfterARestart() throws IOException {
        Path dropped;
        try (TestServer server = TestServer.start(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken());
            dropped = table(api, "t");
            api.delete(api.table("t")).ok();
        }
        assertThat(dropped.resolve("bucket-0/data")).as("within the delay").exists();

        try (TestServer server = TestServer.purging(dataDir)) {
            await().atMost(PATIENCE).until(() -> Files.notExists(dropped));
            assertThat(server.port()).isPositive();
        }
    }

    /** A table with a data file, as an engine would leave it. */
    private static Path table(Api api, String name) throws IOException {
        Path location = location(create(api, name), api, name);
        Files.writeString(Files.createDirectories(location.resolve("bucket-0")).resolve("data"), "rows");
        return location;
    }

    private static Api.Answer create(Api api, String name) {
        return api.createTable(name).ok();
    }

    private static Path location(Api.Answer created, Api api, String name) {
        assertThat(created.status()).isEqualTo(200);
        String location = api.get(api.table(name)).ok().json().get("path").asText();
        return Path.of(location.substring("file:".length()));
    }
}
