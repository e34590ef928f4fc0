package io.tarn.server.ops.snapshots;

import io.tarn.auth.Caller;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.tables.AlterTable;
import io.tarn.server.ops.tables.CreateTable;
import io.tarn.server.ops.tables.CurrentSchema;
import io.tarn.server.ops.tables.DropTable;
import io.tarn.server.ops.tables.GetTable;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.PolicyColumns;
import io.tarn.server.ops.tables.TableSchemas;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.testing.Allowed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The real operations over a real embedded store and a real directory, wired as the server wires them. */
final class CommitBed {
    static final Caller ME = Allowed.ME;
    static final TableName TABLE = new TableName("default", "t", TableName.MAIN);
    private static final String SCHEMA = """
            {"fields":[{"id":0,"name":"id","type":"INT"}],"partitionKeys":[],"primaryKeys":[],"options":{},"comment":""}
            """;

    final FaultyStore store;
    final FaultyStorage storage;
    final Catalogs.Entry catalog;
    final AtomicReference<CommitSteps> steps = new AtomicReference<>(CommitSteps.unobserved());
    final PublishedHeads heads;
    final CommitSnapshot commit;
    final GetSnapshot getSnapshot;
    final ListSnapshots listSnapshots;
    final CreateTable createTable;
    final DropTable dropTable;
    final AlterTable alterTable;
    final GetTable getTable;

    private final String schema;

    /** A bed with a catalog and a directory of its own, on a store that several beds may share. */
    CommitBed(Store shared, Path directory) {
        this(shared, directory, SCHEMA);
    }

    /** @param schema of the table */
    CommitBed(Store shared, Path directory, String schema) {
        this.schema = schema;
        Clock clock = Clock.systemUTC();
        store = new FaultyStore(shared);
        Location warehouse = Location.parse("file:" + directory.resolve("warehouse"));
        storage = new FaultyStorage(new LocalStorage(warehouse, false));
        Catalog main = new Bootstrap(store, clock)
                .catalog(new Catalog(Ids.next(), "catalog-" + Ids.next(), warehouse, Layout.UNIQUE));
        catalog = new Catalogs.Entry(main, storage, List.of(), Map.of());
        Access access = Allowed.access(store);
        CommitSteps observed = step -> steps.get().reached(step);
        heads = PublishedHeads.toldLater(store);
        Publication publication =
                new Publication(store, new SettleFiles(store, observed), heads, observed, CommitObserver.all());
        commit = new CommitSnapshot(
                store,
                access,
                publication,
                new ExternalHistory(store, new FileFormatsJson(), observed),
                observed,
                CommitObserver.all(),
                clock);
        getSnapshot = new GetSnapshot(store, access, publication);
        listSnapshots = new ListSnapshots(new LoadBranch(access, publication), new FileFormatsJson());
        TableSchemas schemas = new PaimonSchemas();
        LocationRules locations = new LocationRules(store);
        CurrentSchema current = new CurrentSchema(publication, schemas);
        createTable = new CreateTable(store, access, locations, schemas, publication, clock);
        alterTable = new AlterTable(
                store, access, locations, schemas, current, publication, new PolicyColumns(new PaimonSchemas()), clock);
        getTable = new GetTable(store, access, current);
        dropTable = new DropTable(store, access, clock);
        createTable();
    }

    void createTable() {
        createTable.run(ME, catalog, TABLE, schema);
    }

    void dropTable() {
        dropTable.run(ME, catalog, TABLE);
    }

    boolean commit(Snapshot snapshot) {
        return commit(snapshot, null);
    }

    boolean commit(Snapshot snapshot, @Nullable String baseUuid) {
        return commit.run(
                ME,
                catalog,
                new CommitSnapshot.Request(
                        TABLE, tableId().toString(), baseUuid, snapshot, new Statistics(1, 10, 1, 5), List.of()));
    }

    /** As a client writes it: every commit has manifest lists of its own. */
    static Snapshot snapshot(long id, String writer, @Nullable String uuid) {
        return snapshot(id, writer, uuid, 0);
    }

    static Snapshot snapshot(long id, String writer, @Nullable String uuid, long schemaId) {
        String base = "manifest-list-" + writer + "-" + id + "-0";
        String delta = "manifest-list-" + writer + "-" + id + "-1";
        String json = ("{ \"version\":3, \"id\":%d,%s \"schemaId\":%d, \"baseManifestList\":\"%s\","
                        + " \"deltaManifestList\":\"%s\", \"commitUser\":\"%s\", \"commitIdentifier\":%d,"
                        + " \"commitKind\":\"APPEND\", \"timeMillis\":1.50, \"unknownMember\":\"größe 😀\" }")
                .formatted(id, uuid == null ? "" : " \"uuid\":\"" + uuid + "\",", schemaId, base, delta, writer, id);
        return new Snapshot(id, uuid, schemaId, writer, id, "APPEND", base, delta, null, json, Snapshot.Counts.UNKNOWN);
    }

    static Snapshot snapshot(long id, String writer) {
        return snapshot(id, writer, writer + "-" + id);
    }

    /** The head when the database has been told of all files. */
    Head toldHead() {
        heads.run();
        return head();
    }

    Head head() {
        return store.read(
                tx -> tx.relations().head(catalog.catalog().id(), TABLE).orElseThrow());
    }

    UUID tableId() {
        return head().relation().id();
    }

    Optional<String> row(long id) {
        UUID table = tableId();
        return store.read(tx -> tx.snapshots().body(table, TableName.MAIN, id));
    }

    Path snapshotDirectory() {
        return Path.of(head().relation().location().path()).resolve("snapshot");
    }

    Path snapshotFile(long id) {
        return snapshotDirectory().resolve("snapshot-" + id);
    }

    Optional<String> file(long id) {
        return read(snapshotFile(id));
    }

    Optional<String> hint(String name) {
        return read(snapshotDirectory().resolve(name));
    }

    static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
