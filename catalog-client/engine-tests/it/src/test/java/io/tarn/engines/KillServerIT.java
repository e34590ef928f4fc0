package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.engines.ServerProcess.CrashPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies again and again under a streaming job, at random moments and at each point of a commit. The job goes
 * on every time, and in the end each row is there exactly once.
 */
class KillServerIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROWS_PER_SECOND = 100;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @Test
    void nothingIsLostAndNothingIsDoubled() {
        nothingIsLostAndNothingIsDoubled(StoreKind.MARIADB);
    }

    @Test
    @Tag("full")
    void nothingIsLostAndNothingIsDoubledOnTheEmbeddedStore() {
        nothingIsLostAndNothingIsDoubled(StoreKind.H2);
    }

    private void nothingIsLostAndNothingIsDoubled(StoreKind store) {
        int kills = TestSettings.number("tarn.it.kills");
        // More than the job can insert in the meantime; it hurries through the rest in the end.
        int rows = 5_000 + kills * 15 * ROWS_PER_SECOND;
        long seed = TestSettings.seed();
        System.out.printf("%d kills on %s with -Dtarn.it.seed=%d%n", kills, store, seed);

        try (ServerProcess server = ServerProcess.start(directory, store.create());
                EngineProcess job = EngineProcess.start(
                        Engine.FLINK_1_20,
                        "StreamingInsert",
                        server.uri(),
                        server.token(),
                        "rows=" + rows,
                        "rows-per-second=" + ROWS_PER_SECOND)) {
            CatalogApi catalog = new CatalogApi(server.uri(), server.token());
            job.awaitLine(0, LIMIT, line -> line.has("checkpoint"));
            StreamedRows.awaitMore(catalog, job);
            killAgainAndAgain(server, catalog, job, kills, new Random(seed));
            job.send("release");
            int exitCode = job.awaitExit(Duration.ofMinutes(3));

            assertThat(exitCode).as(job.describe("ended")).isZero();
            try (PaimonClient reader = PaimonClient.start(Engine.PAIMON_1_3, "reader", server.uri(), server.token())) {
                StreamedRows.assertComplete(reader, job, rows);
            }
        }
    }

    /** Alternates between kills at a random moment and deaths at a point of a commit, and starts the server each time. */
    private static void killAgainAndAgain(
            ServerProcess server, CatalogApi catalog, EngineProcess job, int kills, Random random) {
        for (int kill = 0; kill < kills; kill++) {
            if (kill % 2 == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(600)));
                server.kill();
            } else {
                server.awaitCrash();
            }
            boolean last = kill == kills - 1;
            if (last || kill % 2 == 1) {
                server.start();
                StreamedRows.awaitMore(catalog, job);
            } else {
                CrashPoint[] points = CrashPoint.values();
                server.startToCrashAt(points[kill / 2 % points.length], 1 + random.nextInt(4));
            }
        }
    }
}
