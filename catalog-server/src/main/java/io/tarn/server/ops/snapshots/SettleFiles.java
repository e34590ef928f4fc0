package io.tarn.server.ops.snapshots;

import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.FilePlan.Work;
import io.tarn.server.model.Relation;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what storage still owes after a change of a branch was decided.
 *
 * <p>Until it is done the branch takes no commit, so whoever needs the branch does it. Several may do it at once: each step
 * brings a file to what the database says. One that was held up for long, while others finished and the branch went on,
 * notices it after its next step, and puts that one file back to what the database says now.
 */
public final class SettleFiles {
    private static final Logger LOG = LoggerFactory.getLogger(SettleFiles.class);
    private static final int BATCH = 20;

    private final Store store;
    private final CommitSteps steps;

    public SettleFiles(Store store, CommitSteps steps) {
        this.store = store;
        this.steps = steps;
    }

    /** Finishes what is open for a branch; does nothing when nothing is. */
    public void run(Catalogs.Entry catalog, Relation relation, String branch) {
        store.read(tx -> tx.filePlans().find(relation.id(), branch)).ifPresent(plan -> run(catalog, relation, plan));
    }

    /** Finishes one plan. */
    public void run(Catalogs.Entry catalog, Relation relation, FilePlan plan) {
        TableFiles files = new TableFiles(catalog.storage(), relation.location(), plan.branch());
        boolean done = plan.work().removeAll() ? removeAll(files, plan) : bring(files, plan);
        if (done) {
            steps.reached(CommitSteps.Step.BEFORE_SETTLED);
            close(plan);
        }
    }

    private void close(FilePlan plan) {
        store.write(tx -> {
            boolean closed = tx.filePlans().close(plan);
            if (closed) {
                tx.branches().markSettled(plan.relationId(), plan.branch());
            }
            return closed;
        });
    }

    private boolean removeAll(TableFiles files, FilePlan plan) {
        while (isOpen(plan)) {
            if (files.deleteSome(BATCH) == 0) {
                return true;
            }
        }
        return false;
    }

    /** Readers follow the hints, so these never name a file that is gone. */
    private boolean bring(TableFiles files, FilePlan plan) {
        Work work = plan.work();
        for (long schema : work.writeSchemas()) {
            if (!step(plan, () -> putSchema(files, plan, schema), () -> putSchema(files, plan, schema))) {
                return false;
            }
        }
        return bringSnapshots(files, plan) && bringTags(files, plan) && removeSchemas(files, plan);
    }

    private boolean bringSnapshots(TableFiles files, FilePlan plan) {
        Work work = plan.work();
        for (long snapshot : work.writeSnapshots().stream().sorted().toList()) {
            if (!step(plan, () -> putSnapshot(files, plan, snapshot), () -> putSnapshot(files, plan, snapshot))) {
                return false;
            }
        }
        if (work.earliest() > 0 && !step(plan, () -> files.hintEarliest(work.earliest()), () -> {})) {
            return false;
        }
        if (!step(plan, () -> hintLatest(files, plan), () -> hintLatest(files, plan))) {
            return false;
        }
        for (long snapshot : newestFirst(work.removeSnapshots())) {
            if (!step(plan, () -> files.deleteSnapshot(snapshot), () -> bringBack(files, plan, snapshot))) {
                return false;
            }
        }
        for (long changelog : newestFirst(work.removeChangelogs())) {
            if (!step(plan, () -> removeChangelog(files, changelog), () -> {})) {
                return false;
            }
        }
        return true;
    }

    private boolean bringTags(TableFiles files, FilePlan plan) {
        for (String tag : plan.work().removeTags()) {
            if (!step(plan, () -> files.deleteTag(tag), () -> {})) {
                return false;
            }
        }
        for (var tag : plan.work().writeTags().entrySet()) {
            if (!step(plan, () -> files.replaceTag(tag.getKey(), tag.getValue()), () -> {})) {
                return false;
            }
        }
        return true;
    }

    private boolean removeSchemas(TableFiles files, FilePlan plan) {
        for (long schema : newestFirst(plan.work().removeSchemas())) {
            if (!step(plan, () -> files.deleteSchema(schema), () -> putSchema(files, plan, schema))) {
                return false;
            }
        }
        return true;
    }

    /**
     * One step, unless others have finished the plan.
     *
     * @param repair brings the touched file to what the database says, after a step that came too late
     * @return false when the plan is no longer open
     */
    private boolean step(FilePlan plan, Runnable work, Runnable repair) {
        if (!isOpen(plan)) {
            return false;
        }
        work.run();
        steps.reached(CommitSteps.Step.AFTER_SETTLING_STEP);
        if (isOpen(plan)) {
            return true;
        }
        LOG.atWarn()
                .addKeyValue("table", plan.relationId())
                .addKeyValue("branch", plan.branch())
                .log("a change of files was finished by another server meanwhile; the last file is checked again");
        repair.run();
        return false;
    }

    /** The branch's row of the snapshot decides; without one there is nothing to write. */
    private void putSnapshot(TableFiles files, FilePlan plan, long id) {
        Optional<String> body = store.read(tx -> tx.snapshots().body(plan.relationId(), plan.branch(), id));
        if (body.isPresent() && !files.readSnapshot(id).equals(body)) {
            files.replaceSnapshot(id, body.get());
        }
    }

    /** A snapshot of the same id that was committed since; unless clients have expired even that. */
    private void bringBack(TableFiles files, FilePlan plan, long id) {
        if (files.earliestHint().filter(earliest -> id < earliest).isEmpty()) {
            putSnapshot(files, plan, id);
        }
    }

    private void putSchema(TableFiles files, FilePlan plan, long id) {
        store.read(tx -> tx.schemas().find(plan.relationId(), plan.branch(), id))
                .filter(schema -> !files.readSchema(id).equals(Optional.of(schema.body())))
                .ifPresent(schema -> files.replaceSchema(id, schema.body()));
    }

    private void hintLatest(TableFiles files, FilePlan plan) {
        head(plan).map(Branch::snapshotId).filter(id -> id > 0).ifPresent(files::hintLatest);
    }

    private static void removeChangelog(TableFiles files, long id) {
        files.deleteChangelogHint();
        files.deleteChangelog(id);
    }

    private Optional<Branch> head(FilePlan plan) {
        return store.read(tx -> tx.relations().head(plan.relationId(), plan.branch()))
                .map(Head::branch);
    }

    private boolean isOpen(FilePlan plan) {
        return store.read(tx -> tx.filePlans().isOpen(plan));
    }

    private static List<Long> newestFirst(List<Long> ids) {
        return ids.stream().sorted(Comparator.reverseOrder()).toList();
    }
}
