package io.tarn.server.ops.branches;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.List;

/** Lists a table's branches without main. */
public final class ListBranches {
    private final Store store;
    private final Guard guard;

    public ListBranches(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** @throws TarnException TABLE_NOT_FOUND */
    public List<String> run(Principal principal, Catalogs.Entry catalog, TableName name) {
        guard.check(
                principal,
                Operation.LIST_BRANCHES,
                Securable.table(catalog.catalog().name(), name.database(), name.table()));
        Head head = store.read(tx -> tx.relations().head(catalog.catalog().id(), name))
                .orElseThrow(() -> Missing.table(name));
        LoadBranch.checkManaged(head.relation(), name);
        return store.read(tx -> tx.branches().names(head.relation().id()));
    }
}
