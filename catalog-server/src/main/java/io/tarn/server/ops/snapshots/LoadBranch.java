package io.tarn.server.ops.snapshots;

import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.Optional;

/** Reads a branch of a table and sees to it that storage is up to what was decided about it. */
public final class LoadBranch {
    private final Store store;
    private final Publication publication;

    public LoadBranch(Store store, Publication publication) {
        this.store = store;
        this.publication = publication;
    }

    /**
     * @return the branch with head and schema published, and settled
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND; NOT_SUPPORTED when the database does not decide its history
     */
    public Head run(Catalogs.Entry catalog, TableName name) {
        return find(catalog, name).orElseThrow(() -> Missing.table(name));
    }

    /** As {@link #run}; empty when there is no such table or branch. */
    public Optional<Head> find(Catalogs.Entry catalog, TableName name) {
        Optional<Head> found = published(catalog, name);
        found.ifPresent(head -> checkManaged(head.relation(), name));
        return found;
    }

    /**
     * As {@link #run}, whoever decides the history.
     *
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND
     */
    public Head ofAnyTable(Catalogs.Entry catalog, TableName name) {
        return published(catalog, name).orElseThrow(() -> Missing.table(name));
    }

    /** @throws io.tarn.server.model.TarnException NOT_SUPPORTED when the database does not decide the table's history */
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

    private Optional<Head> published(Catalogs.Entry catalog, TableName name) {
        return store.read(tx -> tx.relations().head(catalog.catalog().id(), name))
                .map(head -> publish(catalog, head));
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
