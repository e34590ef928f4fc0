package io.tarn.server.ops.snapshots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.auth.AllOrNothingAuthorizer;
import io.tarn.server.files.Storage;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Location;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionName;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.branches.Truncation;
import io.tarn.server.ops.partitions.FoldPartitions;
import io.tarn.server.ops.partitions.ListPartitions;
import io.tarn.server.ops.partitions.PartitionCounter;
import io.tarn.server.ops.partitions.RecountPartitions;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.RelationRows.Head;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each snapshot of a table's history holds, as its manifests would say it: a snapshot's partitions are those of the
 * snapshot that it builds on and its own changes. Stands in for the manifests where the server reads or writes some, and
 * says what lists have to show.
 */
final class PartitionedHistory implements PartitionCounter, Truncation {
    private static final String SCHEMA = """
            {"fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"day","type":"INT"}],"partitionKeys":["day"],
             "primaryKeys":[],"options":{},"comment":"%s"}
            """;
    private static final int DAYS = 8;

    /** More than one transaction takes, so that the commit leaves a list. */
    private static final int MANY_DAYS = 1_010;

    private final Map<String, SortedMap<String, Partition>> bySnapshot = new ConcurrentHashMap<>();
    private final CommitBed bed;
    private final Catalogs catalogs;
    private final ListPartitions list;
    private final Runnable betweenPieces;

    /** @param betweenPieces runs while a snapshot is being counted, and may throw */
    PartitionedHistory(CommitBed bed, Runnable betweenPieces) {
        this.bed = bed;
        this.catalogs = new Catalogs(List.of(bed.catalog));
        this.list = new ListPartitions(bed.store, new Guard(new AllOrNothingAuthorizer()));
        this.betweenPieces = betweenPieces;
        bySnapshot.put("", new TreeMap<>());
    }

    static String schema(String comment) {
        return SCHEMA.formatted(comment);
    }

    /** The next commit on a head: adds to some partitions, and deletes one. */
    CommitSnapshot.Request next(TableName name, Branch head, Random random) {
        SortedMap<String, Partition> before = holds(head);
        Map<String, PartitionDelta> deltas = new TreeMap<>();
        int days = random.nextInt(60) == 0 ? MANY_DAYS : random.nextInt(4);
        for (int i = 0; i < days; i++) {
            int day = days == MANY_DAYS ? DAYS + i : random.nextInt(DAYS);
            String partition = "day=" + day;
            deltas.put(partition, new PartitionDelta(partition, sizes(1 + random.nextInt(3), 1), random.nextInt(3)));
        }
        before.keySet().stream()
                .skip(before.isEmpty() ? 0 : random.nextInt(before.size()))
                .findFirst()
                .filter(partition -> random.nextInt(3) == 0)
                .ifPresent(partition -> deltas.put(
                        partition, new PartitionDelta(partition, minus(before.get(partition)), random.nextInt(3))));
        SortedMap<String, Partition> after = new TreeMap<>(before);
        deltas.values()
                .forEach(delta -> after.compute(delta.name(), (key, row) -> {
                    Partition next = row == null ? Partition.first(delta, 1, "me") : row.plus(delta, 1, "me");
                    return next.isEmpty() ? null : next;
                }));
        String uuid = UUID.randomUUID().toString();
        bySnapshot.put(uuid, after);
        return new CommitSnapshot.Request(
                name,
                null,
                head.snapshotUuid().isEmpty() ? null : head.snapshotUuid(),
                CommitBed.snapshot(head.snapshotId() + 1, "w-" + uuid, uuid, head.schemaId()),
                deltas.values().stream().map(PartitionDelta::sizes).reduce(Statistics.NONE, Statistics::plus),
                deltas.values().stream()
                        .map(delta -> new PartitionChange(
                                PartitionName.spec(delta.name()), delta.sizes(), delta.totalBuckets()))
                        .toList());
    }

    private static Statistics sizes(long records, long files) {
        return new Statistics(records, records * 10, files, 7);
    }

    private static Statistics minus(Partition partition) {
        Statistics sizes = partition.sizes();
        return new Statistics(-sizes.recordCount(), -sizes.fileSizeInBytes(), -sizes.fileCount(), 7);
    }

    private SortedMap<String, Partition> holds(Branch head) {
        return bySnapshot.get(head.snapshotUuid());
    }

    @Override
    public Snapshot after(Snapshot head, TableSchema schema, long schemaId, Storage storage, Location table) {
        String uuid = UUID.randomUUID().toString();
        bySnapshot.put(uuid, new TreeMap<>());
        return CommitBed.snapshot(head.id() + 1, "replace-" + uuid, uuid, schemaId);
    }

    @Override
    public void count(Storage storage, Location table, TableSchema schema, Snapshot snapshot, Sink sink) {
        List<PartitionChange> changes = bySnapshot.get(snapshot.uuidOrEmpty()).values().stream()
                .map(partition -> new PartitionChange(
                        PartitionName.spec(partition.name()), partition.sizes(), partition.totalBuckets()))
                .toList();
        betweenPieces.run();
        sink.add(changes.subList(0, changes.size() / 2));
        betweenPieces.run();
        sink.add(changes.subList(changes.size() / 2, changes.size()));
    }

    /** @return whether there was something to do */
    boolean runJobs() {
        // A server that has just started does not wait before it tries again what failed.
        boolean counted = new RecountPartitions(
                        bed.store,
                        catalogs,
                        new PaimonSchemas(),
                        this,
                        new FileFormatsJson()::snapshot,
                        "server",
                        Clock.systemUTC())
                .run();
        return new FoldPartitions(bed.store, "server", Clock.systemUTC()).run() || counted;
    }

    /** @return false when the partitions are not known, or the branch moved while they were read */
    boolean listIsWhatTheHeadHolds(TableName name) {
        Optional<Branch> before = head(name);
        List<Partition> listed;
        try {
            listed = list(name);
        } catch (TarnException e) {
            return false;
        }
        // A branch may leave a snapshot and come back to it, by a rollback and a forward: that is another epoch.
        boolean stood = head(name)
                .filter(after -> before.filter(then ->
                                then.snapshotUuid().equals(after.snapshotUuid()) && then.epoch() == after.epoch())
                        .isPresent())
                .isPresent();
        if (!stood) {
            return false;
        }
        assertThat(listed.stream().map(PartitionedHistory::sizes))
                .as(
                        "partitions of %s, snapshot %d",
                        name, before.map(Branch::snapshotId).orElse(0L))
                .containsExactlyInAnyOrderElementsOf(holds(before.get()).values().stream()
                        .map(PartitionedHistory::sizes)
                        .toList());
        return true;
    }

    /** Since when a partition is there is not counted again. */
    private static PartitionDelta sizes(Partition partition) {
        return new PartitionDelta(partition.name(), partition.sizes(), partition.totalBuckets());
    }

    private List<Partition> list(TableName name) {
        List<Partition> all = new ArrayList<>();
        String after = "";
        while (after != null) {
            Page<Partition> page =
                    list.run(CommitBed.ME, bed.catalog, name, new PageRequest(1_000, after, NamePattern.ANY));
            all.addAll(page.entries());
            after = page.nextToken();
        }
        return all;
    }

    /** When nobody changes the branch any more. */
    void check(TableName name, String what) {
        Branch branch = head(name).orElseThrow();
        await(what)
                .atMost(Duration.ofSeconds(30))
                .until(() -> !runJobs()
                        && bed.store.read(tx -> tx.partitions()
                                        .tracking(branch.relationId(), branch.name())
                                        .orElseThrow()
                                        .state())
                                == State.EXACT);
        assertThat(listIsWhatTheHeadHolds(name)).as(what).isTrue();
        Statistics sums = head(name).orElseThrow().statistics();
        Statistics held =
                holds(branch).values().stream().map(Partition::sizes).reduce(Statistics.NONE, Statistics::plus);
        assertThat(List.of(sums.recordCount(), sums.fileSizeInBytes(), sums.fileCount()))
                .as(what)
                .isEqualTo(List.of(held.recordCount(), held.fileSizeInBytes(), held.fileCount()));
    }

    private Optional<Branch> head(TableName name) {
        return bed.store
                .read(tx -> tx.relations().head(bed.catalog.catalog().id(), name))
                .map(Head::branch);
    }
}
