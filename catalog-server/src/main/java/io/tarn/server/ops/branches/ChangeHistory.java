package io.tarn.server.ops.branches;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Effect;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The common part of every change of history: look, decide in one transaction together with a plan of the files, bring the
 * files, answer. Who loses against a commit or another change looks again.
 */
public final class ChangeHistory {
    /**
     * A change, ready to be decided.
     *
     * @param from the branch as it was read
     * @param to the branch with its new head and schema
     * @param rows what else is written in the same transaction
     */
    record Change(Relation relation, Branch from, Branch to, FilePlan.Work work, Consumer<Transaction> rows) {
        static Change of(Head head, Branch to, FilePlan.Work work, Consumer<Transaction> rows) {
            return new Change(head.relation(), head.branch(), to, work, rows);
        }

        /** The same change, with its entry on the trail. */
        Change audited(
                Caller caller,
                Operation operation,
                Catalogs.Entry catalog,
                TableName name,
                Map<String, String> details) {
            return new Change(relation, from, to, work, tx -> {
                rows.accept(tx);
                Trail.changed(
                        tx, caller, operation, Securables.of(catalog, relation, name), details, Effect.moved(from, to));
            });
        }
    }

    private final Store store;
    private final SettleFiles settle;
    private final CommitSteps steps;
    private final Clock clock;

    public ChangeHistory(Store store, SettleFiles settle, CommitSteps steps, Clock clock) {
        this.store = store;
        this.settle = settle;
        this.steps = steps;
        this.clock = clock;
    }

    /**
     * @param look reads anew and says what to change; empty when everything is as asked for already
     * @throws TarnException what {@code look} throws; UNAVAILABLE when others kept changing the branch
     */
    void run(Catalogs.Entry catalog, TableName name, Supplier<Optional<Change>> look) {
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            Optional<Change> change = look.get();
            if (change.isEmpty() || decided(catalog, change.get())) {
                return;
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Table " + name + " is being changed by others; nothing was changed");
    }

    private boolean decided(Catalogs.Entry catalog, Change change) {
        FilePlan plan =
                new FilePlan(Ids.next(), change.relation().id(), change.to().name(), change.work());
        boolean moved;
        try {
            moved = store.write(tx -> {
                if (!tx.branches().move(change.from(), change.to())) {
                    return false;
                }
                change.rows().accept(tx);
                tx.filePlans().insert(plan, clock.millis());
                return true;
            });
        } catch (BranchMovedException e) {
            return false;
        }
        if (moved) {
            bring(catalog, change.relation(), plan);
        }
        return moved;
    }

    /** From here on the change is decided: a failure may not read as "nothing was done". */
    void bring(Catalogs.Entry catalog, Relation relation, FilePlan plan) {
        steps.reached(CommitSteps.Step.AFTER_HISTORY_CHANGE);
        try {
            settle.run(catalog, relation, plan);
        } catch (RuntimeException e) {
            throw TarnException.causedBy(
                    ErrorCode.INTERNAL, "The change was made, but its files are not all in place yet", e);
        }
    }

    /** There is no such branch: but what an earlier one still owes is finished before anybody is told so. */
    TarnException missing(Catalogs.Entry catalog, TableName branch) {
        TableName main = new TableName(branch.database(), branch.table(), TableName.MAIN);
        store.read(tx -> tx.relations().head(catalog.catalog().id(), main))
                .ifPresent(head -> clear(catalog, head.relation(), branch.branch()));
        return Missing.branch(branch.branch());
    }

    /** Finishes what an earlier branch of the name still owes, so that the name is free. */
    void clear(Catalogs.Entry catalog, Relation relation, String branch) {
        settle.run(catalog, relation, branch);
    }
}
