package io.tarn.server.ops.tables;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Effect;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies schema changes under compare-and-set: who loses applies its changes to the winner's schema. */
public final class AlterTable {
    private static final Logger LOG = LoggerFactory.getLogger(AlterTable.class);

    private final Store store;
    private final Access access;
    private final LocationRules locations;
    private final TableSchemas schemas;
    private final CurrentSchema current;
    private final Publication publication;
    private final PolicyColumns policies;
    private final Clock clock;

    public AlterTable(
            Store store,
            Access access,
            LocationRules locations,
            TableSchemas schemas,
            CurrentSchema current,
            Publication publication,
            PolicyColumns policies,
            Clock clock) {
        this.store = store;
        this.access = access;
        this.locations = locations;
        this.schemas = schemas;
        this.current = current;
        this.publication = publication;
        this.policies = policies;
        this.clock = clock;
    }

    /**
     * @param changes the protocol's list of {@code SchemaChange}
     * @throws TarnException TABLE_NOT_FOUND, COLUMN_EXISTS, COLUMN_NOT_FOUND, INVALID_SCHEMA, CHANGE_REFUSED (also when a policy is about a column that would change),
     *     INVALID_LOCATION
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, String changes) {
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            Detail detail =
                    access.detail(caller, Operation.ALTER_TABLE, catalog, name).orElseThrow(() -> Missing.table(name));
            checkPaimons(name, detail.head().relation());
            boolean done = switch (detail.head().relation().ownership()) {
                case MANAGED, WITHOUT_HISTORY -> alterHere(caller, catalog, name, detail, changes);
                case EXTERNAL -> alterInStorage(caller, catalog, name, detail.head(), changes);
            };
            if (done) {
                return;
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Table " + name + " is being altered by others; nothing was changed");
    }

    /** What an Iceberg table is stands in its metadata, which this protocol cannot change. */
    private void checkPaimons(TableName name, Relation relation) {
        if (relation.kind() == TableKind.ICEBERG
                && store.read(tx -> tx.iceberg().metadata(relation.id())).isPresent()) {
            throw TarnException.of(
                    ErrorCode.NOT_SUPPORTED, "Table " + name + " is changed by clients of Iceberg, under /iceberg");
        }
    }

    /** The row decides, the file follows. */
    private boolean alterHere(Caller caller, Catalogs.Entry catalog, TableName name, Detail detail, String changes) {
        Relation relation = detail.head().relation();
        Branch branch = detail.head().branch();
        TableSchema now = current.of(catalog, detail);
        Optional<TableSchema> next = schemas.apply(relation, now, changes, branch.snapshotId() > 0);
        if (next.isEmpty()) {
            return true;
        }
        checkOptions(catalog, relation, now, next.get());
        Securable on = Securables.of(catalog, relation, name);
        if (!advance(caller, on, branch, now, next.get())) {
            return false;
        }
        try {
            publication.publishSchema(
                    catalog, relation, branch.altered(next.get().id()));
        } catch (RuntimeException e) {
            throw TarnException.causedBy(
                    ErrorCode.INTERNAL, "Table " + name + " was altered, but its schema file is not written yet", e);
        }
        return true;
    }

    /** The file decides, the row follows. */
    private boolean alterInStorage(Caller caller, Catalogs.Entry catalog, TableName name, Head head, String changes) {
        TableFiles files = catalog.files(head.relation(), head.branch());
        TableSchema now = current.inStorage(catalog, head)
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "The files of external table " + name + " are gone from "
                                + head.relation().location()));
        Optional<TableSchema> changed = schemas.apply(
                head.relation(), now, changes, files.newestSnapshot().isPresent());
        if (changed.isEmpty()) {
            return true;
        }
        TableSchema next = changed.get();
        checkOptions(catalog, head.relation(), now, next);
        Trail.announce(
                store,
                caller,
                Operation.ALTER_TABLE,
                Securables.of(catalog, head.relation(), name),
                Map.of(
                        "schema",
                        Long.toString(next.id()),
                        "branch",
                        head.branch().name()),
                Effect.altered(head.branch().name(), now.id(), next.id()));
        boolean written = files.writeSchemaIfAbsent(next.id(), next.body());
        // Storage that lost its answer is asked again by its client, and then finds our own file.
        if (!written && !files.readSchema(next.id()).equals(Optional.of(next.body()))) {
            return false;
        }
        mirror(caller, head, next);
        return true;
    }

    private void mirror(Caller caller, Head head, TableSchema schema) {
        Relation relation = head.relation();
        String branch = head.branch().name();
        long now = clock.millis();
        try {
            store.write(tx -> {
                if (tx.branches().setSchema(relation.id(), branch, schema.id())) {
                    tx.schemas().deleteFrom(relation.id(), branch, schema.id());
                    tx.schemas().insert(relation.id(), branch, schema, now, caller.name());
                    tx.relations().touch(relation.id(), now, caller.name());
                }
                return schema;
            });
        } catch (RuntimeException e) {
            // Decided and readable; only what the database last saw is older.
            LOG.atWarn()
                    .addKeyValue("table", relation.id())
                    .setCause(e)
                    .log("an external table's new schema was not noted");
        }
    }

    private void checkOptions(Catalogs.Entry catalog, Relation relation, TableSchema current, TableSchema next) {
        Map<String, String> before = schemas.options(current);
        Map<String, String> changed = new HashMap<>(schemas.options(next));
        changed.entrySet().removeIf(option -> Objects.equals(before.get(option.getKey()), option.getValue()));
        if (changed.containsKey(TableOptions.PATH)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The path of a table cannot be changed");
        }
        locations.checkOptions(catalog, changed, relation.id());
        for (String key : TableOptions.AUDIT) {
            if (changed.containsKey(key)) {
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST, "Option '" + key + "' is kept by the server and cannot be set");
            }
        }
        TableKind type = TableOptions.kind(schemas.options(next));
        if (type != relation.kind()) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The type of a table cannot be changed");
        }
    }

    private boolean advance(Caller caller, Securable on, Branch branch, TableSchema before, TableSchema next) {
        UUID table = on.id();
        long now = clock.millis();
        return store.write(tx -> {
            if (!tx.branches().advanceSchema(table, branch.name(), branch.schemaId())) {
                return false;
            }
            policies.check(tx, table, before, next);
            tx.schemas().insert(table, branch.name(), next, now, caller.name());
            tx.relations().touch(table, now, caller.name());
            Trail.changed(
                    tx,
                    caller,
                    Operation.ALTER_TABLE,
                    on,
                    Map.of("schema", Long.toString(next.id()), "branch", branch.name()),
                    Effect.altered(branch.name(), branch.schemaId(), next.id()));
            return true;
        });
    }
}
