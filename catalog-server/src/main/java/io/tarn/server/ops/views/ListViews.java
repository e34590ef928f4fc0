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
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.VisiblePages;
import io.tarn.server.store.Store;

/** Lists the names of a database's views. */
public final class ListViews {
    private final Store store;
    private final Access access;

    public ListViews(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    /** @throws TarnException DATABASE_NOT_FOUND */
    public Page<String> run(Caller caller, Catalogs.Entry catalog, String database, PageRequest page) {
        Names.check("database", database);
        Namespace namespace = access.database(caller, Operation.LIST_VIEWS, catalog, database);
        Visibility visible = access.in(caller, catalog, namespace, Securable.Kind.VIEW, true);
        return VisiblePages.ofNames(
                        store,
                        database,
                        (tx, size, after, shown) ->
                                tx.views().names(namespace.id(), new PageRequest(size, after, page.pattern()), shown))
                .read(page.size(), page.after(), visible);
    }
}
