package io.tarn.server.ops.functions;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.store.Store;

/** Lists the functions of all databases of a catalog. */
public final class ListAllFunctions {
    private final Store store;
    private final Guard guard;

    public ListAllFunctions(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    public Page<QualifiedName> run(Principal principal, Catalogs.Entry catalog, CatalogPageRequest page) {
        guard.check(principal, Operation.LIST_ALL_FUNCTIONS);
        return store.read(tx -> tx.routines().list(catalog.catalog().id(), page));
    }
}
