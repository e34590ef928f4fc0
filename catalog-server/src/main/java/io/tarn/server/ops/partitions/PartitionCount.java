package io.tarn.server.ops.partitions;

import io.tarn.server.model.Limits;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.Statistics;
import io.tarn.server.ops.JobLease;
import io.tarn.server.store.Leases.Lease;
import io.tarn.server.store.PartitionRows;
import io.tarn.server.store.PartitionRows.BranchKey;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** One count of one branch, into a set of its own. Every transaction is small. */
final class PartitionCount implements PartitionCounter.Sink {
    private static final String WHO = "recount";
    private static final Duration PROLONG_AFTER = Duration.ofSeconds(10);

    /** The branch does not name this count's set any more. */
    static final class AbandonedException extends RuntimeException {
        AbandonedException() {
            super("the branch went on without this count");
        }
    }

    private final Store store;
    private final Lease fence;
    private final JobLease lease;
    private final BranchKey branch;
    private final UUID set;
    private final List<String> keys;
    private final Clock clock;
    private long prolongedAt;
    private Statistics total = Statistics.NONE;
    private long base;
    private int pieces;

    PartitionCount(
            Store store, Lease fence, JobLease lease, BranchKey branch, UUID set, List<String> keys, Clock clock) {
        this.store = store;
        this.fence = fence;
        this.lease = lease;
        this.branch = branch;
        this.set = set;
        this.keys = List.copyOf(keys);
        this.clock = clock;
        this.prolongedAt = clock.millis();
    }

    /** @return the branch as it is counted; empty when it needs no count any more */
    Optional<Tracking> begin() {
        Optional<Tracking> begun = store.write(tx -> {
            Optional<Tracking> tracking = tx.leases().holds(fence)
                    ? tx.partitions()
                            .hold(branch.relationId(), branch.branch())
                            .filter(found -> found.state() == State.UNKNOWN || found.state() == State.COUNTING)
                    : Optional.empty();
            if (tracking.isPresent()) {
                tx.partitions().startCounting(branch.relationId(), branch.branch(), set, keys);
            }
            return tracking;
        });
        begun.ifPresent(tracking -> base = tracking.snapshotId());
        return begun;
    }

    @Override
    public void working() {
        if (clock.millis() - prolongedAt >= PROLONG_AFTER.toMillis()) {
            prolongedAt = clock.millis();
            if (!lease.acquire().equals(Optional.of(fence))) {
                throw new AbandonedException();
            }
        }
    }

    @Override
    public void add(List<PartitionChange> changes) {
        working();
        for (PartitionChange change : changes) {
            total = new PartitionDelta("", total, 0)
                    .then(new PartitionDelta("", change.sizes(), 0))
                    .sizes();
        }
        if (keys.isEmpty()) {
            return;
        }
        Optional<Collection<PartitionDelta>> deltas = PartitionLedger.deltas(keys, changes);
        if (deltas.isEmpty()) {
            store.write(tx -> {
                check(tx);
                tx.partitions().giveUp(branch.relationId(), branch.branch());
                return true;
            });
            throw new AbandonedException();
        }
        pieces++;
        inPieces(
                List.copyOf(deltas.get()),
                some -> store.write(tx -> {
                    check(tx);
                    tx.partitions().count(branch.relationId(), set, some, clock.millis(), WHO);
                    return true;
                }));
    }

    private static <T> void inPieces(List<T> all, Consumer<List<T>> write) {
        for (int from = 0; from < all.size(); from += Limits.PARTITIONS_AT_ONCE) {
            write.accept(all.subList(from, Math.min(all.size(), from + Limits.PARTITIONS_AT_ONCE)));
        }
    }

    private void check(Transaction tx) {
        boolean mine = tx.leases().holds(fence)
                && tx.partitions()
                        .tracking(branch.relationId(), branch.branch())
                        .filter(tracking -> tracking.set().equals(set))
                        .isPresent();
        if (!mine) {
            throw new AbandonedException();
        }
    }

    /**
     * Makes the set the branch's partitions.
     *
     * @param counted whether there was something to count, so that the branch's sums are known now
     * @param previous the set before the recount
     * @return false when the branch went on without this count
     */
    boolean end(boolean counted, UUID previous) {
        try {
            if (pieces > 0) {
                removeEmpty();
            }
            if (!previous.equals(PartitionRows.NO_SET)) {
                takeOver(previous);
            }
            return store.write(tx -> end(tx, counted));
        } catch (AbandonedException e) {
            // A piece may have been written after the set was queued and deleted.
            store.write(tx -> {
                tx.partitions().dropSet(branch.relationId(), set);
                return true;
            });
            throw e;
        }
    }

    private boolean end(Transaction tx, boolean counted) {
        Optional<Tracking> tracking = tx.leases().holds(fence)
                ? tx.partitions()
                        .hold(branch.relationId(), branch.branch())
                        .filter(found ->
                                found.state() == State.COUNTING && found.set().equals(set))
                : Optional.empty();
        if (tracking.isEmpty()) {
            throw new AbandonedException();
        }
        if (counted) {
            PartitionDelta since =
                    new PartitionDelta("", tx.partitions().deltas().sum(branch.relationId(), set), 0);
            tx.branches()
                    .count(
                            branch.relationId(),
                            branch.branch(),
                            new PartitionDelta("", total, 0).then(since).sizes(),
                            base,
                            total);
        }
        var parts = tx.partitions().deltas().keys(branch.relationId(), set, PartitionRange.ALL);
        if (keys.isEmpty()) {
            parts.forEach(part -> tx.partitions().deltas().delete(branch.relationId(), set, part));
        }
        boolean backlog = !keys.isEmpty() && !parts.isEmpty();
        tx.partitions().endCounting(branch.relationId(), branch.branch(), backlog ? State.BACKLOG : State.EXACT);
        return true;
    }

    /** What one piece added and another took away. */
    private void removeEmpty() {
        eachPage(set, rows -> {
            List<String> empty = rows.stream()
                    .filter(Partition::isEmpty)
                    .map(Partition::name)
                    .toList();
            if (!empty.isEmpty()) {
                store.write(tx -> {
                    check(tx);
                    tx.partitions().delete(branch.relationId(), set, empty);
                    return true;
                });
            }
        });
    }

    private void takeOver(UUID previous) {
        eachPage(
                previous,
                rows -> store.write(tx -> {
                    check(tx);
                    tx.partitions().takeOver(branch.relationId(), set, rows);
                    return true;
                }));
    }

    private void eachPage(UUID of, Consumer<List<Partition>> work) {
        PartitionRange range = PartitionRange.ALL;
        while (!range.isEmpty()) {
            PartitionRange from = range;
            List<Partition> rows =
                    store.read(tx -> tx.partitions().page(branch.relationId(), of, from, Limits.PARTITIONS_AT_ONCE));
            work.accept(rows);
            working();
            range = rows.size() < Limits.PARTITIONS_AT_ONCE
                    ? range.before("")
                    : range.before(rows.get(rows.size() - 1).name());
        }
    }
}
