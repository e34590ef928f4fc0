package io.tarn.server.ops.branches;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Ids;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/** Drops a branch: its rows in one transaction, then its directory. */
public final class DropBranch {
    private final Store store;
    private final LoadBranch load;
    private final ChangeHistory history;
    private final Clock clock;

    public DropBranch(Store store, LoadBranch load, ChangeHistory history, Clock clock) {
        this.store = store;
        this.load = load;
        this.history = history;
        this.clock = clock;
    }

    /** @throws TarnException BRANCH_NOT_FOUND, also when there is no such table: clients tell the two not apart */
    public void run(Caller caller, Catalogs.Entry catalog, TableName table, String name) {
        if (name.equals(TableName.MAIN)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The main branch cannot be dropped; drop the table");
        }
        TableName branch = new TableName(table.database(), table.table(), name);
        // An earlier plan of the branch is finished first: a branch has one plan at a time.
        Head head = load.find(caller, Operation.DROP_BRANCH, catalog, branch)
                .orElseThrow(() -> history.missing(catalog, branch));
        FilePlan plan = new FilePlan(Ids.next(), head.relation().id(), name, FilePlan.Work.dropBranch());
        boolean dropped = store.write(tx -> {
            tx.partitions().discard(plan.relationId(), name);
            if (!tx.branches().delete(plan.relationId(), name)) {
                return false;
            }
            deleteRows(tx, plan.relationId(), name);
            tx.filePlans().insert(plan, clock.millis());
            Trail.changed(
                    tx,
                    caller,
                    Operation.DROP_BRANCH,
                    Securables.of(catalog, head.relation(), branch),
                    Map.of("branch", name));
            return true;
        });
        if (!dropped) {
            throw Missing.branch(name);
        }
        history.bring(catalog, head.relation(), plan);
    }

    private static void deleteRows(Transaction tx, UUID table, String branch) {
        tx.snapshots().deleteBranch(table, branch);
        tx.schemas().deleteFrom(table, branch, 0);
    }
}
