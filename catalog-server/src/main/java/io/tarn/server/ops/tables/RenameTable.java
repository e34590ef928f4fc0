package io.tarn.server.ops.tables;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Audit;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.UUID;
import java.util.stream.Stream;

/** Renames a table, also into another database. Its id, its grants and its directory stay. */
public final class RenameTable {
    private final Store store;
    private final Guard guard;
    private final Clock clock;

    public RenameTable(Store store, Guard guard, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.clock = clock;
    }

    /** @throws TarnException TABLE_NOT_FOUND, DATABASE_NOT_FOUND, TABLE_EXISTS */
    public void run(Principal principal, Catalogs.Entry catalog, TableName from, TableName to) {
        if (!from.branch().equals(TableName.MAIN) || !to.branch().equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.INVALID_NAME, "A table name may not contain '$'");
        }
        guard.check(
                principal,
                Operation.RENAME_TABLE,
                Securable.table(catalog.catalog().name(), from.database(), from.table()),
                Securable.database(catalog.catalog().name(), to.database()));
        UUID catalogId = catalog.catalog().id();
        Relation source = store.read(tx -> tx.relations().head(catalogId, from))
                .map(Head::relation)
                .orElseThrow(() -> Missing.table(from));
        Namespace target = store.read(tx -> tx.namespaces().find(catalogId, to.database()))
                .orElseThrow(() -> Missing.database(to.database()));
        if (from.equals(to)) {
            throw Missing.tableExists(to);
        }
        boolean renamed;
        try {
            renamed = store.write(tx -> {
                // Always in the same order, so that two renames across the same databases do not deadlock.
                for (UUID id : Stream.of(source.namespaceId(), target.id())
                        .distinct()
                        .sorted()
                        .toList()) {
                    if (!tx.namespaces().touch(id) && id.equals(target.id())) {
                        throw Missing.database(to.database());
                    }
                }
                Audit audit = source.audit().updated(principal.name(), clock.millis());
                return tx.relations().rename(source, source.renamed(target.id(), to.table(), audit));
            });
        } catch (DuplicateKeyException e) {
            throw Missing.tableExists(to);
        }
        if (!renamed) {
            throw Missing.table(from);
        }
    }
}
