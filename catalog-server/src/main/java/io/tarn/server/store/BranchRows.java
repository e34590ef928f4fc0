package io.tarn.server.store;

import io.tarn.server.model.Branch;
import java.util.UUID;

/** The heads that commits, ALTERs and drops compete for. Every change is a compare-and-set. */
public interface BranchRows {
    void insert(Branch branch);

    /**
     * Moves the head one snapshot on, unpublished.
     *
     * @param base the head as it was read; it must still be the head, and published
     * @return false when it is not, or the branch is gone
     */
    boolean advance(Branch base, Branch next);

    /** @return false when that snapshot is not the head any more */
    boolean markSnapshotPublished(UUID relationId, String branch, long snapshotId);

    /**
     * Moves the schema one version on, unpublished.
     *
     * @return false when {@code fromSchema} is no longer the current one, is not published, or the branch is gone
     */
    boolean advanceSchema(UUID relationId, String branch, long fromSchema);

    boolean markSchemaPublished(UUID relationId, String branch, long schemaId);

    /** Fences every branch of a table: a commit that is under way finds no row to move. */
    void deleteAll(UUID relationId);
}
