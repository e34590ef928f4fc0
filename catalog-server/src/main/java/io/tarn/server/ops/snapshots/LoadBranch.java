package io.tarn.server.ops.snapshots;

import io.tarn.server.model.Branch;
import io.tarn.server.model.TableName;
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
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND
     */
    public Head run(Catalogs.Entry catalog, TableName name) {
        return find(catalog, name).orElseThrow(() -> Missing.table(name));
    }

    /** As {@link #run}; empty when there is no such table or branch. */
    public Optional<Head> find(Catalogs.Entry catalog, TableName name) {
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
