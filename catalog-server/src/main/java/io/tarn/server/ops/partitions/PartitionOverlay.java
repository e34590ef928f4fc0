package io.tarn.server.ops.partitions;

import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionName;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.store.PartitionDeltas.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The changes that no row counts yet, for the last names of a range. It holds a bounded number of names: when there are
 * more, it gives up the first ones and covers less of the range.
 */
final class PartitionOverlay {
    private static final int NAMES = 5_000;

    private record Change(PartitionDelta delta, long at, String by) {}

    private final Predicate<String> wanted;
    private final TreeMap<String, List<Change>> changes = new TreeMap<>(PartitionName::compare);
    private PartitionRange covered;

    PartitionOverlay(PartitionRange range, Predicate<String> wanted) {
        this.covered = range;
        this.wanted = wanted;
    }

    /** Adds a part; parts come oldest first. */
    void add(Part part) {
        for (PartitionDelta delta : part.deltas()) {
            if (covered.contains(delta.name()) && wanted.test(delta.name())) {
                changes.computeIfAbsent(delta.name(), name -> new ArrayList<>())
                        .add(new Change(delta, part.committedAt(), part.committedBy()));
            }
        }
        while (changes.size() > NAMES) {
            changes.pollFirstEntry();
            covered = covered.from(changes.firstKey());
        }
    }

    PartitionRange covered() {
        return covered;
    }

    /**
     * The partitions of a range that is covered, in descending order of their names.
     *
     * @param rows all rows of that range
     */
    List<Partition> over(PartitionRange range, List<Partition> rows) {
        TreeMap<String, Partition> partitions = new TreeMap<>(PartitionName::compare);
        rows.forEach(row -> partitions.put(row.name(), row));
        for (Map.Entry<String, List<Change>> entry : changes.entrySet()) {
            if (range.contains(entry.getKey())) {
                Optional<Partition> changed = changed(partitions.get(entry.getKey()), entry.getValue());
                if (changed.isPresent()) {
                    partitions.put(entry.getKey(), changed.get());
                } else {
                    partitions.remove(entry.getKey());
                }
            }
        }
        return List.copyOf(partitions.descendingMap().values());
    }

    private static Optional<Partition> changed(@Nullable Partition row, List<Change> changes) {
        @Nullable Partition partition = row;
        for (Change change : changes) {
            Partition next = partition == null
                    ? Partition.first(change.delta(), change.at(), change.by())
                    : partition.plus(change.delta(), change.at(), change.by());
            partition = next.isEmpty() ? null : next;
        }
        return Optional.ofNullable(partition);
    }
}
