package io.tarn.server.ops.databases;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.store.Store;

/** Lists the names of a catalog's databases. */
public final class ListDatabases {
    private final Store store;
    private final Guard guard;

    public ListDatabases(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    public Page<String> run(Principal principal, Catalogs.Entry catalog, PageRequest page) {
        guard.check(principal, Operation.LIST_DATABASES);
        return store.read(tx -> tx.namespaces().list(catalog.catalog().id(), page));
    }
}
