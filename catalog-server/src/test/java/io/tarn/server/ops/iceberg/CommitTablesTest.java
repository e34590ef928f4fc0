package io.tarn.server.ops.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.Operation;
import io.tarn.server.TestStores;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.iceberglib.IcebergDocuments;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.CommitSteps;
import io.tarn.server.ops.snapshots.FaultyStorage;
import io.tarn.server.ops.snapshots.FaultyStore;
import io.tarn.server.ops.snapshots.FaultyStore.Fault;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.PolicyColumns;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.testing.Allowed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits whose database answers badly, or not at all; storage that is asked while a transaction is open fails the test. */
class CommitTablesTest {
    private static final TableName ONE = new TableName("default", "one", TableName.MAIN);
    private static final TableName TWO = new TableName("default", "two", TableName.MAIN);

    private static Store shared;

    @TempDir
    Path directory;

    private FaultyStore store;
    private Catalogs.Entry catalog;
    private NativeTables tables;
    private MetadataFiles files;
    private CommitTables commit;
    private DropTable drop;
    private CreateTable create;

    @BeforeAll
    static void open(@TempDir Path directory) {
        shared = TestStores.embedded(directory);
    }

    @AfterAll
    static void close() {
        shared.close();
    }

    @BeforeEach
    void makeTables() {
        Clock clock = Clock.systemUTC();
        store = new FaultyStore(shared);
        Location warehouse = Location.parse("file:" + directory.resolve("warehouse"));
        Catalog main = new Bootstrap(store, clock)
                .catalog(new Catalog(Ids.next(), "catalog-" + Ids.next(), warehouse, Layout.UNIQUE));
        catalog = new Catalogs.Entry(main, new FaultyStorage(new LocalStorage(warehouse, false)), List.of(), Map.of());
        Access access = Allowed.access(store);
        TableDocuments documents = new IcebergDocuments();
        tables = new NativeTables(store, access);
        files = new MetadataFiles(documents);
        IcebergPlaces places = new IcebergPlaces(access, new LocationRules(store), files);
        TableRows rows = new TableRows(store, new PaimonSchemas(), new PolicyColumns(new PaimonSchemas()), clock);
        ApplyChanges apply = new ApplyChanges(store, files, CommitSteps.unobserved());
        commit = new CommitTables(store, access, tables, documents, files, places, rows, apply);
        drop = new DropTable(store, tables, files, clock);
        create = new CreateTable(access, tables, documents, places, rows, apply);
        createTable(ONE);
        createTable(TWO);
    }

    private void createTable(TableName name) {
        create.run(
                Allowed.ME,
                catalog,
                new CreateTable.Request(
                        name,
                        null,
                        false,
                        "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"id\":1,\"name\":\"a\",\"required\":false,\"type\":\"int\"}]}}"));
    }

    private static CommitRequest set(TableName name, String key, String requirement) {
        return new CommitRequest(
                name,
                Set.of("set-properties"),
                Set.of(),
                "{\"requirements\":[" + requirement + "],\"updates\":[{\"action\":\"set-properties\",\"updates\":{\""
                        + key + "\":\"x\"}}]}");
    }

    private LoadTable.Loaded loaded(TableName name) {
        Location file =
                tables.get(Allowed.ME, Operation.GET_TABLE, catalog, name).metadata();
        return new LoadTable.Loaded(file, files.read(catalog, file));
    }

    private Set<String> properties(TableName name) {
        return loaded(name).document().properties().keySet();
    }

    private long files(TableName name) throws IOException {
        Path metadata =
                Path.of(Location.parse(loaded(name).document().location()).path(), "metadata");
        try (Stream<Path> files = Files.list(metadata)) {
            return files.count();
        }
    }

    private void run(CommitRequest... requests) {
        commit.run(Allowed.ME, catalog, List.of(requests));
    }

    @Test
    void anAnswerThatWasLostAfterTheCommitIsFoundInTheRow() throws IOException {
        store.failOnce(Fault.APPLIED_WITHOUT_ANSWER);
        run(set(ONE, "a", ""));
        assertThat(properties(ONE)).contains("a");
        assertThat(files(ONE)).isEqualTo(2);
    }

    @Test
    void whatMayHaveBeenCommittedIsUnknownAndItsFileStays() throws IOException {
        store.failOnce(Fault.LOST_WITHOUT_ANSWER);
        assertThatThrownBy(() -> run(set(ONE, "a", "")))
                .isInstanceOfSatisfying(
                        TarnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_UNKNOWN));
        assertThat(files(ONE)).isEqualTo(2);
        assertThat(properties(ONE)).doesNotContain("a");
        run(set(ONE, "a", ""));
        assertThat(properties(ONE)).contains("a");
    }

    @Test
    void whatWasNotCommittedForCertainLeavesNoFile() throws IOException {
        store.failOnce(Fault.UNAVAILABLE);
        assertThatThrownBy(() -> run(set(ONE, "a", ""))).isInstanceOf(StoreUnavailableException.class);
        assertThat(files(ONE)).isEqualTo(1);
        assertThat(properties(ONE)).doesNotContain("a");
    }

    @Test
    void whoLosesIsAppliedToTheNewerMetadata() throws IOException {
        store.meanwhile(() -> run(set(ONE, "other", "")));
        run(set(ONE, "a", ""));
        assertThat(properties(ONE)).contains("a", "other");
        assertThat(files(ONE)).as("the first, the other's and its own").isEqualTo(3);
        assertThat(loaded(ONE).document().formerFiles()).hasSize(2);
    }

    @Test
    void whoLosesWhatItRequiresIsToldSo() throws IOException {
        String uuid = loaded(ONE).document().uuid();
        store.meanwhile(() -> {
            drop.run(Allowed.ME, catalog, ONE, false);
            createTable(ONE);
        });
        assertThatThrownBy(() -> run(set(ONE, "a", "{\"type\":\"assert-table-uuid\",\"uuid\":\"" + uuid + "\"}")))
                .isInstanceOfSatisfying(
                        TarnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_CONFLICT));
        assertThat(files(ONE)).isEqualTo(1);
    }

    @Test
    void aDropMeanwhileIsFound() {
        store.meanwhile(() -> drop.run(Allowed.ME, catalog, ONE, false));
        assertThatThrownBy(() -> run(set(ONE, "a", "")))
                .isInstanceOfSatisfying(
                        TarnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
    }

    @Test
    void aTransactionThatLosesOneTableChangesNoneBeforeItIsTriedAgain() throws IOException {
        String empty = "{\"type\":\"assert-ref-snapshot-id\",\"ref\":\"main\",\"snapshot-id\":null}";
        store.meanwhile(() -> run(set(TWO, "other", "")));
        run(set(ONE, "a", empty), set(TWO, "a", empty));
        assertThat(properties(ONE)).contains("a");
        assertThat(properties(TWO)).contains("a", "other");
        assertThat(files(ONE)).isEqualTo(2);
        assertThat(files(TWO)).isEqualTo(3);
    }

    @Test
    void aTransactionWithoutAnAnswerIsThereWhollyOrNotAtAll() {
        store.failOnce(Fault.LOST_WITHOUT_ANSWER);
        assertThatThrownBy(() -> run(set(ONE, "a", ""), set(TWO, "a", "")))
                .isInstanceOfSatisfying(
                        TarnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COMMIT_UNKNOWN));
        assertThat(properties(ONE)).doesNotContain("a");
        assertThat(properties(TWO)).doesNotContain("a");
        store.failOnce(Fault.APPLIED_WITHOUT_ANSWER);
        run(set(ONE, "a", ""), set(TWO, "a", ""));
        assertThat(properties(ONE)).contains("a");
        assertThat(properties(TWO)).contains("a");
    }
}
