package io.tarn.server.ops.branches;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.ops.tables.PolicyColumns;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes an earlier schema the current one again, unless something retained was written with a later one. */
public final class RollbackSchema {
    private final Store store;
    private final LoadBranch load;
    private final FileFormats formats;
    private final ChangeHistory history;
    private final PolicyColumns policies;

    public RollbackSchema(
            Store store, LoadBranch load, FileFormats formats, ChangeHistory history, PolicyColumns policies) {
        this.store = store;
        this.load = load;
        this.formats = formats;
        this.history = history;
        this.policies = policies;
    }

    /**
     * @throws TarnException TABLE_NOT_FOUND; INVALID_REQUEST when there is no such schema; HISTORY_CONFLICT when a
     *     snapshot, tag or changelog uses a later one
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, long schemaId) {
        history.run(catalog, name, () -> look(caller, catalog, name, schemaId));
    }

    private Optional<ChangeHistory.Change> look(Caller caller, Catalogs.Entry catalog, TableName name, long schemaId) {
        Head head = load.run(caller, Operation.ROLLBACK_SCHEMA, catalog, name);
        Branch branch = head.branch();
        List<Long> ids = store.read(tx -> tx.schemas().ids(branch.relationId(), branch.name()));
        if (!ids.contains(schemaId)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "Table " + name + " has no schema " + schemaId);
        }
        if (schemaId == branch.schemaId()) {
            return Optional.empty();
        }
        used(catalog.files(head.relation(), branch), branch)
                .filter(used -> used > schemaId)
                .max(Comparator.naturalOrder())
                .ifPresent(used -> {
                    throw TarnException.of(
                            ErrorCode.HISTORY_CONFLICT,
                            "Cannot rollback to schema " + schemaId + ", schema " + used
                                    + " is still referenced by snapshots/tags/changelogs");
                });
        Branch to = branch.moved(schemaId, branch.snapshotId(), branch.snapshotUuid(), branch.statistics());
        List<Long> later = ids.stream().filter(id -> id > schemaId).toList();
        return Optional.of(ChangeHistory.Change.of(head, to, FilePlan.Work.removeSchemas(later), tx -> {
                    policies.check(
                            tx,
                            branch.relationId(),
                            schema(tx, branch, branch.schemaId()),
                            schema(tx, branch, schemaId));
                    tx.schemas().deleteFrom(branch.relationId(), branch.name(), schemaId + 1);
                })
                .audited(
                        caller,
                        Operation.ROLLBACK_SCHEMA,
                        catalog,
                        name,
                        Map.of("schema", Long.toString(schemaId), "branch", branch.name())));
    }

    private static TableSchema schema(Transaction tx, Branch branch, long id) {
        return tx.schemas()
                .find(branch.relationId(), branch.name(), id)
                .orElseThrow(() -> new IllegalStateException("a schema without a row"));
    }

    /** The schemas of everything that storage still has. */
    private Stream<Long> used(TableFiles files, Branch branch) {
        Stream<String> snapshots = files.snapshotIds().stream()
                .filter(id -> id <= branch.snapshotId())
                .map(files::readSnapshot)
                .flatMap(Optional::stream);
        Stream<String> changelogs =
                files.changelogIds().stream().map(files::readChangelog).flatMap(Optional::stream);
        Stream<String> tags = files.tags().stream().map(files::readTag).flatMap(Optional::stream);
        return Stream.of(snapshots, changelogs, tags)
                .flatMap(texts -> texts)
                .map(text -> formats.snapshot(text).schemaId());
    }
}
