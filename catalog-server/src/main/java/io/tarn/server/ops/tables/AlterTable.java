package io.tarn.server.ops.tables;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Applies schema changes under compare-and-set: who loses applies its changes to the winner's schema. */
public final class AlterTable {
    private final Store store;
    private final Guard guard;
    private final Catalogs catalogs;
    private final TableSchemas schemas;
    private final Publication publication;
    private final Clock clock;

    public AlterTable(
            Store store, Guard guard, Catalogs catalogs, TableSchemas schemas, Publication publication, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.catalogs = catalogs;
        this.schemas = schemas;
        this.publication = publication;
        this.clock = clock;
    }

    /**
     * @param changes the protocol's list of {@code SchemaChange}
     * @throws TarnException TABLE_NOT_FOUND, COLUMN_EXISTS, COLUMN_NOT_FOUND, INVALID_SCHEMA, CHANGE_REFUSED,
     *     INVALID_LOCATION
     */
    public void run(Principal principal, Catalogs.Entry catalog, TableName name, String changes) {
        guard.check(
                principal,
                Operation.ALTER_TABLE,
                Securable.table(catalog.catalog().name(), name.database(), name.table()));
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            if (runOnce(principal, catalog, name, changes)) {
                return;
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Table " + name + " is being altered by others; nothing was changed");
    }

    private boolean runOnce(Principal principal, Catalogs.Entry catalog, TableName name, String changes) {
        Head head = store.read(tx -> tx.relations().head(catalog.catalog().id(), name))
                .orElseThrow(() -> Missing.table(name));
        Relation relation = head.relation();
        Branch branch = head.branch();
        publication.publishSchema(catalog, relation, branch);
        TableSchema current = store.read(tx -> tx.schemas().find(relation.id(), branch.name(), branch.schemaId()))
                .orElseThrow(() -> Missing.table(name));
        Optional<TableSchema> changed = schemas.apply(current, changes, branch.snapshotId() > 0);
        if (changed.isEmpty()) {
            return true;
        }
        TableSchema next = changed.get();
        checkOptions(catalog, current, next);
        if (!advance(principal, relation, branch, next)) {
            return false;
        }
        try {
            publication.publishSchema(catalog, relation, branch.altered(next.id()));
        } catch (RuntimeException e) {
            throw TarnException.causedBy(
                    ErrorCode.INTERNAL, "Table " + name + " was altered, but its schema file is not written yet", e);
        }
        return true;
    }

    private void checkOptions(Catalogs.Entry catalog, TableSchema current, TableSchema next) {
        Map<String, String> before = schemas.options(current);
        Map<String, String> changed = new HashMap<>(schemas.options(next));
        changed.entrySet().removeIf(option -> Objects.equals(before.get(option.getKey()), option.getValue()));
        LocationRules.check(catalogs, catalog, changed);
        for (String key : TableOptions.AUDIT) {
            if (changed.containsKey(key)) {
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST, "Option '" + key + "' is kept by the server and cannot be set");
            }
        }
        String type = changed.get(TableOptions.TYPE);
        if (type != null && !type.equals(Relation.TABLE)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The type of a table cannot be changed");
        }
    }

    private boolean advance(Principal principal, Relation relation, Branch branch, TableSchema next) {
        long now = clock.millis();
        return store.write(tx -> {
            if (!tx.branches().advanceSchema(relation.id(), branch.name(), branch.schemaId())) {
                return false;
            }
            tx.schemas().insert(relation.id(), branch.name(), next, now, principal.name());
            tx.relations().touch(relation.id(), now, principal.name());
            return true;
        });
    }
}
