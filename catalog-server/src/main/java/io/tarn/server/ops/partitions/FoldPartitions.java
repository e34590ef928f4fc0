package io.tarn.server.ops.partitions;

import io.tarn.server.model.Limits;
import io.tarn.server.ops.JobLease;
import io.tarn.server.store.Leases.Lease;
import io.tarn.server.store.PartitionDeltas.Part;
import io.tarn.server.store.PartitionDeltas.PartKey;
import io.tarn.server.store.PartitionRows.BranchKey;
import io.tarn.server.store.PartitionRows.DroppedSet;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Folds what large commits left as lists into rows, and deletes the rows that no branch names any more.
 *
 * <p>A part of a list is folded and deleted in one transaction, so a fold that died anywhere is neither lost nor done
 * twice. Parts go oldest first: whether a partition is gone depends on the order.
 */
public final class FoldPartitions {
    private static final int BRANCHES = 100;

    private final Store store;
    private final JobLease lease;
    private volatile int waitingAtLast;

    /** @param server names this process among all servers on the database */
    public FoldPartitions(Store store, String server, Clock clock) {
        this.store = store;
        this.lease = new JobLease(store, "fold-partitions", server, clock);
    }

    /** Branches with lists when this server last looked, at most as many as it looks at. */
    public int backlog() {
        return waitingAtLast;
    }

    /**
     * Folds one part of every branch that has some, and deletes some rows.
     *
     * @return whether there is more to do now
     */
    public boolean run() {
        List<BranchKey> waiting = store.read(tx -> tx.partitions().in(State.BACKLOG, BRANCHES));
        List<DroppedSet> dropped = store.read(tx -> tx.partitions().droppedSets(1));
        waitingAtLast = waiting.size();
        if (waiting.isEmpty() && dropped.isEmpty()) {
            return false;
        }
        Optional<Lease> held = lease.acquire();
        if (held.isEmpty()) {
            return false;
        }
        waiting.forEach(branch -> store.write(tx -> tx.leases().holds(held.get()) && foldOne(tx, branch)));
        dropped.forEach(set -> store.write(
                tx -> tx.leases().holds(held.get()) && tx.partitions().deleteSome(set, Limits.PARTITIONS_AT_ONCE)));
        return true;
    }

    /** @return whether a part was folded */
    static boolean foldOne(Transaction tx, BranchKey branch) {
        UUID table = branch.relationId();
        Optional<Tracking> tracking =
                tx.partitions().hold(table, branch.branch()).filter(found -> found.state() == State.BACKLOG);
        if (tracking.isEmpty()) {
            return false;
        }
        UUID set = tracking.get().set();
        Optional<Part> oldest = tx.partitions().deltas().oldest(table, set);
        oldest.ifPresent(part -> {
            tx.partitions().add(table, set, part.deltas(), part.committedAt(), part.committedBy());
            tx.partitions().deltas().delete(table, set, new PartKey(part.snapshotId(), part.number()));
        });
        if (tx.partitions().deltas().oldest(table, set).isEmpty()) {
            tx.partitions().become(table, branch.branch(), State.EXACT);
        }
        return oldest.isPresent();
    }
}
