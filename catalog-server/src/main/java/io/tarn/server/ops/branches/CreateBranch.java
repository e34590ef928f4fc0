package io.tarn.server.ops.branches;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Effect;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a branch. It begins with the newest snapshot of the table it is made of, or with the snapshot of a tag, and has
 * the schemas up to that one's.
 */
public final class CreateBranch {
    private final Store store;
    private final LoadBranch load;
    private final FileFormats formats;
    private final ChangeHistory history;
    private final Clock clock;

    public CreateBranch(Store store, LoadBranch load, FileFormats formats, ChangeHistory history, Clock clock) {
        this.store = store;
        this.load = load;
        this.formats = formats;
        this.history = history;
        this.clock = clock;
    }

    /** Where the branch begins: its row, and what makes up its first files. */
    private record Start(Branch branch, @Nullable Snapshot restored, Map<String, String> tags) {}

    /**
     * @param source the table, or another branch of it
     * @param fromTag a tag of the source; null: its newest snapshot
     * @throws TarnException TABLE_NOT_FOUND, TAG_NOT_FOUND, BRANCH_EXISTS, INVALID_NAME
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName source, String name, @Nullable String fromTag) {
        BranchNames.check(name);
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            Head head = load.run(caller, Operation.CREATE_BRANCH, catalog, source);
            // Says now, not after the decision, when the name cannot be part of a path.
            TableFiles unused =
                    new TableFiles(catalog.storage(), head.relation().location(), name);
            history.clear(catalog, head.relation(), name);
            Optional<FilePlan> plan = insert(
                    caller, Securables.of(catalog, head.relation(), source), head, start(catalog, head, name, fromTag));
            if (plan.isPresent()) {
                history.bring(catalog, head.relation(), plan.get());
                return;
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Table " + source + " is being changed by others; no branch was made");
    }

    private Start start(Catalogs.Entry catalog, Head head, String name, @Nullable String fromTag) {
        Branch begin = head.branch().copied(name, clock.millis());
        if (fromTag == null) {
            return new Start(begin, null, Map.of());
        }
        String text =
                catalog.files(head.relation(), head.branch()).readTag(fromTag).orElseThrow(() -> Missing.tag(fromTag));
        Snapshot snapshot = formats.tag(fromTag, text).snapshot();
        Statistics sums = store.read(tx -> tx.snapshots()
                        .statistics(head.relation().id(), head.branch().name(), snapshot.id()))
                .orElse(Statistics.UNKNOWN);
        return new Start(begin.startingAt(snapshot, sums), snapshot, Map.of(fromTag, text));
    }

    /** @return empty when the source has moved on since it was read */
    private Optional<FilePlan> insert(Caller caller, Securable table, Head head, Start start) {
        Branch branch = start.branch();
        String source = head.branch().name();
        List<Long> schemas = store.read(tx -> tx.schemas().ids(branch.relationId(), source)).stream()
                .filter(id -> id <= branch.schemaId())
                .toList();
        List<Long> snapshots = branch.snapshotId() == 0 ? List.of() : List.of(branch.snapshotId());
        FilePlan plan = new FilePlan(
                Ids.next(), branch.relationId(), branch.name(), FilePlan.Work.create(schemas, snapshots, start.tags()));
        try {
            boolean made = store.write(tx -> {
                if (!tx.relations().touchBranches(branch.relationId())
                        || !tx.branches().hold(head.branch())) {
                    return false;
                }
                tx.branches().insert(branch);
                tx.partitions().forget(branch.relationId(), branch.name());
                tx.schemas().copy(branch.relationId(), source, branch.name(), branch.schemaId());
                Snapshot restored = start.restored();
                if (restored != null) {
                    tx.snapshots().restore(branch.relationId(), branch.name(), restored, clock.millis(), caller.name());
                } else {
                    tx.snapshots()
                            .copy(branch.relationId(), source, branch.name(), branch.snapshotId(), branch.snapshotId());
                }
                tx.filePlans().insert(plan, clock.millis());
                Trail.changed(
                        tx,
                        caller,
                        Operation.CREATE_BRANCH,
                        table,
                        Map.of("branch", branch.name(), "of", source),
                        Effect.began(branch));
                return true;
            });
            return made ? Optional.of(plan) : Optional.empty();
        } catch (DuplicateKeyException e) {
            throw Missing.branchExists(branch.name());
        }
    }
}
