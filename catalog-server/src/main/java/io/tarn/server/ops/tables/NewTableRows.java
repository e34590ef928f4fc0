package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Effect;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableLocations;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Adds the rows of a new table, its name and its place among them, in one transaction. */
final class NewTableRows {
    /**
     * A table that is to be.
     *
     * @param path where an external table lies; null for one whose place the server chooses
     * @param inStorage whether the schema's file is in storage already
     */
    record Draft(
            Catalogs.Entry catalog,
            Namespace namespace,
            TableName name,
            TableKind kind,
            @Nullable Location path,
            TableSchema schema,
            boolean inStorage) {}

    private final Store store;
    private final TableSchemas schemas;
    private final Clock clock;

    NewTableRows(Store store, TableSchemas schemas, Clock clock) {
        this.store = store;
        this.schemas = schemas;
        this.clock = clock;
    }

    /** @throws io.tarn.server.model.TarnException DATABASE_NOT_FOUND, TABLE_EXISTS, INVALID_LOCATION */
    Head insert(Caller caller, Operation operation, Draft draft) {
        Location path = draft.path();
        return path == null ? insertManaged(caller, operation, draft) : insertAt(caller, operation, draft, path);
    }

    private Head insertManaged(Caller caller, Operation operation, Draft draft) {
        TableName name = draft.name();
        boolean plain = TableLocations.hasPlain(draft.catalog().catalog(), name.database(), name.table());
        while (true) {
            UUID id = Ids.next();
            Location location = plain
                    ? TableLocations.plain(draft.catalog().catalog(), name.database(), name.table())
                    : TableLocations.unique(draft.catalog().catalog(), name.database(), name.table(), id);
            Head head = head(caller, draft, id, location);
            try {
                store.writeTogether(draft.namespace().id(), tx -> insert(tx, caller, operation, draft, head));
                return head;
            } catch (DuplicateKeyException e) {
                checkNameIsFree(draft);
                // The name is free, so the directory is what somebody owns: a dropped table whose files are not purged.
                plain = false;
            }
        }
    }

    private Head insertAt(Caller caller, Operation operation, Draft draft, Location location) {
        for (int attempt = 1; ; attempt++) {
            Head head = head(caller, draft, Ids.next(), location);
            try {
                store.write(tx -> {
                    tx.locations().guard(location);
                    if (tx.locations().touching(location, LocationClaims.NOBODY).isPresent()) {
                        // A request that is repeated has the name, too.
                        throw tx.relations()
                                        .taken(
                                                draft.namespace().id(),
                                                draft.name().table())
                                ? Missing.tableExists(draft.name())
                                : LocationRules.taken(TableOptions.PATH, location);
                    }
                    return insert(tx, caller, operation, draft, head);
                });
                return head;
            } catch (DuplicateKeyException e) {
                checkNameIsFree(draft);
                // Two wrote the access for the first time at once.
                if (attempt >= Limits.TRANSACTION_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void checkNameIsFree(Draft draft) {
        if (store.read(
                tx -> tx.relations().taken(draft.namespace().id(), draft.name().table()))) {
            throw Missing.tableExists(draft.name());
        }
    }

    private Head head(Caller caller, Draft draft, UUID id, Location location) {
        Relation relation = new Relation(
                id,
                draft.catalog().catalog().id(),
                draft.namespace().id(),
                draft.kind(),
                draft.path() != null,
                draft.name().table(),
                location,
                Audit.created(caller.principal(), clock.millis()));
        return new Head(
                relation, draft.inStorage() ? Branch.adopted(id, draft.schema().id()) : Branch.empty(id));
    }

    private boolean insert(Transaction tx, Caller caller, Operation operation, Draft draft, Head head) {
        Relation relation = head.relation();
        if (!tx.namespaces().touch(relation.namespaceId())) {
            throw Missing.database(draft.name().database());
        }
        tx.newTables().insert(relation, head.branch(), draft.schema(), partitionKeys(relation, draft.schema()));
        tx.locations()
                .claim(
                        relation.location(),
                        relation.id(),
                        relation.catalogId(),
                        relation.audit().createdAt());
        Trail.changed(
                tx,
                caller,
                operation,
                Securables.of(draft.catalog(), relation, draft.name()),
                Map.of("location", relation.location().toString()),
                Effect.began(head.branch()));
        return true;
    }

    /** Of other tables not all commits pass here: clients find their partitions in their files. */
    private Optional<List<String>> partitionKeys(Relation relation, TableSchema schema) {
        boolean byCatalog = Boolean.parseBoolean(schemas.options(schema).get(TableOptions.PARTITIONED_BY_CATALOG));
        boolean kept = relation.ownership() == Ownership.MANAGED
                || (relation.kind() == TableKind.FORMAT && !relation.external() && byCatalog);
        return kept ? Optional.of(schemas.partitionKeys(schema)) : Optional.empty();
    }
}
