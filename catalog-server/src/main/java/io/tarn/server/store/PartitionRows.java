package io.tarn.server.store;

import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionRange;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The partitions of branches.
 *
 * <p>Everything that writes under a branch writes the branch's row first, in the same transaction (a commit by moving the
 * head), so all of it happens one after the other.
 */
public interface PartitionRows {
    /** The set of a branch that has none. */
    UUID NO_SET = new UUID(0, 0);

    /** What the set of a branch is worth. */
    enum State {
        /** Its rows are the branch's partitions. */
        EXACT,
        /** Its rows, and the deltas that are not folded yet. */
        BACKLOG,
        /** A recount fills it; the deltas since then are kept. */
        COUNTING,
        /** There is no set; a recount is wanted. */
        UNKNOWN,
        /** There is no set, and a recount would not help. */
        UNCOUNTABLE
    }

    /**
     * How the partitions of a branch are kept.
     *
     * @param set {@link #NO_SET} when there is none
     * @param version changes whenever counts move from one place to another
     * @param keys the partition columns, in their order
     * @param snapshotId the branch's head
     * @param base the head that a recount counts
     * @param previous the set before the recount; {@link #NO_SET} when there is none
     */
    record Tracking(State state, UUID set, long version, List<String> keys, long snapshotId, long base, UUID previous) {
        public Tracking {
            keys = List.copyOf(keys);
        }
    }

    /** Names a branch. */
    record BranchKey(UUID relationId, String branch) {}

    /** Branches in a state, in the order of their tables' ids. */
    List<BranchKey> in(State state, int size);

    Optional<Tracking> tracking(UUID relationId, String branch);

    /**
     * Writes the branch's row, so that nobody else writes under the branch until this transaction ends, and whoever reads
     * meanwhile reads again.
     */
    Optional<Tracking> hold(UUID relationId, String branch);

    /** Begins to keep the partitions of a branch that has no snapshot. */
    void start(UUID relationId, String branch, List<String> keys);

    /**
     * History changed under a branch: what is known of its partitions does not hold any more. They are counted again in
     * the background. Does nothing for a branch that does not exist.
     */
    void forget(UUID relationId, String branch);

    /** Gives up on keeping the partitions of a branch, until its history changes. */
    void giveUp(UUID relationId, String branch);

    /** For a branch that is about to be dropped, whose table stays: its rows go in the background. */
    void discard(UUID relationId, String branch);

    /** Begins a recount of the branch's head, into a set of its own. What an earlier one counted is dropped. */
    void startCounting(UUID relationId, String branch, UUID set, List<String> keys);

    /** Ends a recount: the set before it is dropped. */
    void endCounting(UUID relationId, String branch, State state);

    /** Adds to the counts of a recount. Unlike in {@link #add} a count may be below zero on the way. */
    void count(UUID relationId, UUID set, Collection<PartitionDelta> deltas, long now, String principal);

    /** Deletes rows by their names. */
    void delete(UUID relationId, UUID set, Collection<String> names);

    /** Gives rows of a set what people said about the partitions, and since when they are. */
    void takeOver(UUID relationId, UUID set, Collection<Partition> from);

    /** A set that no branch names. */
    record DroppedSet(UUID relationId, UUID set) {}

    /** Queues a set for deletion; it may be queued already. */
    void dropSet(UUID relationId, UUID set);

    List<DroppedSet> droppedSets(int size);

    /** Deletes rows of a dropped set, and its place in the queue with the last ones. Returns whether there may be more. */
    boolean deleteSome(DroppedSet set, int size);

    void become(UUID relationId, String branch, State state);

    /**
     * Adds changes to rows: counts add up, the newest file stays the newest, the buckets are the latest ones. A partition
     * that is left with nothing is no more.
     *
     * @param deltas at most one for each name
     */
    void add(UUID relationId, UUID set, Collection<PartitionDelta> deltas, long now, String principal);

    /** Adds partitions that hold nothing yet; none of them may exist. */
    void insert(UUID relationId, UUID set, Collection<String> names, long now, String principal);

    /** Marks those of the partitions that exist as done. */
    void markDone(UUID relationId, UUID set, Collection<String> names, long now, String principal);

    /** Rows of a range in descending order of their names, at most {@code size}. */
    List<Partition> page(UUID relationId, UUID set, PartitionRange range, int size);

    /** The rows that have one of these names, in no order. */
    List<Partition> find(UUID relationId, UUID set, Collection<String> names);

    PartitionDeltas deltas();

    /** Deletes rows of a table that was dropped. Returns how many, at most three times {@code size}. */
    int deleteSome(UUID relationId, int size);
}
