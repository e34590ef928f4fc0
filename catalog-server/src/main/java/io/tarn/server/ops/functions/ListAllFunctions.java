package io.tarn.server.ops.functions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Page;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.VisiblePages;
import io.tarn.server.store.Store;

/** Lists the functions of all databases of a catalog. */
public final class ListAllFunctions {
    private final Store store;
    private final Access access;

    public ListAllFunctions(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    public Page<QualifiedName> run(Caller caller, Catalogs.Entry catalog, CatalogPageRequest page) {
        access.catalog(caller, Operation.LIST_ALL_FUNCTIONS, catalog);
        Visibility visible = access.everywhere(caller, catalog, Securable.Kind.FUNCTION);
        return new VisiblePages<QualifiedName>(
                        store,
                        (tx, size, after, shown) -> tx.routines()
                                .list(
                                        catalog.catalog().id(),
                                        new CatalogPageRequest(size, after, page.databases(), page.objects()),
                                        shown),
                        QualifiedName::key,
                        QualifiedName::database,
                        QualifiedName::object)
                .read(page.size(), page.after(), visible);
    }
}
