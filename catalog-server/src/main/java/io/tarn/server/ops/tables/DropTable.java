package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.EndGrants;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;

/** Drops a table. Its name is free at once; its files wait in the purge queue. */
public final class DropTable {
    private static final int SCHEMAS = 1_000;

    private final Store store;
    private final Access access;
    private final Clock clock;

    public DropTable(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** @throws TarnException TABLE_NOT_FOUND */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name) {
        TableName base = new TableName(name.database(), name.table(), TableName.MAIN);
        Head head = access.table(caller, Operation.DROP_TABLE, catalog, base)
                .filter(found -> name.equals(base))
                .orElseThrow(() -> Missing.table(name));
        boolean dropped = store.write(tx -> {
            boolean gone = drop(tx, head.relation(), caller, clock.millis());
            if (gone) {
                Trail.changed(tx, caller, Operation.DROP_TABLE, Securables.of(catalog, head.relation(), name));
            }
            return gone;
        });
        if (!dropped) {
            throw Missing.table(name);
        }
    }

    /** Deleting the branches fences commits that are under way: their compare-and-set finds no row. */
    public static boolean drop(Transaction tx, Relation relation, Caller caller, long now) {
        return drop(tx, relation, caller, now, relation.external());
    }

    /** As {@link #drop(Transaction, Relation, Caller, long)}; the files of a managed table stay, and are nobody's since. */
    public static boolean dropKeepingFiles(Transaction tx, Relation relation, Caller caller, long now) {
        return drop(tx, relation, caller, now, true);
    }

    private static boolean drop(Transaction tx, Relation relation, Caller caller, long now, boolean keepingFiles) {
        tx.iceberg().delete(relation.id());
        tx.branches().deleteAll(relation.id());
        tx.filePlans().deleteAll(relation.id());
        EndGrants.ofDropped(tx, relation.id(), caller, now);
        if (keepingFiles) {
            // An external table's files are not ours to delete. Its place is free at once.
            tx.locations().release(relation.id());
            tx.schemas().deleteSome(relation.id(), SCHEMAS);
        } else {
            tx.locations().queuePurge(relation.id(), now);
        }
        return tx.relations().delete(relation.id());
    }
}
