package io.tarn.server.store;

import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.Statistics;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What commits changed and no row counts yet. */
public interface PartitionDeltas {
    /** A piece of what one commit changed: at most {@link io.tarn.server.model.Limits#PARTITIONS_AT_ONCE} partitions. */
    record Part(long snapshotId, int number, List<PartitionDelta> deltas, long committedAt, String committedBy) {
        public Part {
            deltas = List.copyOf(deltas);
        }
    }

    /** Names a part. */
    record PartKey(long snapshotId, int number) {}

    /** @param deltas in the order of their names, at most one for each */
    void append(
            UUID relationId, UUID set, long snapshotId, Collection<PartitionDelta> deltas, long now, String principal);

    /** The parts that may hold names of a range, oldest first. */
    List<PartKey> keys(UUID relationId, UUID set, PartitionRange range);

    /** Empty when it was folded meanwhile. */
    Optional<Part> find(UUID relationId, UUID set, PartKey key);

    Optional<Part> oldest(UUID relationId, UUID set);

    /** What all parts of a set change together; the newest file is 0 when there is none. */
    Statistics sum(UUID relationId, UUID set);

    void delete(UUID relationId, UUID set, PartKey key);
}
