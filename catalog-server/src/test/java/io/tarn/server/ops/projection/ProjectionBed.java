package io.tarn.server.ops.projection;

import io.tarn.auth.Caller;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.Publication;
import io.tarn.server.ops.snapshots.SettleFiles;
import io.tarn.server.ops.tables.CreateTable;
import io.tarn.server.ops.tables.DropTable;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimonlib.PaimonContents;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.Store;
import io.tarn.server.testing.Allowed;
import io.tarn.server.testing.MovableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.BinaryArray;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.serializer.InternalRowSerializer;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.io.CompactIncrement;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.io.DataIncrement;
import org.apache.paimon.manifest.FileSource;
import org.apache.paimon.options.ExpireConfig;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.schema.SchemaManager;
import org.apache.paimon.stats.SimpleStats;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.table.sink.CommitMessageImpl;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypes;

/** A table of numbers that Paimon writes, on a real store, which is told of each snapshot. */
final class ProjectionBed {
    private static final Caller ME = Allowed.ME;
    private static final TableName TABLE = new TableName("default", "t", TableName.MAIN);

    final Store store;
    final MovableClock clock = new MovableClock();
    final Catalogs.Entry catalog;
    final FileFormats formats = new FileFormatsJson();
    private final CreateTable create;
    private UUID table;

    ProjectionBed(Store store, Path directory) {
        this.store = store;
        Location warehouse = Location.parse("file:" + directory.resolve("warehouse"));
        Catalog main = new Bootstrap(store, clock).catalog(new Catalog(Ids.next(), "main", warehouse, Layout.PLAIN));
        catalog = new Catalogs.Entry(main, new LocalStorage(warehouse, false), List.of(), Map.of());
        Publication publication =
                new Publication(store, new SettleFiles(store, CommitSteps.unobserved()), CommitSteps.unobserved());
        create = new CreateTable(
                store, Allowed.access(store), new LocationRules(store), new PaimonSchemas(), publication, clock);
        table = create("{\"file.format\":\"avro\"}");
    }

    /** Makes the table (again), of an id and a text. */
    UUID create(String options) {
        return create(
                "{\"id\":0,\"name\":\"id\",\"type\":\"INT\"},{\"id\":1,\"name\":\"text\",\"type\":\"STRING\"}",
                options);
    }

    UUID create(String fields, String options) {
        create.run(
                ME,
                catalog,
                TABLE,
                "{\"fields\":[" + fields + "],\"partitionKeys\":[],\"primaryKeys\":[],\"options\":" + options
                        + ",\"comment\":\"\"}");
        table = store.read(tx -> tx.relations()
                .head(catalog.catalog().id(), TABLE)
                .orElseThrow()
                .relation()
                .id());
        return table;
    }

    void drop() {
        new DropTable(store, Allowed.access(store), clock).run(ME, catalog, TABLE);
    }

    ProjectTable projecting(IcebergFiles iceberg) {
        return new ProjectTable(store, new PaimonContents(), iceberg, clock);
    }

    Detail detail() {
        return store.read(tx -> tx.relations().detail(table).orElseThrow());
    }

    Location location() {
        return detail().head().relation().location();
    }

    FileStoreTable paimon() {
        return FileStoreTableFactory.create(
                LocalFileIO.create(), new org.apache.paimon.fs.Path(location().toString()));
    }

    /** Commits rows with these numbers. */
    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    void write(int... ids) {
        BatchWriteBuilder builder = paimon().newBatchWriteBuilder();
        try (BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            for (int id : ids) {
                GenericRow row = new GenericRow(paimon().rowType().getFieldCount());
                row.setField(0, id);
                row.setField(1, BinaryString.fromString("text " + id));
                write.write(row);
            }
            commit.commit(write.prepareCommit());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        committed();
    }

    /** Commits files that nobody has written, each described with bounds of all columns, and takes others away. */
    @SuppressWarnings("try") // Paimon's writers: their close() throws Exception
    void commitFiles(int first, int count, int gone) {
        FileStoreTable opened = paimon();
        int columns = opened.rowType().getFieldCount();
        try (BatchTableCommit commit = opened.newBatchWriteBuilder().newCommit()) {
            commit.commit(List.of(new CommitMessageImpl(
                    BinaryRow.EMPTY_ROW,
                    0,
                    -1,
                    new DataIncrement(
                            IntStream.range(first, first + count)
                                    .mapToObj(i -> file(i, columns))
                                    .toList(),
                            IntStream.range(0, gone)
                                    .mapToObj(i -> file(i, columns))
                                    .toList(),
                            List.of()),
                    CompactIncrement.emptyIncrement())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        committed();
    }

    private static DataFileMeta file(int number, int columns) {
        GenericRow bounds = new GenericRow(columns);
        Long[] nulls = new Long[columns];
        for (int i = 0; i < columns; i++) {
            bounds.setField(i, number);
            nulls[i] = 0L;
        }
        BinaryRow row = new InternalRowSerializer(
                        Stream.generate(DataTypes::INT).limit(columns).toArray(DataType[]::new))
                .toBinaryRow(bounds);
        return DataFileMeta.forAppend(
                "data-" + number + ".avro",
                1_000,
                10,
                new SimpleStats(row, row, BinaryArray.fromLongArray(nulls)),
                0,
                9,
                0,
                List.of(),
                null,
                FileSource.APPEND,
                null,
                null,
                null,
                null);
    }

    /** Tells the store of the newest snapshot. */
    private void committed() {
        Snapshot latest = paimon().snapshotManager().latestSnapshot();
        io.tarn.server.model.Snapshot snapshot = formats.snapshot(latest.toJson());
        Branch base = detail().head().branch();
        Branch next = base.committed(snapshot, Statistics.UNKNOWN);
        store.write(tx -> {
            if (!tx.branches().advance(base, next, snapshot.schemaId(), false)) {
                throw new IllegalStateException("the head is not " + base);
            }
            tx.snapshots().insert(table, TableName.MAIN, snapshot, Statistics.UNKNOWN, clock.millis(), "me");
            return true;
        });
        store.write(tx -> tx.branches().markSnapshotPublished(next));
    }

    /** As a rollback does it, in storage and in the store. */
    void rollBackTo(long id) {
        paimon().rollbackTo(id);
        io.tarn.server.model.Snapshot snapshot =
                formats.snapshot(paimon().snapshotManager().latestSnapshot().toJson());
        Branch from = detail().head().branch();
        store.write(tx -> {
            tx.branches().move(from, from.moved(from.schemaId(), id, snapshot.uuidOrEmpty(), Statistics.UNKNOWN));
            tx.snapshots().deleteFrom(table, TableName.MAIN, id + 1);
            tx.branches().markSettled(table, TableName.MAIN);
            return true;
        });
    }

    /** Leaves the newest snapshot alone. */
    void expire() {
        paimon().newExpireSnapshots()
                .config(ExpireConfig.builder()
                        .snapshotRetainMax(1)
                        .snapshotRetainMin(1)
                        .snapshotTimeRetain(Duration.ZERO)
                        .build())
                .expire();
    }

    void addColumn(String name) {
        org.apache.paimon.schema.TableSchema schema;
        try {
            schema = new SchemaManager(
                            LocalFileIO.create(),
                            new org.apache.paimon.fs.Path(location().toString()))
                    .commitChanges(SchemaChange.addColumn(name, DataTypes.INT()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        store.write(tx -> {
            tx.schemas()
                    .insert(
                            table,
                            TableName.MAIN,
                            new TableSchema(schema.id(), schema.toString()),
                            clock.millis(),
                            "me");
            tx.branches().advanceSchema(table, TableName.MAIN, schema.id() - 1);
            tx.branches().markSchemaPublished(table, TableName.MAIN, schema.id());
            return true;
        });
    }

    Path directory() {
        return Path.of(location().path());
    }

    /** The names of the files of the table's Iceberg metadata. */
    List<String> files() {
        Path directory = directory().resolve(IcebergFiles.DIRECTORY);
        if (Files.notExists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
