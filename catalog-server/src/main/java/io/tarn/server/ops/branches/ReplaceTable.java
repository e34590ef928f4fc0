package io.tarn.server.ops.branches;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.PolicyColumns;
import io.tarn.server.ops.tables.TableOptions;
import io.tarn.server.ops.tables.TableSchemas;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives a table other columns and options and no rows, and keeps its id, its grants and its history: a new version of the
 * schema, and, when there are rows, a snapshot that has none.
 */
public final class ReplaceTable {
    private final Store store;
    private final LocationRules locations;
    private final TableSchemas schemas;
    private final LoadBranch load;
    private final FileFormats formats;
    private final Truncation truncation;
    private final ChangeHistory history;
    private final PolicyColumns policies;
    private final Clock clock;

    public ReplaceTable(
            Store store,
            LocationRules locations,
            TableSchemas schemas,
            LoadBranch load,
            FileFormats formats,
            Truncation truncation,
            ChangeHistory history,
            PolicyColumns policies,
            Clock clock) {
        this.store = store;
        this.locations = locations;
        this.schemas = schemas;
        this.load = load;
        this.formats = formats;
        this.truncation = truncation;
        this.history = history;
        this.policies = policies;
        this.clock = clock;
    }

    /**
     * @param schema the protocol's {@code Schema}
     * @throws TarnException TABLE_NOT_FOUND, INVALID_SCHEMA, INVALID_LOCATION; NOT_SUPPORTED for a table that is not
     *     managed, or has more files than can be deleted at once: clients then drop the table and create it again
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, String schema) {
        if (!name.branch().equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "A branch cannot be replaced");
        }
        history.run(catalog, name, () -> look(caller, catalog, name, schema));
    }

    private Optional<ChangeHistory.Change> look(Caller caller, Catalogs.Entry catalog, TableName name, String schema) {
        Head head = load.run(caller, Operation.REPLACE_TABLE, catalog, name);
        Branch branch = head.branch();
        TableSchema current = store.read(tx -> tx.schemas().find(branch.relationId(), branch.name(), branch.schemaId()))
                .orElseThrow(() -> Missing.table(name));
        Optional<TableSchema> next = next(catalog, head.relation(), current, schema);
        long schemaId = next.map(TableSchema::id).orElse(current.id());
        Optional<Snapshot> emptied = truncated(catalog, head, current, schemaId);
        if (next.isEmpty() && emptied.isEmpty()) {
            return Optional.empty();
        }
        Branch to = emptied.map(
                        snapshot -> branch.moved(schemaId, snapshot.id(), snapshot.uuidOrEmpty(), Statistics.NONE))
                .orElseGet(
                        () -> branch.moved(schemaId, branch.snapshotId(), branch.snapshotUuid(), branch.statistics()));
        return Optional.of(ChangeHistory.Change.of(head, to, work(next, emptied), tx -> {
                    long now = clock.millis();
                    next.ifPresent(version -> policies.check(tx, branch.relationId(), current, version));
                    next.ifPresent(version ->
                            tx.schemas().insert(branch.relationId(), branch.name(), version, now, caller.name()));
                    emptied.ifPresent(snapshot -> tx.snapshots()
                            .insert(branch.relationId(), branch.name(), snapshot, Statistics.NONE, now, caller.name()));
                    // Nothing is left to count: the table begins again with no partition.
                    tx.partitions().giveUp(branch.relationId(), branch.name());
                    tx.partitions()
                            .start(branch.relationId(), branch.name(), schemas.partitionKeys(next.orElse(current)));
                    tx.relations().touch(branch.relationId(), now, caller.name());
                })
                .audited(caller, Operation.REPLACE_TABLE, catalog, name, Map.of("schema", Long.toString(schemaId))));
    }

    private Optional<TableSchema> next(Catalogs.Entry catalog, Relation relation, TableSchema current, String schema) {
        Map<String, String> sent = schemas.options(schema);
        // What clients read of a table they send back: its own place is no wish for another one.
        boolean ownPlace =
                Objects.equals(sent.get(TableOptions.PATH), relation.location().toString());
        TableOptions options =
                TableOptions.read(store, locations, catalog, ownPlace ? without(sent, TableOptions.PATH) : sent);
        if (options.path() != null) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "A table cannot be replaced by one at another location");
        }
        if (options.kind() != relation.kind()) {
            throw TarnException.of(ErrorCode.NOT_SUPPORTED, "A table cannot be replaced by one of another type");
        }
        return schemas.replace(relation.kind(), current, schema, options.stored());
    }

    private static Map<String, String> without(Map<String, String> options, String key) {
        Map<String, String> rest = new HashMap<>(options);
        rest.remove(key);
        return rest;
    }

    /** Empty when there is no row to lose. */
    private Optional<Snapshot> truncated(Catalogs.Entry catalog, Head head, TableSchema current, long schemaId) {
        Branch branch = head.branch();
        Statistics sums = branch.statistics();
        if (branch.snapshotId() == 0 || (sums.known() && sums.fileCount() == 0)) {
            return Optional.empty();
        }
        if (sums.fileCount() > Limits.REPLACED_FILES) {
            throw TarnException.of(
                    ErrorCode.NOT_SUPPORTED,
                    "The table has more than " + Limits.REPLACED_FILES + " files; drop it and create it again");
        }
        String body = store.read(tx -> tx.snapshots().body(branch.relationId(), branch.name(), branch.snapshotId()))
                .orElseThrow(() -> new IllegalStateException("a head without a row"));
        return Optional.of(truncation.after(
                formats.snapshot(body),
                current,
                schemaId,
                catalog.storage(),
                head.relation().location()));
    }

    private static FilePlan.Work work(Optional<TableSchema> next, Optional<Snapshot> emptied) {
        return new FilePlan.Work(
                false,
                0,
                List.of(),
                emptied.map(Snapshot::id).stream().toList(),
                List.of(),
                next.map(TableSchema::id).stream().toList(),
                List.of(),
                List.of(),
                Map.of());
    }
}
