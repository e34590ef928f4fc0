package io.tarn.server.ops.snapshots;

import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves heads forward over snapshot files that the database has forgotten.
 *
 * <p>Only for the embedded store, and only at the start after an unclean stop: when the machine lost its power, the store
 * may have lost its last commits while their files were kept; and after a backup was put back, which is an older database beside
 * newer files. A file is written only after its commit was decided, so
 * files that continue a branch without a gap are decided commits. A killed process loses nothing and finds nothing here.
 * Never on MySQL or MariaDB, whose answers are what was decided.
 */
public final class RecoverHeads {
    private static final Logger LOG = LoggerFactory.getLogger(RecoverHeads.class);
    private static final int PAGE = 500;
    private static final String WHO = "recovery";

    private final Store store;
    private final Catalogs catalogs;
    private final Publication publication;
    private final FileFormats formats;
    private final Clock clock;

    public RecoverHeads(Store store, Catalogs catalogs, Publication publication, FileFormats formats, Clock clock) {
        this.store = store;
        this.catalogs = catalogs;
        this.publication = publication;
        this.formats = formats;
        this.clock = clock;
    }

    /** @return how many snapshots were found again */
    public int run() {
        int recovered = 0;
        UUID after = new UUID(0, 0);
        String afterBranch = "";
        while (true) {
            UUID from = after;
            String fromBranch = afterBranch;
            List<Head> page = store.read(tx -> tx.relations().heads(from, fromBranch, PAGE));
            if (page.isEmpty()) {
                return recovered;
            }
            for (Head head : page) {
                recovered += recover(head);
                after = head.relation().id();
                afterBranch = head.branch().name();
            }
        }
    }

    private int recover(Head head) {
        Optional<Catalogs.Entry> catalog = catalogs.byId(head.relation().catalogId());
        if (catalog.isEmpty()) {
            return 0;
        }
        Relation relation = head.relation();
        if (relation.ownership() != Ownership.MANAGED) {
            return 0;
        }
        publication.publish(catalog.get(), relation, head.branch());
        // What that has changed must not count as a branch that moved.
        Branch branch = store.read(
                        tx -> tx.relations().head(relation.id(), head.branch().name()))
                .map(Head::branch)
                .orElseThrow(() -> new IllegalStateException("a branch went away while the server was starting"));
        TableFiles files = catalog.get().files(relation, branch);
        if (!isContinued(files, branch)) {
            return 0;
        }
        branch = recoverSchemas(files, branch);
        int recovered = 0;
        for (Optional<String> file = files.readSnapshot(branch.snapshotId() + 1);
                file.isPresent();
                file = files.readSnapshot(branch.snapshotId() + 1)) {
            Snapshot snapshot = formats.snapshot(file.get());
            if (snapshot.id() != branch.snapshotId() + 1) {
                break;
            }
            branch = append(branch, snapshot);
            recovered++;
        }
        if (recovered > 0) {
            LOG.atWarn()
                    .addKeyValue("table", relation.id())
                    .addKeyValue("snapshots", recovered)
                    .addKeyValue("head", branch.snapshotId())
                    .log("found commits again that the embedded store had lost; the table's sizes are counted again");
        }
        return recovered;
    }

    /**
     * Whether what storage has can continue the head: a database that is older than a rollback would else take the commits
     * after that for its own.
     */
    private boolean isContinued(TableFiles files, Branch head) {
        if (head.snapshotId() == 0) {
            return true;
        }
        Optional<String> known =
                store.read(tx -> tx.snapshots().body(head.relationId(), head.name(), head.snapshotId()));
        Optional<String> file = files.readSnapshot(head.snapshotId());
        if (file.isEmpty() && files.newestSnapshot().isEmpty()) {
            return false;
        }
        if (file.isPresent() && file.equals(known)) {
            return true;
        }
        LOG.atError()
                .addKeyValue("table", head.relationId())
                .addKeyValue("branch", head.name())
                .addKeyValue("head", head.snapshotId())
                .log(
                        "storage does not go on from where the database is: the head's file is gone or another one; see tarn fsck");
        return false;
    }

    private Branch recoverSchemas(TableFiles files, Branch from) {
        Branch branch = from;
        for (Optional<String> file = files.readSchema(branch.schemaId() + 1);
                file.isPresent();
                file = files.readSchema(branch.schemaId() + 1)) {
            Branch before = branch;
            Branch next = before.altered(before.schemaId() + 1);
            TableSchema schema = new TableSchema(next.schemaId(), file.get());
            store.write(tx -> {
                if (!tx.branches().advanceSchema(before.relationId(), before.name(), before.schemaId())) {
                    throw new IllegalStateException("a branch moved while the server was starting");
                }
                tx.schemas().insert(before.relationId(), before.name(), schema, clock.millis(), WHO);
                return tx.branches().markSchemaPublished(next.relationId(), next.name(), next.schemaId());
            });
            LOG.atWarn()
                    .addKeyValue("table", next.relationId())
                    .addKeyValue("schema", next.schemaId())
                    .log("found a schema again that the embedded store had lost");
            branch = next;
        }
        return store.read(tx -> tx.relations().head(from.relationId(), from.name()))
                .map(Head::branch)
                .orElseThrow(() -> new IllegalStateException("a branch went away while the server was starting"));
    }

    private Branch append(Branch base, Snapshot snapshot) {
        Branch next = base.committed(snapshot, Statistics.UNKNOWN);
        store.write(tx -> {
            if (!tx.branches().advance(base, next, snapshot.schemaId(), false)) {
                throw new IllegalStateException("a branch moved while the server was starting");
            }
            tx.snapshots().insert(base.relationId(), base.name(), snapshot, next.statistics(), clock.millis(), WHO);
            tx.partitions().forget(base.relationId(), base.name());
            return tx.branches().markSnapshotPublished(next);
        });
        return next;
    }
}
