package io.tarn.server.ops.databases;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.VisiblePages;
import io.tarn.server.store.Store;

/** Lists the names of a catalog's databases. */
public final class ListDatabases {
    private final Store store;
    private final Access access;

    public ListDatabases(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    public Page<String> run(Caller caller, Catalogs.Entry catalog, PageRequest page) {
        access.catalog(caller, Operation.LIST_DATABASES, catalog);
        Visibility visible = access.databases(caller, catalog);
        return VisiblePages.ofNames(
                        store,
                        "",
                        (tx, size, after, shown) -> tx.namespaces()
                                .list(catalog.catalog().id(), new PageRequest(size, after, page.pattern()), shown))
                .read(page.size(), page.after(), visible);
    }
}
