package io.tarn.server.ops.tables;

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
import org.jspecify.annotations.Nullable;

/** Lists the names of a database's tables. */
public final class ListTables {
    private final Store store;
    private final Access access;

    public ListTables(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    /**
     * @param kind only tables of this type; null for all
     * @throws TarnException DATABASE_NOT_FOUND
     */
    public Page<String> run(
            Caller caller, Catalogs.Entry catalog, String database, PageRequest page, @Nullable String kind) {
        Names.check("database", database);
        Namespace namespace = access.database(caller, Operation.LIST_TABLES, catalog, database);
        Visibility visible = access.in(caller, catalog, namespace, Securable.Kind.TABLE, true);
        return VisiblePages.ofNames(
                        store,
                        database,
                        (tx, size, after, shown) -> tx.relations()
                                .list(namespace.id(), new PageRequest(size, after, page.pattern()), kind, shown))
                .read(page.size(), page.after(), visible);
    }
}
