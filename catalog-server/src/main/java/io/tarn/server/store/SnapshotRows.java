package io.tarn.server.store;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

public interface SnapshotRows {
    /** The JSON of a committed snapshot, as its client sent it. */
    Optional<String> body(UUID relationId, String branch, long snapshotId);

    /** As above, of a head that was read; empty also when the branch has had a change of history since. */
    Optional<String> body(Branch head);

    /**
     * The sums of the branch when that snapshot was its head; empty when the snapshot has no row, {@link
     * Statistics#UNKNOWN} when nobody counted.
     */
    Optional<Statistics> statistics(UUID relationId, String branch, long snapshotId);

    /**
     * A snapshot as it was committed.
     *
     * @param at epoch milliseconds
     * @param by name of the principal
     * @param statistics of the branch with this snapshot as its head
     * @param body its JSON
     */
    record Committed(long id, long at, String by, Statistics statistics, String body) {}

    /** The newest snapshots of a branch that have rows, newest first. */
    List<Committed> newest(UUID relationId, String branch, int size);

    /** As which snapshot a commit with this identity was applied to the branch; empty when it never was. */
    Optional<Long> committedAs(UUID relationId, String branch, byte[] identity);

    /**
     * Adds the snapshot and its identity.
     *
     * @param statistics of the branch with this snapshot as its head
     */
    void insert(UUID relationId, String branch, Snapshot snapshot, Statistics statistics, long now, String principal);

    /** Brings back the row of a snapshot that a tag has kept; its identity stays as it was. */
    void restore(UUID relationId, String branch, Snapshot snapshot, long now, String principal);

    /**
     * Gives another branch of the table the same snapshots; their identities stay with the branch that they were
     * committed to.
     */
    void copy(UUID relationId, String from, String to, long firstId, long lastId);

    /** Removes snapshots from an id on. Their identities stay, so that a replay is still known. */
    void deleteFrom(UUID relationId, String branch, long firstId);

    /** Everything of a branch that was dropped. */
    void deleteBranch(UUID relationId, String branch);

    /** The branch goes by another name. */
    void renameBranch(UUID relationId, String from, String to);

    /** Ids in ascending order, larger than {@code after}, at most {@code size}. */
    List<Long> ids(UUID relationId, String branch, long after, int size);

    /** The smallest id of a branch's snapshots; empty when it has none. */
    Optional<Long> oldest(UUID relationId, String branch);

    /** Deletes snapshots with a smaller id than {@code before}. Returns how many, at most {@code size}. */
    int forget(UUID relationId, String branch, long before, int size);

    /**
     * Deletes identities of old commits.
     *
     * @param upTo only of snapshots up to this id
     * @param committedBefore and only when they were committed before then
     * @return how many, at most {@code size}
     */
    int forgetIdentities(UUID relationId, String branch, long upTo, long committedBefore, int size);

    /** Deletes snapshots and identities of a table that was dropped. Returns how many rows, at most twice {@code size}. */
    int deleteSome(UUID relationId, int size);
}
