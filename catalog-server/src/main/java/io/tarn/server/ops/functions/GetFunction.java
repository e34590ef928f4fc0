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

/** Reads a function. Engines ask this of every name that is not something else, so it is one read. */
public final class GetFunction {
    private final Store store;
    private final Guard guard;

    public GetFunction(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** @throws TarnException FUNCTION_NOT_FOUND, also when there is no such database */
    public Routine run(Principal principal, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessFunction(name);
        guard.check(
                principal,
                Operation.GET_FUNCTION,
                Securable.function(catalog.catalog().name(), name.database(), name.object()));
        return store.read(tx -> tx.routines().find(catalog.catalog().id(), name))
                .orElseThrow(() -> Missing.function(name));
    }
}
