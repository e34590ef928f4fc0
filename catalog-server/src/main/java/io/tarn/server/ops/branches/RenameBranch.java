package io.tarn.server.ops.branches;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Effect;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Gives a branch another name. Its directory carries the name, so the files are written anew under the new one and the old
 * directory goes; both are small, for data and manifests belong to the table.
 */
public final class RenameBranch {
    private final Store store;
    private final LoadBranch load;
    private final ChangeHistory history;
    private final Clock clock;

    public RenameBranch(Store store, LoadBranch load, ChangeHistory history, Clock clock) {
        this.store = store;
        this.load = load;
        this.history = history;
        this.clock = clock;
    }

    /** The plans of a rename: the new directory, and the end of the old one. */
    private record Plans(FilePlan bring, FilePlan remove) {}

    /** @throws TarnException BRANCH_NOT_FOUND, also when there is no such table; BRANCH_EXISTS, INVALID_NAME */
    public void run(Caller caller, Catalogs.Entry catalog, TableName table, String from, String to) {
        BranchNames.check(to);
        if (from.equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The main branch cannot be renamed");
        }
        TableName source = new TableName(table.database(), table.table(), from);
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            Head head = load.find(caller, Operation.RENAME_BRANCH, catalog, source)
                    .orElseThrow(() -> history.missing(catalog, source));
            // Says now, not after the decision, when the name cannot be part of a path.
            TableFiles unused =
                    new TableFiles(catalog.storage(), head.relation().location(), to);
            history.clear(catalog, head.relation(), to);
            Plans plans = plans(catalog, head, to);
            Consumer<Transaction> trail = tx -> Trail.changed(
                    tx,
                    caller,
                    Operation.RENAME_BRANCH,
                    Securables.of(catalog, head.relation(), source),
                    Map.of("branch", from, "to", to),
                    Effect.moved(head.branch(), head.branch()));
            if (decided(head.branch(), to, plans, trail)) {
                history.bring(catalog, head.relation(), plans.bring());
                history.bring(catalog, head.relation(), plans.remove());
                return;
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Branch " + from + " is being changed by others; it was not renamed");
    }

    private Plans plans(Catalogs.Entry catalog, Head head, String to) {
        Branch branch = head.branch();
        UUID table = branch.relationId();
        TableFiles files = catalog.files(head.relation(), branch);
        List<Long> retained = files.snapshotIds().stream()
                .filter(id -> id <= branch.snapshotId())
                .toList();
        List<Long> schemas = store.read(tx -> tx.schemas().ids(table, branch.name()));
        Map<String, String> tags = new TreeMap<>();
        files.tags().forEach(tag -> files.readTag(tag).ifPresent(text -> tags.put(tag, text)));
        return new Plans(
                new FilePlan(Ids.next(), table, to, FilePlan.Work.create(schemas, retained, tags)),
                new FilePlan(Ids.next(), table, branch.name(), FilePlan.Work.dropBranch()));
    }

    private boolean decided(Branch from, String to, Plans plans, Consumer<Transaction> trail) {
        UUID table = from.relationId();
        try {
            return store.write(tx -> {
                if (!tx.relations().touchBranches(table) || !tx.branches().hold(from)) {
                    return false;
                }
                tx.branches().insert(from.copied(to, clock.millis()));
                tx.partitions().forget(table, to);
                tx.partitions().discard(table, from.name());
                tx.branches().delete(table, from.name());
                tx.snapshots().renameBranch(table, from.name(), to);
                tx.schemas().renameBranch(table, from.name(), to);
                tx.filePlans().insert(plans.bring(), clock.millis());
                tx.filePlans().insert(plans.remove(), clock.millis());
                trail.accept(tx);
                return true;
            });
        } catch (DuplicateKeyException e) {
            throw Missing.branchExists(to);
        }
    }
}
