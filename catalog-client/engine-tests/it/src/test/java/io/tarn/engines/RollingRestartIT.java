package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.engines.ServerProcess.CatalogSettings;
import io.tarn.engines.StoreKind.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Three servers behind a balancer are stopped and started again one after the other, and the job beside them never fails. */
class RollingRestartIT {
    private static final int SERVERS = 3;
    private static final int ROWS = 10_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final List<ServerProcess> servers = new ArrayList<>();

    /** Short, GracefulCloseTest does the same to clients that commit in a loop. */
    @Test
    @Tag("full")
    void aRollingRestartFailsNoJob() throws IOException {
        try {
            StoreSettings store = StoreKind.MARIADB.create();
            for (int i = 0; i < SERVERS; i++) {
                servers.add(ServerProcess.start(
                        Files.createDirectory(directory.resolve("server" + i)),
                        store,
                        List.of(new CatalogSettings(
                                ServerProcess.CATALOG, directory.resolve("warehouse"), "unique", List.of()))));
            }
            String token = servers.get(0).token();
            try (Balancer balancer = Balancer.before(
                            servers.stream().map(ServerProcess::port).toList());
                    EngineProcess job = EngineProcess.start(
                            Engine.FLINK_1_20,
                            "StreamingInsert",
                            balancer.uri(),
                            token,
                            "rows=" + ROWS,
                            "rows-per-second=100")) {
                CatalogApi catalog = new CatalogApi(balancer.uri(), token);
                job.awaitLine(0, Duration.ofSeconds(60), line -> line.has("checkpoint"));
                StreamedRows.awaitMore(catalog, job);
                for (ServerProcess server : servers) {
                    server.stop();
                    StreamedRows.awaitMore(catalog, job);
                    server.start();
                    StreamedRows.awaitMore(catalog, job);
                }
                job.send("release");
                assertThat(job.awaitExit(Duration.ofMinutes(3)))
                        .as(job.describe("ended"))
                        .isZero();
                assertThat(job.lines().stream()
                                .filter(line -> line.has("status"))
                                .map(line -> line.get("status").asText()))
                        .doesNotContain("FAILING", "FAILED", "RESTARTING");
                try (PaimonClient reader = PaimonClient.start(Engine.PAIMON_1_3, "reader", balancer.uri(), token)) {
                    StreamedRows.assertComplete(reader, job, ROWS);
                }
            }
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }
}
