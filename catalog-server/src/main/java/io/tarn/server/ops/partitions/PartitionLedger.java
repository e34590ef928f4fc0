package io.tarn.server.ops.partitions;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Limits;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionName;
import io.tarn.server.store.PartitionRows.State;
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
    public static void record(Transaction tx, Branch head, List<PartitionChange> changes, long now, String caller) {
        if (changes.isEmpty()) {
            return;
        }
        UUID relationId = head.relationId();
        String branch = head.name();
        Tracking tracking = tx.partitions().tracking(relationId, branch).orElseThrow();
        switch (tracking.state()) {
            case EXACT, BACKLOG, COUNTING -> {
                Optional<Collection<PartitionDelta>> deltas = deltas(tracking.keys(), changes);
                if (deltas.isPresent()) {
                    record(tx, head, tracking, deltas.get(), now, caller);
                } else {
                    tx.partitions().giveUp(relationId, branch);
                }
            }
            case UNKNOWN, UNCOUNTABLE -> {}
        }
    }

    private static void record(
            Transaction tx,
            Branch head,
            Tracking tracking,
            Collection<PartitionDelta> deltas,
            long now,
            String caller) {
        boolean exact = tracking.state() == State.EXACT;
        if (exact && !head.statistics().known()) {
            // This commit read the branch before a recount ended and wrote over the sums that it found.
            tx.partitions().forget(head.relationId(), head.name());
        } else if (exact && tracking.keys().isEmpty()) {
            // The one partition of an unpartitioned table is the table; the branch's own sums say what it holds.
            return;
        } else if (exact && deltas.size() <= Limits.PARTITIONS_AT_ONCE) {
            tx.partitions().add(head.relationId(), tracking.set(), deltas, now, caller);
        } else {
            tx.partitions().deltas().append(head.relationId(), tracking.set(), head.snapshotId(), deltas, now, caller);
            if (exact) {
                tx.partitions().become(head.relationId(), head.name(), State.BACKLOG);
            }
        }
    }

    /**
     * One delta for each partition, in the order of their names.
     *
     * @return empty when a partition has no name that can be kept
     */
    static Optional<Collection<PartitionDelta>> deltas(List<String> keys, List<PartitionChange> changes) {
        TreeMap<String, PartitionDelta> deltas = new TreeMap<>(PartitionName::compare);
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
