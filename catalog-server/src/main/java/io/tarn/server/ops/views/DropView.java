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

/** Drops a view; its name is free at once. */
public final class DropView {
    private final Store store;
    private final Guard guard;

    public DropView(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** @throws TarnException VIEW_NOT_FOUND */
    public void run(Principal principal, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessView(name);
        guard.check(
                principal,
                Operation.DROP_VIEW,
                Securable.view(catalog.catalog().name(), name.database(), name.object()));
        View found =
                store.read(tx -> tx.views().find(catalog.catalog().id(), name)).orElseThrow(() -> Missing.view(name));
        boolean dropped = store.write(tx -> tx.views().delete(found.id()));
        if (!dropped) {
            throw Missing.view(name);
        }
    }
}
