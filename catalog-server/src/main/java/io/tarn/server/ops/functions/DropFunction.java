package io.tarn.server.ops.functions;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.Store;

/** Drops a function; its name is free at once. */
public final class DropFunction {
    private final Store store;
    private final Guard guard;

    public DropFunction(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** @throws TarnException FUNCTION_NOT_FOUND */
    public void run(Principal principal, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessFunction(name);
        guard.check(
                principal,
                Operation.DROP_FUNCTION,
                Securable.function(catalog.catalog().name(), name.database(), name.object()));
        Routine found = store.read(tx -> tx.routines().find(catalog.catalog().id(), name))
                .orElseThrow(() -> Missing.function(name));
        boolean dropped = store.write(tx -> tx.routines().delete(found.id()));
        if (!dropped) {
            throw Missing.function(name);
        }
    }
}
