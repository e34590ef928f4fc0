package io.tarn.server.model;

import java.util.UUID;

/**
 * The head of a branch.
 *
 * @param snapshotId 0 when nothing was committed yet
 * @param snapshotUuid empty when the head's writer sent none (clients before 2.0)
 * @param schemaPublished whether {@code schema/schema-N} of {@code schemaId} is known to be in storage
 * @param snapshotPublished whether {@code snapshot/snapshot-N} of {@code snapshotId} is known to have been written
 * @param statistics of the head snapshot
 * @param topSnapshotId the highest snapshot that was ever the head; more than {@code snapshotId} after a rollback
 * @param epoch grows with every change of history: a snapshot id may name two snapshots, before and after a rollback
 * @param settled whether storage owes nothing to the last rollback, forward, replace or creation (see {@link FilePlan})
 */
public record Branch(
        UUID relationId,
        String name,
        long schemaId,
        boolean schemaPublished,
        long snapshotId,
        String snapshotUuid,
        boolean snapshotPublished,
        Statistics statistics,
        long topSnapshotId,
        long epoch,
        boolean settled) {

    /** The main branch of a new table: its first schema is not in storage yet. */
    public static Branch empty(UUID relationId) {
        return new Branch(relationId, TableName.MAIN, 0, false, 0, "", true, Statistics.NONE, 0, 0, true);
    }

    /** The main branch of a table whose schema is in storage already. */
    public static Branch adopted(UUID relationId, long schemaId) {
        return new Branch(relationId, TableName.MAIN, schemaId, true, 0, "", true, Statistics.NONE, 0, 0, true);
    }

    /** The head after a commit; its file follows. */
    public Branch committed(Snapshot snapshot, Statistics statistics) {
        return new Branch(
                relationId,
                name,
                schemaId,
                schemaPublished,
                snapshot.id(),
                snapshot.uuidOrEmpty(),
                false,
                statistics,
                Math.max(topSnapshotId, snapshot.id()),
                epoch,
                settled);
    }

    /** The branch after an ALTER; the schema's file follows. */
    public Branch altered(long newSchemaId) {
        return new Branch(
                relationId,
                name,
                newSchemaId,
                false,
                snapshotId,
                snapshotUuid,
                snapshotPublished,
                statistics,
                topSnapshotId,
                epoch,
                settled);
    }

    /** The same branch after storage was brought up to it. */
    public Branch published() {
        return new Branch(
                relationId,
                name,
                schemaId,
                true,
                snapshotId,
                snapshotUuid,
                true,
                statistics,
                topSnapshotId,
                epoch,
                true);
    }

    /** The same branch with other sums. */
    public Branch counting(Statistics sums) {
        return new Branch(
                relationId,
                name,
                schemaId,
                schemaPublished,
                snapshotId,
                snapshotUuid,
                snapshotPublished,
                sums,
                topSnapshotId,
                epoch,
                settled);
    }

    /** The branch with another head and schema, by a change whose files a {@link FilePlan} brings. */
    public Branch moved(long newSchemaId, long newSnapshotId, String newSnapshotUuid, Statistics newStatistics) {
        return new Branch(
                relationId,
                name,
                newSchemaId,
                true,
                newSnapshotId,
                newSnapshotUuid,
                true,
                newStatistics,
                Math.max(topSnapshotId, newSnapshotId),
                epoch + 1,
                false);
    }

    /**
     * A branch of the same table that begins where this one stands.
     *
     * @param now epoch milliseconds: more than the epoch of any earlier branch of that name
     */
    public Branch copied(String newName, long now) {
        return new Branch(
                relationId,
                newName,
                schemaId,
                true,
                snapshotId,
                snapshotUuid,
                true,
                statistics,
                snapshotId,
                now,
                false);
    }

    /** The same branch, before anything was committed to it, with another first snapshot. */
    public Branch startingAt(Snapshot snapshot, Statistics newStatistics) {
        return new Branch(
                relationId,
                name,
                snapshot.schemaId(),
                true,
                snapshot.id(),
                snapshot.uuidOrEmpty(),
                true,
                newStatistics,
                snapshot.id(),
                epoch,
                settled);
    }
}
