package io.tarn.server.ops.partitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.TestStores;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionName;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens, in whatever order, a list says what a map says that does the same. */
class PartitionsModelTest {
    private static final int STEPS = 25;
    private static final List<String> DAYS = List.of("2025-01-01", "2025-01-02", "a/b=c%", "é", "😀", "\uFFFD", " ");

    @TempDir
    private Path directory;

    /** What the partitions of each branch are, and were with each snapshot. */
    private final Map<String, TreeMap<String, Partition>> now = new HashMap<>();

    private final Map<String, Map<String, Partition>> history = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void onTheEmbeddedStore(long seed) {
        try (Store store = TestStores.embedded(directory)) {
            play(store, new Random(seed));
        }
    }

    @Test
    void onAServer() {
        try (MariaDbServer server = MariaDbServer.start();
                Store store = TestStores.on(server, "model")) {
            play(store, new Random(3));
        }
    }

    private void play(Store store, Random random) {
        PartitionBed bed = new PartitionBed(store, directory, (storage, location, schema, snapshot, sink) -> {
            List<Partition> counted =
                    new ArrayList<>(history.get(snapshot.commitUser()).values());
            Collections.shuffle(counted, random);
            inPieces(counted, random, sink);
        });
        List<TableName> branches = new ArrayList<>(List.of(PartitionBed.TABLE));
        now.put(TableName.MAIN, new TreeMap<>(PartitionName::compare));
        for (int step = 0; step < STEPS; step++) {
            TableName branch = branches.get(random.nextInt(branches.size()));
            switch (random.nextInt(12)) {
                case 0 -> commit(bed, branch, random, 1_001 + random.nextInt(1_500));
                case 1, 2, 3 -> bed.foldOne(branch);
                case 4 -> bed.forget(branch);
                case 5, 6 -> bed.recount.run();
                case 7 -> {
                    if (branches.size() < 3 && bed.head(PartitionBed.TABLE).snapshotId() > 0) {
                        TableName made = bed.branch("b" + branches.size());
                        branches.add(made);
                        now.put(made.branch(), new TreeMap<>(now.get(TableName.MAIN)));
                    }
                }
                default -> commit(bed, branch, random, random.nextInt(6));
            }
            compare(bed, branch, 1 + random.nextInt(150));
        }
        branches.forEach(branch -> {
            bed.settle(branch);
            compare(bed, branch, 100);
        });
    }

    /** The pieces of one partition add up to it, and may be below zero on the way. */
    private static void inPieces(List<Partition> counted, Random random, PartitionCounter.Sink sink) {
        List<PartitionChange> first = new ArrayList<>();
        List<PartitionChange> second = new ArrayList<>();
        for (Partition partition : counted) {
            long moved = random.nextInt(5) == 0 ? -3 : 0;
            Statistics sizes = partition.sizes();
            first.add(change(partition, new Statistics(moved, moved, moved, sizes.lastFileCreationTime())));
            second.add(change(
                    partition,
                    new Statistics(
                            sizes.recordCount() - moved,
                            sizes.fileSizeInBytes() - moved,
                            sizes.fileCount() - moved,
                            0)));
        }
        sink.add(first);
        sink.working();
        sink.add(second);
    }

    private static PartitionChange change(Partition partition, Statistics sizes) {
        return new PartitionChange(PartitionName.spec(partition.name()), sizes, partition.totalBuckets());
    }

    private void commit(PartitionBed bed, TableName branch, Random random, int partitions) {
        List<PartitionChange> changes = IntStream.range(0, partitions)
                .mapToObj(i -> random(random, partitions))
                .toList();
        String writer = bed.commit(branch, changes).orElseThrow();
        Map<String, PartitionDelta> deltas = new LinkedHashMap<>();
        for (PartitionChange change : changes) {
            String name = PartitionName.of(List.of("dt", "hh"), change.spec()).orElseThrow();
            deltas.merge(name, new PartitionDelta(name, change.sizes(), change.totalBuckets()), PartitionDelta::then);
        }
        TreeMap<String, Partition> map = now.get(branch.branch());
        deltas.values()
                .forEach(delta -> map.compute(delta.name(), (name, row) -> {
                    Partition next = row == null ? Partition.first(delta, 1, "me") : row.plus(delta, 1, "me");
                    return next.isEmpty() ? null : next;
                }));
        history.put(writer, new TreeMap<>(map));
    }

    private static PartitionChange random(Random random, int partitions) {
        String day = DAYS.get(random.nextInt(DAYS.size()));
        int hour = random.nextInt(Math.max(3, partitions / 4));
        long sign = random.nextInt(3) == 0 ? -1 : 1;
        return new PartitionChange(
                Map.of("dt", day, "hh", Integer.toString(hour)),
                new Statistics(
                        sign * random.nextInt(4),
                        sign * random.nextInt(90),
                        sign * random.nextInt(3),
                        random.nextInt(9)),
                random.nextInt(4) - 1);
    }

    private void compare(PartitionBed bed, TableName branch, int size) {
        State state = bed.state(branch);
        if (state != State.EXACT && state != State.BACKLOG) {
            assertThatThrownBy(() -> bed.all(branch, size))
                    .isInstanceOfSatisfying(
                            TarnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
            return;
        }
        assertThat(bed.all(branch, size).stream().map(PartitionsModelTest::comparable))
                .containsExactlyElementsOf(now.get(branch.branch()).descendingMap().values().stream()
                        .map(PartitionsModelTest::comparable)
                        .toList());
    }

    /** Since when it is there is not counted again. */
    private static Partition comparable(Partition partition) {
        return new Partition(
                partition.name(), partition.sizes(), partition.totalBuckets(), partition.done(), 0, "", 0, "");
    }
}
