package io.tarn.server.ops.tables;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.store.Store;

/** Lists the tables of all databases of a catalog. */
public final class ListAllTables {
    private final Store store;
    private final Guard guard;

    public ListAllTables(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    public Page<QualifiedName> run(Principal principal, Catalogs.Entry catalog, CatalogPageRequest page) {
        guard.check(principal, Operation.LIST_ALL_TABLES);
        return store.read(tx -> tx.relations().list(catalog.catalog().id(), page));
    }
}
