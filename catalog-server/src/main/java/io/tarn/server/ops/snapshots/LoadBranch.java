package io.tarn.server.ops.snapshots;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.files.TableFiles.StoredSnapshot;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Head;
import java.util.List;
import java.util.Optional;

/** Reads a branch of a table and sees to it that storage is up to what was decided about it. */
public final class LoadBranch {
    /**
     * What storage has of a branch.
     *
     * @param newest 0 when there is no snapshot; a file beyond it is of a commit that was not decided, and no part of the
     *     branch
     */
    public record History(Relation relation, TableFiles files, long newest) {
        /** Newest first. */
        public List<Long> retained() {
            return newest == 0
                    ? List.of()
                    : files.snapshotIds().stream().filter(id -> id <= newest).toList();
        }

        /** The text of a snapshot that is part of the branch and that storage still has. */
        public Optional<String> snapshot(long id) {
            return id > 0 && id <= newest ? files.readSnapshot(id) : Optional.empty();
        }
    }

    private final Access access;
    private final Publication publication;

    public LoadBranch(Access access, Publication publication) {
        this.access = access;
        this.publication = publication;
    }

    /**
     * @return the branch with head and schema published, and settled
     * @throws TarnException TABLE_NOT_FOUND; NOT_SUPPORTED for a table whose history the database does not decide
     */
    public Head run(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        return find(caller, operation, catalog, name).orElseThrow(() -> Missing.table(name));
    }

    /** As {@link #run}; empty when there is no such table or branch. */
    public Optional<Head> find(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        return access.table(caller, operation, catalog, name).map(head -> {
            checkManaged(head.relation(), name);
            return publish(catalog, head);
        });
    }

    /**
     * The branch as its row says; of a managed table as {@link #run}.
     *
     * @throws TarnException TABLE_NOT_FOUND
     */
    public Head ofAnyTable(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        Head head = access.table(caller, operation, catalog, name).orElseThrow(() -> Missing.table(name));
        return head.relation().ownership() == Ownership.MANAGED ? publish(catalog, head) : head;
    }

    /** @throws TarnException TABLE_NOT_FOUND */
    public History history(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        Head head = access.table(caller, operation, catalog, name).orElseThrow(() -> Missing.table(name));
        TableFiles files = catalog.files(head.relation(), head.branch());
        return switch (head.relation().ownership()) {
            case MANAGED ->
                new History(
                        head.relation(), files, publish(catalog, head).branch().snapshotId());
            case EXTERNAL ->
                new History(
                        head.relation(),
                        files,
                        files.newestSnapshot().map(StoredSnapshot::id).orElse(0L));
            case WITHOUT_HISTORY -> new History(head.relation(), files, 0);
        };
    }

    /** @throws TarnException NOT_SUPPORTED when the database does not decide the table's history */
    public static void checkManaged(Relation relation, TableName name) {
        switch (relation.ownership()) {
            case MANAGED -> {}
            case EXTERNAL ->
                throw TarnException.of(
                        ErrorCode.NOT_SUPPORTED,
                        "Table " + name
                                + " is external: storage decides its history, and this server does not change it");
            case WITHOUT_HISTORY ->
                throw TarnException.of(
                        ErrorCode.NOT_SUPPORTED,
                        "Table " + name + " is of type " + relation.kind().word() + ": it has no snapshots");
        }
    }

    private Head publish(Catalogs.Entry catalog, Head head) {
        Branch branch = head.branch();
        if (branch.settled() && branch.schemaPublished() && branch.snapshotPublished()) {
            return head;
        }
        publication.publish(catalog, head.relation(), branch);
        return new Head(head.relation(), branch.published());
    }
}
