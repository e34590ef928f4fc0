package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Effect;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.BetweenDatabases;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.EndGrants;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.Map;

/** Renames a table, also into another database. Its id, its grants and its directory stay. */
public final class RenameTable {
    private final Store store;
    private final Access access;
    private final Clock clock;

    public RenameTable(Store store, Access access, Clock clock) {
        this.store = store;
        this.access = access;
        this.clock = clock;
    }

    /** @throws TarnException TABLE_NOT_FOUND, DATABASE_NOT_FOUND, TABLE_EXISTS */
    public void run(Caller caller, Catalogs.Entry catalog, TableName from, TableName to) {
        if (!from.branch().equals(TableName.MAIN) || !to.branch().equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.INVALID_NAME, "A table name may not contain '$'");
        }
        Relation source = access.table(caller, Operation.ALTER_TABLE, catalog, from)
                .map(Head::relation)
                .orElseThrow(() -> Missing.table(from));
        Namespace target = access.target(
                caller, Operation.RENAME_TABLE, catalog, Securables.of(catalog, source, from), to.database());
        if (from.equals(to)) {
            throw Missing.tableExists(to);
        }
        boolean renamed;
        try {
            renamed = store.write(tx -> {
                BetweenDatabases.touch(tx, source.namespaceId(), target);
                Audit audit = source.audit().updated(caller.principal(), clock.millis());
                boolean moved = tx.relations().rename(source, source.renamed(target.id(), to.table(), audit));
                if (moved && !source.namespaceId().equals(target.id())) {
                    EndGrants.ofMoved(tx, source.id(), target.id(), caller, clock.millis());
                }
                if (moved) {
                    Trail.changed(
                            tx,
                            caller,
                            Operation.RENAME_TABLE,
                            Securables.of(catalog, source, from),
                            Map.of("to", to.toString()),
                            Effect.renamed(target.id(), to.database(), to.table()));
                }
                return moved;
            });
        } catch (DuplicateKeyException e) {
            throw Missing.tableExists(to);
        }
        access.policyChanged();
        if (!renamed) {
            throw Missing.table(from);
        }
    }
}
