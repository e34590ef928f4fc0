package io.tarn.server.ops.views;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.Store;

/** Reads a view. Engines ask this of every name that is not something else, so it is one read. */
public final class GetView {
    private final Store store;
    private final Guard guard;

    public GetView(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** @throws TarnException VIEW_NOT_FOUND, also when there is no such database */
    public View run(Principal principal, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessView(name);
        guard.check(
                principal,
                Operation.GET_VIEW,
                Securable.view(catalog.catalog().name(), name.database(), name.object()));
        return store.read(tx -> tx.views().find(catalog.catalog().id(), name)).orElseThrow(() -> Missing.view(name));
    }
}
