package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What the program StreamingInsert leaves in its two tables. */
final class StreamedRows {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private StreamedRows() {}

    /** Waits until the job has committed once more. */
    static void awaitMore(CatalogApi catalog, EngineProcess job) {
        long before = catalog.latestSnapshot("streaming", "kept");
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> assertThat(job.isAlive())
                        .as(job.describe("ended early"))
                        .isTrue())
                .until(() -> catalog.latestSnapshot("streaming", "kept") > before);
    }

    /** Each row is there once, and each checkpoint that the job took for complete is a snapshot. */
    static void assertComplete(PaimonClient reader, EngineProcess job, int rows) {
        assertHistory(reader.snapshots("streaming.kept"), job, rows);
        assertHistory(reader.snapshots("streaming.counted"), job, rows);
        assertEveryRowOnce(reader, rows);
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
