package io.tarn.server.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a change did to an object, for who watches.
 *
 * @param branch of the table; empty when it was not about one
 * @param oldSchema the schema's id before; null when it was not about one, or there was none
 * @param newSchema and after
 * @param oldSnapshot the head's id before; null when it was not about one, or there was none
 * @param newSnapshot and after
 * @param commit the snapshot that was committed; null for all that is no commit
 * @param renamed where the object is since; null when it is where it was
 */
public record Effect(
        String branch,
        @Nullable Long oldSchema,
        @Nullable Long newSchema,
        @Nullable Long oldSnapshot,
        @Nullable Long newSnapshot,
        @Nullable Commit commit,
        @Nullable Renamed renamed) {
    public static final Effect NONE = new Effect("", null, null, null, null, null, null);

    private static final int TEXT = 200;

    /** What is told of a committed snapshot. */
    public record Commit(String user, String kind, long identifier, Snapshot.Counts counts) {
        public Commit {
            user = AuditEntry.cut(user, TEXT);
            kind = AuditEntry.cut(kind, 16);
        }

        static Commit of(Snapshot snapshot) {
            return new Commit(
                    snapshot.commitUser(), snapshot.commitKind(), snapshot.commitIdentifier(), snapshot.counts());
        }
    }

    /** The database that an object lies in since, and its name there. */
    public record Renamed(UUID databaseId, String database, String name) {}

    public Effect {
        branch = AuditEntry.cut(branch, Limits.NAME_LENGTH);
    }

    /** A commit; its new schema is the one that it was written with. */
    public static Effect committed(Branch base, Snapshot snapshot) {
        return new Effect(
                base.name(),
                base.schemaId(),
                snapshot.schemaId(),
                snapshotOrNull(base.snapshotId()),
                snapshot.id(),
                Commit.of(snapshot),
                null);
    }

    /** A commit to a table whose storage decides, so the head before is not known for sure. */
    public static Effect offered(String branch, Snapshot snapshot) {
        return new Effect(
                branch,
                null,
                snapshot.schemaId(),
                snapshotOrNull(snapshot.id() - 1),
                snapshot.id(),
                Commit.of(snapshot),
                null);
    }

    /** A branch whose head or schema moved. */
    public static Effect moved(Branch from, Branch to) {
        return new Effect(
                to.name(),
                from.schemaId(),
                to.schemaId(),
                snapshotOrNull(from.snapshotId()),
                snapshotOrNull(to.snapshotId()),
                null,
                null);
    }

    public static Effect altered(String branch, long oldSchema, long newSchema) {
        return new Effect(branch, oldSchema, newSchema, null, null, null, null);
    }

    /** A branch that begins. */
    public static Effect began(Branch branch) {
        return new Effect(
                branch.name(), null, branch.schemaId(), null, snapshotOrNull(branch.snapshotId()), null, null);
    }

    /** An object that has another name since, or lies in another database. */
    public static Effect renamed(UUID databaseId, String database, String name) {
        return new Effect("", null, null, null, null, null, new Renamed(databaseId, database, name));
    }

    /** The same, to whoever may not know how many rows there are. */
    public Effect withoutCounts() {
        return commit == null
                ? this
                : new Effect(
                        branch,
                        oldSchema,
                        newSchema,
                        oldSnapshot,
                        newSnapshot,
                        new Commit(commit.user(), commit.kind(), commit.identifier(), Snapshot.Counts.UNKNOWN),
                        renamed);
    }

    private static @Nullable Long snapshotOrNull(long id) {
        return id == 0 ? null : id;
    }
}
