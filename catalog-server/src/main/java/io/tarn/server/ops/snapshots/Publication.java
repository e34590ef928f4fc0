package io.tarn.server.ops.snapshots;

import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings storage up to what the database decided.
 *
 * <p>The database decides a commit or an ALTER first; the file follows, and only then is anybody told. At most one
 * snapshot and one schema of a branch are unpublished, and they are the ones its row names. So a missing file of an
 * unpublished head always means that a server died (or is still busy) between the two: whoever meets it may write it, and
 * several may do so at once, because they write the same text. A missing file of a published snapshot means that a client
 * expired it, and it is never written again.
 *
 * <p>No transaction is open while a file is written.
 */
public final class Publication {
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

    private final Store store;
    private final SettleFiles settle;
    private final PublishedHeads published;
    private final CommitSteps steps;
    private final CommitObserver observer;

    /** Observed by nobody, and the database is told of each file at once. */
    public Publication(Store store, SettleFiles settle, CommitSteps steps) {
        this(store, settle, PublishedHeads.toldAtOnce(store), steps, CommitObserver.all());
    }

    public Publication(
            Store store, SettleFiles settle, PublishedHeads published, CommitSteps steps, CommitObserver observer) {
        this.store = store;
        this.settle = settle;
        this.published = published;
        this.steps = steps;
        this.observer = observer;
    }

    /**
     * All that storage still owes to a branch: what its last change of history left, its schema and its head. The branch's row
     * says so, too, when this returns.
     */
    public void publish(Catalogs.Entry catalog, Relation relation, Branch branch) {
        publishSchema(catalog, relation, branch);
        publishHead(catalog, relation, branch);
        published.tell(branch);
    }

    /**
     * Writes the head's snapshot file when that is still open. Does nothing for a published or empty branch. The row may say
     * only later that the file is there.
     */
    public void publishHead(Catalogs.Entry catalog, Relation relation, Branch head) {
        settle(catalog, relation, head);
        if (published.knows(head)) {
            return;
        }
        Optional<String> json = body(relation, head);
        if (json.isPresent()) {
            publish(catalog, relation, head, json.get(), true);
        } else if (current(relation, head)
                .filter(now -> now.snapshotId() == head.snapshotId() && now.epoch() == head.epoch())
                .isPresent()) {
            throw new IllegalStateException(
                    "snapshot " + head.snapshotId() + " of " + relation.id() + " has a head and no row");
        }
        // Else somebody published it and rolled it back since it was read.
    }

    /** As {@link PublishedHeads#whenMovedOn}. */
    Runnable whenMovedOn(Branch head) {
        return published.whenMovedOn(head);
    }

    /**
     * Writes {@code snapshot/snapshot-N}, and has the hints written and the head noted as published.
     *
     * @param head names the snapshot; it was the branch's head when it was read
     */
    public void publishSnapshot(Catalogs.Entry catalog, Relation relation, Branch head, String json) {
        publish(catalog, relation, head, json, false);
    }

    private void publish(Catalogs.Entry catalog, Relation relation, Branch head, String json, boolean healing) {
        long start = System.nanoTime();
        TableFiles files = catalog.files(relation, head);
        long id = head.snapshotId();
        boolean written = files.writeSnapshotIfAbsent(id, json) || settleContent(files, relation, head, json);
        steps.reached(CommitSteps.Step.AFTER_SNAPSHOT_FILE);
        published.written(head, () -> SnapshotHints.write(files, id), () -> {
            repairHint(files, relation, head);
            if (written) {
                withdrawIfStale(files, relation, head, json);
            }
        });
        observer.published(Duration.ofNanos(System.nanoTime() - start), healing);
    }

    /** The database row wins over a file with other content, as long as it is still the branch's row. */
    private boolean settleContent(TableFiles files, Relation relation, Branch head, String json) {
        Optional<String> found = files.readSnapshot(head.snapshotId());
        if (found.isPresent() && found.get().equals(json)) {
            return false;
        }
        boolean current = current(relation, head)
                .filter(now -> now.snapshotId() == head.snapshotId() && now.epoch() == head.epoch())
                .filter(now -> !now.snapshotPublished())
                .isPresent();
        if (!current) {
            return false;
        }
        LOG.atWarn()
                .addKeyValue("table", relation.id())
                .addKeyValue("snapshot", head.snapshotId())
                .log("replaced a snapshot file whose content is not the committed one");
        files.replaceSnapshot(head.snapshotId(), json);
        return true;
    }

    /**
     * A publisher that was held up for long may have brought back a file that others had removed since: of a dropped
     * table, of a snapshot that a client expired, or of one that was rolled back. It takes back only what it wrote itself.
     */
    private void withdrawIfStale(TableFiles files, Relation relation, Branch head, String json) {
        Optional<Branch> now = current(relation, head);
        boolean dropped = now.isEmpty();
        boolean rolledBack =
                now.filter(branch -> branch.epoch() != head.epoch()).isPresent()
                        && !body(relation, head).equals(Optional.of(json));
        boolean expired = files.earliestHint()
                .filter(earliest -> head.snapshotId() < earliest)
                .isPresent();
        if ((dropped || rolledBack || expired)
                && files.readSnapshot(head.snapshotId()).filter(json::equals).isPresent()) {
            files.deleteSnapshot(head.snapshotId());
        }
        if (rolledBack && !expired) {
            // Another commit may have taken the id, and its file the place of ours, just before we deleted it.
            body(relation, head).ifPresent(body -> files.writeSnapshotIfAbsent(head.snapshotId(), body));
        }
    }

    private Optional<String> body(Relation relation, Branch head) {
        return store.read(tx -> tx.snapshots().body(relation.id(), head.name(), head.snapshotId()));
    }

    /**
     * The branch went on while this publisher was held up, so its hint may have gone backwards. A reader believes a hint
     * whose next snapshot is missing, and clients expire old ones: the hint must name the newest again.
     */
    private void repairHint(TableFiles files, Relation relation, Branch head) {
        Optional<Branch> before = Optional.empty();
        Optional<Branch> now = current(relation, head);
        while (now.isPresent() && !now.map(Branch::snapshotId).equals(before.map(Branch::snapshotId))) {
            SnapshotHints.write(files, now.get().snapshotId());
            before = now;
            now = current(relation, head);
        }
    }

    /** Writes the file of the branch's current schema when that is still open; or whatever else a new table needs. */
    public void publishSchema(Catalogs.Entry catalog, Relation relation, Branch branch) {
        settle(catalog, relation, branch);
        if (branch.schemaPublished()) {
            return;
        }
        Optional<TableSchema> found =
                store.read(tx -> tx.schemas().find(relation.id(), branch.name(), branch.schemaId()));
        if (found.isEmpty()) {
            if (current(relation, branch)
                    .filter(now -> now.schemaId() == branch.schemaId() && now.epoch() == branch.epoch())
                    .isPresent()) {
                throw new IllegalStateException(
                        "schema " + branch.schemaId() + " of " + relation.id() + " is current and has no row");
            }
            return;
        }
        TableSchema schema = found.get();
        steps.reached(CommitSteps.Step.BEFORE_SCHEMA_FILE);
        switch (relation.ownership()) {
            case MANAGED -> putSchema(catalog.files(relation, branch), relation, schema);
            // A file that is there already has decided.
            case EXTERNAL -> catalog.files(relation, branch).writeSchemaIfAbsent(schema.id(), schema.body());
            case WITHOUT_HISTORY -> makeDirectory(catalog, relation);
        }
        store.writeTogether(
                relation.id(), tx -> tx.branches().markSchemaPublished(relation.id(), branch.name(), schema.id()));
    }

    private static void makeDirectory(Catalogs.Entry catalog, Relation relation) {
        if (relation.kind().isDirectory()) {
            catalog.storage().createDirectory(relation.location());
        }
    }

    private static void putSchema(TableFiles files, Relation relation, TableSchema schema) {
        if (!files.writeSchemaIfAbsent(schema.id(), schema.body())
                && !files.readSchema(schema.id()).filter(schema.body()::equals).isPresent()) {
            LOG.atWarn()
                    .addKeyValue("table", relation.id())
                    .addKeyValue("schema", schema.id())
                    .log("replaced a schema file whose content is not the committed one");
            files.replaceSchema(schema.id(), schema.body());
        }
    }

    private void settle(Catalogs.Entry catalog, Relation relation, Branch branch) {
        if (!branch.settled()) {
            settle.run(catalog, relation, branch.name());
        }
    }

    private Optional<Branch> current(Relation relation, Branch head) {
        return store.read(tx -> tx.relations().head(relation.id(), head.name())).map(Head::branch);
    }
}
