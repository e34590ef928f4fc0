package io.tarn.server.ops.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.TestStores;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.Store;
import io.tarn.server.testing.Race;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each commit adds one record to every partition. So whoever reads, while others commit, count and fold, sees the same
 * number in all of them, and never fewer than were committed before it began.
 */
class PartitionRaceTest {
    private static final int PARTITIONS = 7;
    private static final int COMMITS = 150;

    @TempDir
    private Path directory;

    @Test
    void readersSeeWholeCommitsWhileTheyAreCountedAndFolded() {
        try (Store store = TestStores.embedded(directory)) {
            AtomicLong committed = new AtomicLong();
            AtomicInteger reads = new AtomicInteger();
            PartitionBed bed = new PartitionBed(
                    store, directory, (storage, location, schema, snapshot, sink) -> sink.add(changes(snapshot.id())));
            Callable<Boolean> writer = () -> {
                for (int i = 0; i < COMMITS; i++) {
                    assertThat(bed.commit(PartitionBed.TABLE, changes(1))).isPresent();
                    committed.incrementAndGet();
                }
                return true;
            };
            Callable<Boolean> upheaval = () -> {
                Random random = new Random(1);
                while (committed.get() < COMMITS) {
                    if (random.nextInt(4) == 0) {
                        bed.forget(PartitionBed.TABLE);
                    }
                    bed.recount.run();
                    bed.fold.run();
                }
                return true;
            };
            Callable<Boolean> reader = () -> {
                while (committed.get() < COMMITS) {
                    reads.addAndGet(read(bed, committed.get()) ? 1 : 0);
                }
                return true;
            };
            Race.run(List.of(writer, upheaval, reader, reader));
            bed.settle(PartitionBed.TABLE);
            assertThat(read(bed, COMMITS)).isTrue();
            assertThat(reads.get()).isPositive();
            assertThat(bed.head(PartitionBed.TABLE).statistics().recordCount()).isEqualTo((long) COMMITS * PARTITIONS);
        }
    }

    private static List<PartitionChange> changes(long records) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new PartitionChange(
                        Map.of("dt", "day", "hh", Integer.toString(i)),
                        new Statistics(records, records, records, 1),
                        1))
                .toList();
    }

    /** @return false when the partitions were not known at that moment */
    private static boolean read(PartitionBed bed, long atLeast) {
        List<Partition> found;
        try {
            found = bed.list
                    .run(PartitionBed.ME, bed.catalog, PartitionBed.TABLE, new PageRequest(100, "", NamePattern.ANY))
                    .entries();
        } catch (TarnException e) {
            assertThat(e.code()).isIn(ErrorCode.NOT_SUPPORTED, ErrorCode.UNAVAILABLE);
            return false;
        }
        List<Long> counts = found.stream()
                .map(partition -> partition.sizes().recordCount())
                .distinct()
                .toList();
        if (atLeast > 0 || !counts.isEmpty()) {
            assertThat(found).hasSize(PARTITIONS);
            assertThat(counts).hasSize(1);
            assertThat(counts.get(0)).isGreaterThanOrEqualTo(atLeast);
        }
        return true;
    }
}
