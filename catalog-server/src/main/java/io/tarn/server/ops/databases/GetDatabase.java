package io.tarn.server.ops.databases;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.Store;

/** Reads a database. */
public final class GetDatabase {
    private final Store store;
    private final Guard guard;

    public GetDatabase(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** @throws TarnException DATABASE_NOT_FOUND */
    public Namespace run(Principal principal, Catalogs.Entry catalog, String name) {
        Missing.unlessDatabase(name);
        guard.check(
                principal,
                Operation.GET_DATABASE,
                Securable.database(catalog.catalog().name(), name));
        return store.read(tx -> tx.namespaces().find(catalog.catalog().id(), name))
                .orElseThrow(() -> Missing.database(name));
    }
}
