package io.tarn.server.ops.branches;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes an earlier snapshot the newest one again. Later snapshots, and the tags on them, go; data files that only they
 * used are left to Paimon's removal of orphan files, as Paimon's own rollback does.
 */
public final class RollbackTable {
    /** Where to go back to. */
    public sealed interface Target {}

    public record ToSnapshot(long id) implements Target {}

    public record ToTag(String name) implements Target {}

    /**
     * What the target turned out to be.
     *
     * @param hasRow whether the database still knows the snapshot
     * @param hasFile whether storage still has it; a tag keeps snapshots that expired
     */
    private record Found(Snapshot snapshot, boolean hasRow, boolean hasFile) {}

    private final Store store;
    private final LoadBranch load;
    private final FileFormats formats;
    private final ChangeHistory history;
    private final Clock clock;

    public RollbackTable(Store store, LoadBranch load, FileFormats formats, ChangeHistory history, Clock clock) {
        this.store = store;
        this.load = load;
        this.formats = formats;
        this.history = history;
        this.clock = clock;
    }

    /**
     * @param from the snapshot that the caller believes is the newest; null: whatever it is
     * @throws TarnException TABLE_NOT_FOUND, SNAPSHOT_NOT_FOUND, TAG_NOT_FOUND; HISTORY_CONFLICT when the newest snapshot
     *     is not {@code from}
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, Target target, @Nullable Long from) {
        history.run(catalog, name, () -> look(caller, catalog, name, target, from));
    }

    private Optional<ChangeHistory.Change> look(
            Caller caller, Catalogs.Entry catalog, TableName name, Target target, @Nullable Long from) {
        Head head = load.run(caller, Operation.ROLLBACK_TABLE, catalog, name);
        Branch branch = head.branch();
        TableFiles files = catalog.files(head.relation(), branch);
        Found found = find(files, branch, name, target);
        long id = found.snapshot().id();
        if (id == branch.snapshotId()) {
            return Optional.empty();
        }
        if (from != null && from != branch.snapshotId()) {
            throw TarnException.of(
                    ErrorCode.HISTORY_CONFLICT, "Latest snapshot " + branch.snapshotId() + " is not " + from);
        }
        Statistics sums = store.read(tx -> tx.snapshots().statistics(branch.relationId(), branch.name(), id))
                .orElse(Statistics.UNKNOWN);
        Branch to = branch.moved(branch.schemaId(), id, found.snapshot().uuidOrEmpty(), sums);
        return Optional.of(ChangeHistory.Change.of(head, to, work(files, found), tx -> {
                    UUID table = branch.relationId();
                    tx.partitions().forget(table, branch.name());
                    tx.snapshots().deleteFrom(table, branch.name(), id + 1);
                    if (!found.hasRow()) {
                        tx.snapshots().restore(table, branch.name(), found.snapshot(), clock.millis(), caller.name());
                    }
                })
                .audited(
                        caller,
                        Operation.ROLLBACK_TABLE,
                        catalog,
                        name,
                        Map.of("snapshot", Long.toString(id), "branch", branch.name())));
    }

    private Found find(TableFiles files, Branch branch, TableName name, Target target) {
        return target instanceof ToSnapshot snapshot
                ? byId(files, branch, name, snapshot.id())
                : byTag(files, branch, ((ToTag) target).name());
    }

    private Found byId(TableFiles files, Branch branch, TableName name, long id) {
        Optional<String> file = id > 0 && id <= branch.snapshotId() ? files.readSnapshot(id) : Optional.empty();
        return file.map(text -> new Found(formats.snapshot(text), hasRow(branch, id), true))
                .orElseThrow(() -> Missing.snapshot(name, Long.toString(id)));
    }

    private Found byTag(TableFiles files, Branch branch, String tag) {
        Snapshot snapshot = files.readTag(tag)
                .map(text -> formats.tag(tag, text).snapshot())
                .filter(found -> found.id() <= branch.snapshotId())
                .orElseThrow(() -> Missing.tag(tag));
        long id = snapshot.id();
        return new Found(snapshot, hasRow(branch, id), files.readSnapshot(id).isPresent());
    }

    private boolean hasRow(Branch branch, long id) {
        return store.read(tx -> tx.snapshots()
                .statistics(branch.relationId(), branch.name(), id)
                .isPresent());
    }

    private FilePlan.Work work(TableFiles files, Found found) {
        long id = found.snapshot().id();
        return new FilePlan.Work(
                false,
                found.hasFile() ? 0 : id,
                later(files.snapshotIds(), id),
                found.hasFile() ? List.of() : List.of(id),
                List.of(),
                List.of(),
                later(files.changelogIds(), id),
                files.tags().stream()
                        .filter(tag -> files.readTag(tag)
                                .filter(text ->
                                        formats.tag(tag, text).snapshot().id() > id)
                                .isPresent())
                        .toList(),
                Map.of());
    }

    private static List<Long> later(List<Long> ids, long than) {
        return ids.stream().filter(id -> id > than).toList();
    }
}
