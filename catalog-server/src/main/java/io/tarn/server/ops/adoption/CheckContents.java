package io.tarn.server.ops.adoption;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionName;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.adoption.Finding.Code;
import io.tarn.server.ops.partitions.PartitionCounter;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;
import io.tarn.server.store.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks into the newest snapshot of a branch: are all its files there, and is what the database counts what it holds? */
final class CheckContents {
    /** Of more missing files the rest is only counted. */
    private static final int NAMED = 100;

    private final Store store;
    private final FileFormats formats;
    private final SnapshotContents contents;
    private final PartitionCounter counter;

    CheckContents(Store store, FileFormats formats, SnapshotContents contents, PartitionCounter counter) {
        this.store = store;
        this.formats = formats;
        this.contents = contents;
        this.counter = counter;
    }

    void run(Inspected table) {
        Branch branch = table.branch();
        Optional<TableSchema> schema =
                store.read(tx -> tx.schemas().find(branch.relationId(), branch.name(), branch.schemaId()));
        Optional<String> body =
                store.read(tx -> tx.snapshots().body(branch.relationId(), branch.name(), branch.snapshotId()));
        if (schema.isEmpty() || body.isEmpty()) {
            return;
        }
        Snapshot snapshot = formats.snapshot(body.get()).asWritten(body.get());
        if (allThere(table, schema.get(), snapshot)) {
            counts(table, schema.get(), snapshot);
        }
    }

    private boolean allThere(Inspected table, TableSchema schema, Snapshot snapshot) {
        int[] missing = {0};
        contents.findMissing(table.catalog().storage(), table.relation().location(), schema, snapshot, file -> {
            missing[0]++;
            if (missing[0] <= NAMED) {
                table.found(Code.FILE_MISSING, file, "the newest snapshot needs this file");
            }
        });
        if (missing[0] > NAMED) {
            table.found(Code.FILE_MISSING, "", (missing[0] - NAMED) + " more files are missing");
        }
        return missing[0] == 0;
    }

    /** What a server is still counting or folding is not compared. */
    private void counts(Inspected table, TableSchema schema, Snapshot snapshot) {
        Branch branch = table.branch();
        Optional<Tracking> before = tracking(branch);
        if (before.filter(found -> found.state() == State.EXACT).isEmpty()
                || !branch.statistics().known()) {
            return;
        }
        Tracking tracking = before.get();
        Counted counted = new Counted(tracking.keys());
        counter.count(table.catalog().storage(), table.relation().location(), schema, snapshot, counted);
        Optional<String> difference = difference(table, tracking, counted);
        if (difference.isPresent() && before.equals(tracking(branch))) {
            table.found(Code.PARTITIONS_DIFFER, "", difference.get());
        }
    }

    private Optional<Tracking> tracking(Branch branch) {
        return store.read(tx -> tx.partitions().tracking(branch.relationId(), branch.name()));
    }

    private Optional<String> difference(Inspected table, Tracking tracking, Counted counted) {
        Statistics known = table.branch().statistics();
        if (!same(known, counted.total.sizes())) {
            return Optional.of(
                    "the catalog counts " + text(known) + ", and the manifests hold " + text(counted.total.sizes()));
        }
        if (tracking.keys().isEmpty() || counted.tooMany) {
            return Optional.empty();
        }
        return partitions(table, tracking, counted.partitions);
    }

    private Optional<String> partitions(Inspected table, Tracking tracking, Map<String, PartitionDelta> counted) {
        long matched = 0;
        PartitionRange range = PartitionRange.ALL;
        while (!range.isEmpty()) {
            PartitionRange from = range;
            List<Partition> page = store.read(
                    tx -> tx.partitions().page(table.relation().id(), tracking.set(), from, Limits.PARTITIONS_AT_ONCE));
            for (Partition row : page) {
                PartitionDelta found = counted.get(row.name());
                if (found == null && row.isEmpty()) {
                    continue;
                }
                if (found == null || !same(row.sizes(), found.sizes())) {
                    return Optional.of("of partition " + row.name() + " the catalog counts " + text(row.sizes())
                            + ", and the manifests hold " + (found == null ? "none" : text(found.sizes())));
                }
                matched++;
            }
            range = page.size() < Limits.PARTITIONS_AT_ONCE
                    ? range.before("")
                    : range.before(page.get(page.size() - 1).name());
        }
        long held =
                counted.values().stream().filter(each -> !isEmpty(each.sizes())).count();
        return matched == held
                ? Optional.empty()
                : Optional.of("the catalog knows " + matched + " partitions, and the manifests hold " + held);
    }

    private static boolean isEmpty(Statistics sizes) {
        return sizes.recordCount() <= 0 && sizes.fileSizeInBytes() <= 0 && sizes.fileCount() <= 0;
    }

    private static boolean same(Statistics one, Statistics other) {
        return one.recordCount() == other.recordCount()
                && one.fileSizeInBytes() == other.fileSizeInBytes()
                && one.fileCount() == other.fileCount();
    }

    private static String text(Statistics sizes) {
        return sizes.recordCount() + " rows in " + sizes.fileCount() + " files";
    }

    /** Adds up what the manifests hold, partition by partition while they are not too many. */
    private static final class Counted implements PartitionCounter.Sink {
        private final List<String> keys;
        private final Map<String, PartitionDelta> partitions = new HashMap<>();
        private PartitionDelta total = new PartitionDelta("", Statistics.NONE, 0);
        private boolean tooMany;

        Counted(List<String> keys) {
            this.keys = List.copyOf(keys);
        }

        @Override
        public void add(List<PartitionChange> changes) {
            for (PartitionChange change : changes) {
                total = total.then(new PartitionDelta("", change.sizes(), 0));
                Optional<String> name =
                        tooMany || keys.isEmpty() ? Optional.empty() : PartitionName.of(keys, change.spec());
                name.ifPresent(found -> partitions.merge(
                        found, new PartitionDelta(found, change.sizes(), change.totalBuckets()), PartitionDelta::then));
            }
            if (partitions.size() > Limits.PARTITIONS_COMPARED) {
                tooMany = true;
                partitions.clear();
            }
        }

        @Override
        public void working() {}
    }
}
