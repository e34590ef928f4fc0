package io.tarn.server.ops.views;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.model.View;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.EndGrants;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import java.time.Clock;

/** Drops a view; its name is free at once. */
public final class DropView {
    private final Store store;
    private final Access access;
    private final Clock clock;

    public DropView(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** @throws TarnException VIEW_NOT_FOUND */
    public void run(Caller caller, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessView(name);
        View found = access.view(caller, Operation.DROP_VIEW, catalog, name).orElseThrow(() -> Missing.view(name));
        boolean dropped = store.write(tx -> {
            EndGrants.ofDropped(tx, found.id(), caller, clock.millis());
            boolean gone = tx.views().delete(found.id());
            if (gone) {
                Trail.changed(tx, caller, Operation.DROP_VIEW, Securables.of(catalog, found, name));
            }
            return gone;
        });
        if (!dropped) {
            throw Missing.view(name);
        }
    }
}
