package io.tarn.server.ops.tables;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;

/** Drops a table. Its name is free at once; its files wait in the purge queue. */
public final class DropTable {
    private static final int SCHEMAS = 1_000;

    private final Store store;
    private final Guard guard;
    private final Clock clock;

    public DropTable(Store store, Guard guard, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.clock = clock;
    }

    /** @throws TarnException TABLE_NOT_FOUND */
    public void run(Principal principal, Catalogs.Entry catalog, TableName name) {
        guard.check(
                principal,
                Operation.DROP_TABLE,
                Securable.table(catalog.catalog().name(), name.database(), name.table()));
        TableName base = new TableName(name.database(), name.table(), TableName.MAIN);
        Head head = store.read(tx -> tx.relations().head(catalog.catalog().id(), base))
                .filter(found -> name.equals(base))
                .orElseThrow(() -> Missing.table(name));
        boolean dropped = store.write(tx -> drop(tx, head.relation(), clock.millis()));
        if (!dropped) {
            throw Missing.table(name);
        }
    }

    /** Deleting the branches fences commits that are under way: their compare-and-set finds no row. */
    public static boolean drop(Transaction tx, Relation relation, long now) {
        tx.branches().deleteAll(relation.id());
        tx.filePlans().deleteAll(relation.id());
        if (relation.external()) {
            // Its files are not ours to delete, and its place is free at once.
            tx.locations().release(relation.id());
            tx.schemas().deleteSome(relation.id(), SCHEMAS);
        } else {
            tx.locations().queuePurge(relation.id(), now);
        }
        return tx.relations().delete(relation.id());
    }
}
