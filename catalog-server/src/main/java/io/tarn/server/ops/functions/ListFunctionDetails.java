package io.tarn.server.ops.functions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.VisiblePages;
import io.tarn.server.store.Store;

/** Lists a database's functions with what they say. */
public final class ListFunctionDetails {
    private final Store store;
    private final Access access;

    public ListFunctionDetails(Store store, Access access) {
        this.store = store;
        this.access = access;
    }

    /** @throws TarnException DATABASE_NOT_FOUND */
    public Page<Routine> run(Caller caller, Catalogs.Entry catalog, String database, PageRequest page) {
        Names.check("database", database);
        Namespace namespace = access.database(caller, Operation.LIST_FUNCTION_DETAILS, catalog, database);
        Visibility visible = access.in(caller, catalog, namespace, Securable.Kind.FUNCTION, false);
        return new VisiblePages<Routine>(
                        store,
                        (tx, size, after, shown) ->
                                tx.routines().list(namespace.id(), new PageRequest(size, after, page.pattern()), shown),
                        Routine::name,
                        entry -> database,
                        Routine::name)
                .read(page.size(), page.after(), visible);
    }
}
