package io.tarn.server.ops.functions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.EndGrants;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import java.time.Clock;

/** Drops a function; its name is free at once. */
public final class DropFunction {
    private final Store store;
    private final Access access;
    private final Clock clock;

    public DropFunction(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** @throws TarnException FUNCTION_NOT_FOUND */
    public void run(Caller caller, Catalogs.Entry catalog, QualifiedName name) {
        Missing.unlessFunction(name);
        Routine found = access.function(caller, Operation.DROP_FUNCTION, catalog, name)
                .orElseThrow(() -> Missing.function(name));
        boolean dropped = store.write(tx -> {
            EndGrants.ofDropped(tx, found.id(), caller, clock.millis());
            boolean gone = tx.routines().delete(found.id());
            if (gone) {
                Trail.changed(tx, caller, Operation.DROP_FUNCTION, Securables.of(catalog, found, name));
            }
            return gone;
        });
        if (!dropped) {
            throw Missing.function(name);
        }
    }
}
