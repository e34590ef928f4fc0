package io.tarn.server.ops.adoption;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Repairs what the database can decide alone. The newest snapshot and schema are declared unpublished and then published as
 * after any commit, so a writer at the same moment helps and is not disturbed. Nothing is deleted but rows.
 */
final class RepairTable {
    private final Store store;
    private final Publication publication;
    private final SettleFiles settle;
    private final CheckMirror mirror;
    private final Clock clock;

    RepairTable(Store store, Publication publication, SettleFiles settle, CheckMirror mirror, Clock clock) {
        this.store = store;
        this.publication = publication;
        this.settle = settle;
        this.mirror = mirror;
        this.clock = clock;
    }

    void run(Inspected table, Finding finding) {
        store.write(tx -> {
            Trail.changedByServer(
                    tx,
                    "REPAIR",
                    Map.of(
                            "finding", finding.code().name(),
                            "catalog", finding.catalog(),
                            "object", finding.object(),
                            "file", finding.subject()));
            return true;
        });
        switch (finding.code()) {
            case UNSETTLED ->
                settle.run(table.catalog(), table.relation(), table.branch().name());
            case UNPUBLISHED -> publish(table);
            case HEAD_MISSING, HEAD_DIFFERS, LATEST_WRONG -> publishAgain(table);
            case SCHEMA_MISSING ->
                schema(table, Long.parseLong(finding.subject().substring("schema-".length())));
            case BRANCH_DIRECTORY_MISSING -> {
                Branch branch = table.branch();
                store.read(tx -> tx.schemas().ids(branch.relationId(), branch.name()))
                        .forEach(id -> schema(table, id));
                publishAgain(table);
            }
            case EARLIEST_WRONG -> earliest(table);
            case PARTITIONS_DIFFER -> recount(table);
            case MIRROR_STALE -> mirror.repair(table, "repair", clock.millis());
            default -> throw new IllegalArgumentException(finding.code() + " is not repaired here");
        }
    }

    private void publish(Inspected table) {
        withHead(table, head -> publication.publish(table.catalog(), head.relation(), head.branch()));
    }

    private void publishAgain(Inspected table) {
        withHead(table, head -> store.write(tx -> tx.branches().reopen(head.branch())));
        publish(table);
    }

    private void withHead(Inspected table, Consumer<Head> work) {
        Relation relation = table.relation();
        store.read(tx -> tx.relations().head(relation.id(), table.branch().name()))
                .ifPresent(work);
    }

    /** A schema that is taken back at this moment must not stay: whoever takes it back deletes the row first. */
    private void schema(Inspected table, long id) {
        Optional<TableSchema> row = row(table, id);
        if (row.isPresent()
                && table.files().writeSchemaIfAbsent(id, row.get().body())
                && row(table, id).isEmpty()) {
            table.files().deleteSchema(id);
        }
    }

    private Optional<TableSchema> row(Inspected table, long id) {
        Branch branch = table.branch();
        return store.read(tx -> tx.schemas().find(branch.relationId(), branch.name(), id));
    }

    private static void earliest(Inspected table) {
        table.files().snapshotIds().stream()
                .filter(id -> id <= table.branch().snapshotId())
                .min(Long::compare)
                .ifPresent(oldest -> table.files().hintEarliest(oldest));
    }

    /** Sums that are not known are counted together with the partitions. */
    private void recount(Inspected table) {
        withHead(table, head -> {
            Branch branch = head.branch();
            store.write(tx -> {
                tx.partitions().forget(branch.relationId(), branch.name());
                return tx.branches().move(branch, branch.counting(Statistics.UNKNOWN));
            });
        });
    }
}
