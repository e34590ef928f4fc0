package io.tarn.server.ops.databases;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.tables.DropTable;
import io.tarn.server.store.Store;
import java.time.Clock;

/** Drops a database and everything in it; clients ask themselves first whether it is empty. */
public final class DropDatabase {
    private final Store store;
    private final Guard guard;
    private final Clock clock;

    public DropDatabase(Store store, Guard guard, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.clock = clock;
    }

    /** @throws TarnException DATABASE_NOT_FOUND */
    public void run(Principal principal, Catalogs.Entry catalog, String name) {
        Names.check("database", name);
        guard.check(
                principal,
                Operation.DROP_DATABASE,
                Securable.database(catalog.catalog().name(), name));
        Namespace namespace = store.read(
                        tx -> tx.namespaces().find(catalog.catalog().id(), name))
                .orElseThrow(() -> Missing.database(name));
        boolean dropped = store.write(tx -> {
            // The parent first: what is being created either is found below, or finds its database gone.
            if (!tx.namespaces().delete(namespace.id())) {
                return false;
            }
            long now = clock.millis();
            tx.relations().inNamespace(namespace.id()).forEach(relation -> DropTable.drop(tx, relation, now));
            tx.views().inNamespace(namespace.id()).forEach(view -> tx.views().delete(view));
            tx.routines().deleteAll(namespace.id());
            return true;
        });
        if (!dropped) {
            throw Missing.database(name);
        }
    }
}
