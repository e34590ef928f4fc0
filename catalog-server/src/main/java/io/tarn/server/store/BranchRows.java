package io.tarn.server.store;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Statistics;
import java.util.List;
import java.util.UUID;

/** The heads that commits, ALTERs, rollbacks and drops compete for. Every change is a compare-and-set. */
public interface BranchRows {
    /** @throws DuplicateKeyException through {@link Store#write} when the table has a branch of this name */
    void insert(Branch branch);

    /** Names of a table's branches without main, in ascending order. */
    List<String> names(UUID relationId);

    /**
     * Moves the head one snapshot on, unpublished.
     *
     * @param base the head as it was read; it must still be the head, and settled
     * @param schemaId that the snapshot was written with; the branch must still have it
     * @param written whether the file of the base is known to be there; else the row must say that it is published
     * @return false when that does not hold, or the branch is gone
     */
    boolean advance(Branch base, Branch next, long schemaId, boolean written);

    /**
     * Gives the branch another head and schema, unsettled.
     *
     * @param from the branch as it was read: still the same schema and head, both published, and settled
     * @return false when that does not hold, or the branch is gone
     */
    boolean move(Branch from, Branch to);

    /**
     * Writes the row without changing it, so that nobody else can until this transaction ends.
     *
     * @return false when the branch is no longer as it was read, or gone
     */
    boolean hold(Branch as);

    /**
     * @param head as it was when its file was written
     * @return false when that snapshot is not the head any more
     */
    boolean markSnapshotPublished(Branch head);

    /**
     * Says that storage lacks the head's file, so that whoever needs the branch next brings it.
     *
     * @param as the branch as it was read: settled, and both published
     * @return false when it is no longer so, or gone
     */
    boolean reopen(Branch as);

    /** Storage has what the last change of the branch decided. */
    void markSettled(UUID relationId, String branch);

    /**
     * Moves the schema one version on, unpublished.
     *
     * @return false when {@code fromSchema} is no longer the current one, is not published, the branch is unsettled or gone
     */
    boolean advanceSchema(UUID relationId, String branch, long fromSchema);

    /**
     * Notes the schema that storage has decided.
     *
     * @return false when the branch is gone
     */
    boolean setSchema(UUID relationId, String branch, long schemaId);

    boolean markSchemaPublished(UUID relationId, String branch, long schemaId);

    /** @return false when it is gone; a commit that is under way finds no row to move */
    boolean delete(UUID relationId, String branch);

    /** Gives a branch, and the snapshot that was counted, their sums, where these are not known. */
    void count(UUID relationId, String branch, Statistics sums, long snapshotId, Statistics sumsOfSnapshot);

    /** Fences every branch of a table: a commit that is under way finds no row to move. */
    void deleteAll(UUID relationId);
}
