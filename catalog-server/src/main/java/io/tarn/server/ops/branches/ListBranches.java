package io.tarn.server.ops.branches;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.List;

/** Lists a table's branches without main. */
public final class ListBranches {
    private final Store store;
    private final Access access;

    public ListBranches(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    /** @throws TarnException TABLE_NOT_FOUND */
    public List<String> run(Caller caller, Catalogs.Entry catalog, TableName name) {
        Head head = access.table(caller, Operation.LIST_BRANCHES, catalog, name).orElseThrow(() -> Missing.table(name));
        LoadBranch.checkManaged(head.relation(), name);
        return store.read(tx -> tx.branches().names(head.relation().id()));
    }
}
