package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.EndGrants;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;

/** Drops a database that nothing is in: Iceberg's clients do not ask before, as Paimon's do. */
public final class DropNamespace {
    private final Store store;
    private final Access access;
    private final Clock clock;

    public DropNamespace(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** @throws TarnException DATABASE_NOT_FOUND, DATABASE_NOT_EMPTY, also for what the caller does not see */
    public void run(Caller caller, Catalogs.Entry catalog, String name) {
        Namespace namespace = access.database(caller, Operation.DROP_DATABASE, catalog, name);
        boolean dropped = store.write(tx -> {
            // The parent first: what is being created either is found below, or finds its database gone.
            if (!tx.namespaces().delete(namespace.id())) {
                return false;
            }
            if (holdsAnything(tx, namespace)) {
                throw TarnException.about(ErrorCode.DATABASE_NOT_EMPTY, name, "Namespace " + name + " is not empty");
            }
            EndGrants.ofDropped(tx, namespace.id(), caller, clock.millis());
            Trail.changed(tx, caller, Operation.DROP_DATABASE, Securables.of(catalog, namespace));
            return true;
        });
        if (!dropped) {
            throw Missing.database(name);
        }
    }

    private static boolean holdsAnything(Transaction tx, Namespace namespace) {
        return !tx.relations().inNamespace(namespace.id()).isEmpty()
                || !tx.views().inNamespace(namespace.id()).isEmpty()
                || tx.routines().anyIn(namespace.id());
    }
}
