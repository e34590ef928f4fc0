package io.tarn.server.ops.views;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.VisiblePages;
import io.tarn.server.store.Store;

/** Lists a database's views with what they say. */
public final class ListViewDetails {
    private final Store store;
    private final Access access;

    public ListViewDetails(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    /** @throws TarnException DATABASE_NOT_FOUND */
    public Page<View> run(Caller caller, Catalogs.Entry catalog, String database, PageRequest page) {
        Names.check("database", database);
        Namespace namespace = access.database(caller, Operation.LIST_VIEW_DETAILS, catalog, database);
        Visibility visible = access.in(caller, catalog, namespace, Securable.Kind.VIEW, false);
        return new VisiblePages<View>(
                        store,
                        (tx, size, after, shown) ->
                                tx.views().list(namespace.id(), new PageRequest(size, after, page.pattern()), shown),
                        View::name,
                        entry -> database,
                        View::name)
                .read(page.size(), page.after(), visible);
    }
}
