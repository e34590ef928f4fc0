package io.tarn.server.ops.tables;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.Store;
import org.jspecify.annotations.Nullable;

/** Lists the names of a database's tables. */
public final class ListTables {
    private final Store store;
    private final Guard guard;

    public ListTables(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /**
     * @param kind only tables of this type; null for all
     * @throws TarnException DATABASE_NOT_FOUND
     */
    public Page<String> run(
            Principal principal, Catalogs.Entry catalog, String database, PageRequest page, @Nullable String kind) {
        Names.check("database", database);
        guard.check(
                principal,
                Operation.LIST_TABLES,
                Securable.database(catalog.catalog().name(), database));
        Namespace namespace = store.read(
                        tx -> tx.namespaces().find(catalog.catalog().id(), database))
                .orElseThrow(() -> Missing.database(database));
        return store.read(tx -> tx.relations().list(namespace.id(), page, kind));
    }
}
