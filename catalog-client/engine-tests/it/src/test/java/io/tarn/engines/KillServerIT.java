package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.engines.ServerProcess.CrashPoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
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
            awaitNewSnapshot(catalog, job);
            killAgainAndAgain(server, catalog, job, kills, new Random(seed));
            job.send("release");
            int exitCode = job.awaitExit(Duration.ofMinutes(3));

            assertThat(exitCode).as(job.describe("ended")).isZero();
            try (PaimonClient reader = PaimonClient.start(Engine.PAIMON_1_3, "reader", server.uri(), server.token())) {
                assertHistory(reader.snapshots("streaming.kept"), job, rows);
                assertHistory(reader.snapshots("streaming.counted"), job, rows);
                assertEveryRowOnce(reader, rows);
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
                awaitNewSnapshot(catalog, job);
            } else {
                CrashPoint[] points = CrashPoint.values();
                server.startToCrashAt(points[kill / 2 % points.length], 1 + random.nextInt(4));
            }
        }
    }

    private static void awaitNewSnapshot(CatalogApi catalog, EngineProcess job) {
        long before = catalog.latestSnapshot("streaming", "kept");
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> assertThat(job.isAlive())
                        .as(job.describe("ended early"))
                        .isTrue())
                .until(() -> catalog.latestSnapshot("streaming", "kept") > before);
    }

    private static void assertEveryRowOnce(PaimonClient reader, int rows) {
        int[] kept = new int[rows + 1];
        reader.read("streaming.kept").forEach(row -> kept[row.get(0).asInt()]++);
        assertThat(idsWhere(kept, copies -> copies == 0))
                .as("lost in the append table")
                .isEmpty();
        assertThat(idsWhere(kept, copies -> copies > 1))
                .as("doubled in the append table")
                .isEmpty();

        int[] counted = new int[rows + 1];
        reader.read("streaming.counted")
                .forEach(row -> counted[row.get(0).asInt()] += row.get(2).asInt());
        assertThat(idsWhere(counted, copies -> copies == 0))
                .as("lost in the primary-key table")
                .isEmpty();
        assertThat(idsWhere(counted, copies -> copies > 1))
                .as("doubled in the primary-key table")
                .isEmpty();
    }

    private static List<Integer> idsWhere(int[] copies, IntPredicate condition) {
        return IntStream.range(1, copies.length)
                .filter(id -> condition.test(copies[id]))
                .boxed()
                .toList();
    }

    /** Every checkpoint that is complete for Flink, and brought rows, is a snapshot; none is two. */
    private static void assertHistory(SnapshotHistory history, EngineProcess job, int rows) {
        Set<Long> acknowledged = new TreeSet<>();
        long lastId = 0;
        for (JsonNode line : job.lines()) {
            // The rows after the end of the source come in a snapshot that is named after no checkpoint.
            if (line.has("checkpoint")
                    && line.get("last-id").asLong() > lastId
                    && line.get("last-id").asLong() < rows) {
                acknowledged.add(line.get("checkpoint").asLong());
                lastId = line.get("last-id").asLong();
            }
        }
        System.out.printf(
                "%d acknowledged checkpoints, %d snapshots%n",
                acknowledged.size(), history.commits().size());
        acknowledged.removeAll(history.assertSound().appendedIdentifiers());
        assertThat(acknowledged).as("checkpoints without a snapshot").isEmpty();
    }
}
