package io.tarn.server.ops.databases;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.EndGrants;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.tables.DropTable;
import io.tarn.server.store.Store;
import java.time.Clock;

/** Drops a database and everything in it; clients ask themselves first whether it is empty. */
public final class DropDatabase {
    private final Store store;
    private final Access access;
    private final Clock clock;

    public DropDatabase(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** @throws TarnException DATABASE_NOT_FOUND */
    public void run(Caller caller, Catalogs.Entry catalog, String name) {
        Names.check("database", name);
        Namespace namespace = access.database(caller, Operation.DROP_DATABASE, catalog, name);
        boolean dropped = store.write(tx -> {
            // The parent first: what is being created either is found below, or finds its database gone.
            if (!tx.namespaces().delete(namespace.id())) {
                return false;
            }
            long now = clock.millis();
            tx.relations().inNamespace(namespace.id()).forEach(relation -> DropTable.drop(tx, relation, caller, now));
            tx.views().inNamespace(namespace.id()).forEach(view -> tx.views().delete(view));
            tx.routines().deleteAll(namespace.id());
            EndGrants.ofDropped(tx, namespace.id(), caller, now);
            Trail.changed(tx, caller, Operation.DROP_DATABASE, Securables.of(catalog, namespace));
            return true;
        });
        if (!dropped) {
            throw Missing.database(name);
        }
    }
}
