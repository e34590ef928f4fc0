package io.tarn.server.ops.partitions;

import io.tarn.server.model.Branch;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionName;
import io.tarn.server.store.PartitionRows.Tracking;
import io.tarn.server.store.Transaction;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Keeps the partitions of a branch in step with its commits. */
public final class PartitionLedger {
    private PartitionLedger() {}

    /**
     * Adds what a commit changed, in the transaction that decides the commit, after the branch's row was moved. Never
     * refuses: partitions that cannot be kept are given up, not the commit.
     *
     * @param head the branch with the commit
     */
    public static void record(Transaction tx, Branch head, List<PartitionChange> changes, long now, String principal) {
        if (changes.isEmpty()) {
            return;
        }
        UUID relationId = head.relationId();
        String branch = head.name();
        Tracking tracking = tx.partitions().tracking(relationId, branch).orElseThrow();
        switch (tracking.state()) {
            case EXACT -> {
                if (unpartitioned(tracking, changes)) {
                    return;
                }
                Optional<Collection<PartitionDelta>> deltas = deltas(tracking.keys(), changes);
                if (deltas.isPresent()) {
                    tx.partitions().add(relationId, tracking.set(), deltas.get(), now, principal);
                } else {
                    tx.partitions().giveUp(relationId, branch);
                }
            }
            case BACKLOG, COUNTING -> throw new IllegalStateException("nobody makes these yet");
            case UNKNOWN, UNCOUNTABLE -> {}
        }
    }

    /** The one partition of such a table is the table; the branch's own sums say what it holds. */
    private static boolean unpartitioned(Tracking tracking, List<PartitionChange> changes) {
        return tracking.keys().isEmpty()
                && changes.stream().allMatch(change -> change.spec().isEmpty());
    }

    /**
     * One delta for each partition, in the order of their names.
     *
     * @return empty when a partition has no name that can be kept
     */
    static Optional<Collection<PartitionDelta>> deltas(List<String> keys, List<PartitionChange> changes) {
        TreeMap<String, PartitionDelta> deltas = new TreeMap<>();
        for (PartitionChange change : changes) {
            Optional<String> name = PartitionName.of(keys, change.spec());
            if (name.isEmpty()) {
                return Optional.empty();
            }
            deltas.merge(
                    name.get(),
                    new PartitionDelta(name.get(), change.sizes(), change.totalBuckets()),
                    PartitionDelta::then);
        }
        return Optional.of(deltas.values());
    }
}
