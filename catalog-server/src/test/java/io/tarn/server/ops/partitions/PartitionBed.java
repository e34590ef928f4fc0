package io.tarn.server.ops.partitions;

import static org.awaitility.Awaitility.await;

import io.tarn.auth.Caller;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.ops.tables.CreateTable;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.PartitionRows.BranchKey;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.Store;
import io.tarn.server.testing.Allowed;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A table partitioned by {@code dt} and {@code hh}, on a real store, with the operations and jobs around it. */
final class PartitionBed {
    static final Caller ME = Allowed.ME;
    static final TableName TABLE = new TableName("default", "t", TableName.MAIN);
    private static final String SCHEMA = """
            {"fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"dt","type":"STRING"},
              {"id":2,"name":"hh","type":"INT"}],
             "partitionKeys":["dt","hh"],"primaryKeys":[],"options":{"file.format":"avro"},"comment":""}
            """;

    final Store store;
    final Catalogs.Entry catalog;
    final UUID table;
    final ListPartitions list;
    final FindPartitions find;
    final FilterPartitions filter;
    final ChangePartitions change;
    final FoldPartitions fold;
    final RecountPartitions recount;

    PartitionBed(Store store, Path directory, PartitionCounter counter) {
        this.store = store;
        Clock clock = Clock.systemUTC();
        Location warehouse = Location.parse("file:" + directory.resolve("warehouse-" + Ids.next()));
        Catalog main = new Bootstrap(store, clock)
                .catalog(new Catalog(Ids.next(), "catalog-" + Ids.next(), warehouse, Layout.UNIQUE));
        catalog = new Catalogs.Entry(main, new LocalStorage(warehouse, false), List.of(), Map.of());
        Catalogs catalogs = new Catalogs(List.of(catalog));
        Access access = Allowed.access(store);
        Publication publication =
                new Publication(store, new SettleFiles(store, CommitSteps.unobserved()), CommitSteps.unobserved());
        new CreateTable(store, access, new LocationRules(store), new PaimonSchemas(), publication, clock)
                .run(ME, catalog, TABLE, SCHEMA);
        table = store.read(tx ->
                tx.relations().head(main.id(), TABLE).orElseThrow().relation().id());
        list = new ListPartitions(store, access);
        find = new FindPartitions(store, access);
        filter = new FilterPartitions(store, access, new PaimonSchemas());
        change = new ChangePartitions(store, access, clock);
        fold = new FoldPartitions(store, "server", clock);
        recount = new RecountPartitions(
                store, catalogs, new PaimonSchemas(), counter, PartitionBed::snapshotOf, "server", clock);
    }

    /** A branch of the table that begins where main stands, as a new one does: its partitions are not known yet. */
    TableName branch(String name) {
        store.write(tx -> {
            Branch main =
                    tx.relations().head(table, TableName.MAIN).orElseThrow().branch();
            tx.branches().insert(main.copied(name, 1));
            tx.branches().markSettled(table, name);
            tx.schemas()
                    .insert(
                            table,
                            name,
                            tx.schemas().find(table, TableName.MAIN, 0).orElseThrow(),
                            1,
                            "me");
            for (long id = 1; id <= main.snapshotId(); id++) {
                Snapshot copied = snapshotOf(
                        tx.snapshots().body(table, TableName.MAIN, id).orElseThrow());
                tx.snapshots().insert(table, name, copied, Statistics.UNKNOWN, 1, "me");
            }
            tx.partitions().forget(table, name);
            return true;
        });
        return new TableName(TABLE.database(), TABLE.table(), name);
    }

    Branch head(TableName name) {
        return store.read(
                tx -> tx.relations().head(table, name.branch()).orElseThrow().branch());
    }

    /** @return the snapshot's writer, whom no other one has; empty when somebody else was first */
    Optional<String> commit(TableName name, List<PartitionChange> changes) {
        Branch base = head(name);
        Snapshot snapshot = snapshot(base.snapshotId() + 1, Ids.next().toString());
        Statistics change = changes.stream().map(PartitionChange::sizes).reduce(Statistics.NONE, Statistics::plus);
        Branch next = base.committed(snapshot, base.statistics().plus(change));
        boolean won = store.write(tx -> {
            if (!tx.branches().advance(base, next, 0, false)) {
                return false;
            }
            tx.snapshots().insert(table, name.branch(), snapshot, next.statistics(), 1, "me");
            PartitionLedger.record(tx, next, changes, 1, "me");
            return true;
        });
        store.write(tx -> tx.branches().markSnapshotPublished(next));
        return won ? Optional.of(snapshot.commitUser()) : Optional.empty();
    }

    private static Snapshot snapshot(long id, String writer) {
        return new Snapshot(
                id,
                null,
                0,
                writer,
                id,
                "APPEND",
                "base-" + id,
                "delta-" + id,
                null,
                id + " " + writer,
                Snapshot.Counts.UNKNOWN);
    }

    private static Snapshot snapshotOf(String json) {
        return snapshot(Long.parseLong(json.split(" ", 2)[0]), json.split(" ", 2)[1]);
    }

    void forget(TableName name) {
        store.write(tx -> {
            tx.partitions().forget(table, name.branch());
            return true;
        });
    }

    State state(TableName name) {
        return store.read(tx ->
                tx.partitions().tracking(table, name.branch()).orElseThrow().state());
    }

    boolean foldOne(TableName name) {
        return store.write(tx -> FoldPartitions.foldOne(tx, new BranchKey(table, name.branch())));
    }

    /** Counts and folds until nothing is left to do. */
    void settle(TableName name) {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            boolean more = recount.run();
            more = fold.run() || more;
            return !more && state(name) == State.EXACT;
        });
    }

    /** All pages of a list. */
    List<Partition> all(TableName name, int size) {
        List<Partition> all = new ArrayList<>();
        String after = "";
        while (true) {
            Page<Partition> page = list.run(ME, catalog, name, new PageRequest(size, after, NamePattern.ANY));
            all.addAll(page.entries());
            if (page.nextToken() == null) {
                return all;
            }
            after = page.nextToken();
        }
    }
}
