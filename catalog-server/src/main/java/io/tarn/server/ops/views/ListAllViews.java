package io.tarn.server.ops.views;

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

/** Lists the views of all databases of a catalog. */
public final class ListAllViews {
    private final Store store;
    private final Access access;

    public ListAllViews(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    public Page<QualifiedName> run(Caller caller, Catalogs.Entry catalog, CatalogPageRequest page) {
        access.catalog(caller, Operation.LIST_ALL_VIEWS, catalog);
        Visibility visible = access.everywhere(caller, catalog, Securable.Kind.VIEW);
        return new VisiblePages<QualifiedName>(
                        store,
                        (tx, size, after, shown) -> tx.views()
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
