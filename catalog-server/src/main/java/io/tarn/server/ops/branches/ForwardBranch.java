package io.tarn.server.ops.branches;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes a branch's history the table's own, from the oldest snapshot that the branch still has on. What main had from
 * there on goes; the branch stays as it is.
 */
public final class ForwardBranch {
    private final Store store;
    private final LoadBranch load;
    private final FileFormats formats;
    private final ChangeHistory history;

    public ForwardBranch(Store store, LoadBranch load, FileFormats formats, ChangeHistory history) {
        this.store = store;
        this.load = load;
        this.formats = formats;
        this.history = history;
    }

    /**
     * @throws TarnException BRANCH_NOT_FOUND, also when there is no such table; INVALID_REQUEST for main or a branch
     *     without a snapshot
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName table, String name) {
        if (name.equals(TableName.MAIN) || !table.branch().equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "Only main can be forwarded, and only to another branch");
        }
        TableName source = new TableName(table.database(), table.table(), name);
        history.run(catalog, table, () -> look(caller, catalog, table, source));
    }

    private Optional<ChangeHistory.Change> look(
            Caller caller, Catalogs.Entry catalog, TableName table, TableName source) {
        Head branch = load.find(caller, Operation.FORWARD_BRANCH, catalog, source)
                .orElseThrow(() -> Missing.branch(source.branch()));
        Head main = load.find(caller, Operation.FORWARD_BRANCH, catalog, table)
                .orElseThrow(() -> Missing.branch(source.branch()));
        Branch from = branch.branch();
        if (isForwarded(from, main.branch())) {
            return Optional.empty();
        }
        TableFiles files = catalog.files(branch.relation(), from);
        List<Long> retained = files.snapshotIds().stream()
                .filter(id -> id <= from.snapshotId())
                .sorted()
                .toList();
        if (retained.isEmpty()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "Cannot fast forward branch " + source.branch() + ", because it does not have snapshot");
        }
        long first = retained.get(0);
        // Readers walk from one id to the next, so a history may have no gap: where the branch has expired what would
        // join the two, the table's history is the branch's alone.
        long replaced = first > main.branch().snapshotId() + 1 ? 0 : first;
        Branch to = main.branch().moved(from.schemaId(), from.snapshotId(), from.snapshotUuid(), from.statistics());
        FilePlan.Work work =
                work(catalog.files(main.relation(), main.branch()), files, main.branch(), from, retained, replaced);
        return Optional.of(ChangeHistory.Change.of(main, to, work, tx -> rows(tx, from, first, replaced))
                .audited(caller, Operation.FORWARD_BRANCH, catalog, table, Map.of("from", source.branch())));
    }

    /** The same head already: a replay, or nothing was committed to either since the branch was made. */
    private boolean isForwarded(Branch from, Branch main) {
        return from.snapshotId() > 0
                && from.snapshotId() == main.snapshotId()
                && from.schemaId() == main.schemaId()
                && body(from).equals(body(main));
    }

    private Optional<String> body(Branch branch) {
        return store.read(tx -> tx.snapshots().body(branch.relationId(), branch.name(), branch.snapshotId()));
    }

    private static void rows(Transaction tx, Branch from, long first, long replaced) {
        UUID table = from.relationId();
        if (!tx.branches().hold(from)) {
            throw new BranchMovedException();
        }
        tx.partitions().forget(table, TableName.MAIN);
        tx.snapshots().deleteFrom(table, TableName.MAIN, replaced);
        tx.snapshots().copy(table, from.name(), TableName.MAIN, first, from.snapshotId());
        tx.schemas().deleteFrom(table, TableName.MAIN, 0);
        tx.schemas().copy(table, from.name(), TableName.MAIN, from.schemaId());
    }

    private FilePlan.Work work(
            TableFiles main, TableFiles branch, Branch mainHead, Branch from, List<Long> retained, long replaced) {
        long first = retained.get(0);
        List<Long> schemas = store.read(tx -> tx.schemas().ids(from.relationId(), from.name()));
        List<Long> laterSchemas = store.read(tx -> tx.schemas().ids(mainHead.relationId(), mainHead.name())).stream()
                .filter(id -> id > from.schemaId())
                .toList();
        List<Long> gone = new ArrayList<>(main.snapshotIds());
        gone.removeIf(id -> id < replaced || retained.contains(id));
        boolean older = main.snapshotIds().stream().anyMatch(id -> id < replaced);
        Map<String, String> tags = new TreeMap<>();
        branch.tags().forEach(tag -> branch.readTag(tag).ifPresent(text -> tags.put(tag, text)));
        List<String> goneTags = main.tags().stream()
                .filter(tag -> !tags.containsKey(tag))
                .filter(tag -> main.readTag(tag)
                        .filter(text -> formats.tag(tag, text).snapshot().id() >= first)
                        .isPresent())
                .toList();
        return new FilePlan.Work(
                false, older ? 0 : first, gone, retained, laterSchemas, schemas, List.of(), goneTags, tags);
    }
}
