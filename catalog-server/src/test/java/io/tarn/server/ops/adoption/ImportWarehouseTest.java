package io.tarn.server.ops.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.tarn.auth.Principal;
import io.tarn.server.TestStores;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.files.Storage;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.adoption.Imported.Outcome;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.testing.Allowed;
import io.tarn.server.testing.PaimonLake;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.paimon.table.FileStoreTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers that were not stopped, at every moment of an import, and an import that dies. */
class ImportWarehouseTest {
    @TempDir
    private Path directory;

    private Store store;
    private PaimonLake lake;
    private FileStoreTable table;
    private Catalogs.Entry catalog;
    private Runnable atBranchListing = () -> {};
    private int branchListings;

    @BeforeEach
    void open() {
        store = TestStores.embedded(directory.resolve("data"));
        Path warehouse = directory.resolve("warehouse");
        lake = new PaimonLake(warehouse);
        table = lake.create("d", "t", true, Map.of());
        lake.write(table, "mon");
        Location root = Location.parse(warehouse.toString());
        Catalog main =
                new Bootstrap(store, Clock.systemUTC()).catalog(new Catalog(Ids.next(), "main", root, Layout.UNIQUE));
        catalog = new Catalogs.Entry(main, listening(new LocalStorage(root, false)), List.of(), Map.of());
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A storage that calls {@link #atBranchListing} before it lists the branches of a table. */
    private Storage listening(Storage real) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("directories")
                            && arguments[0].toString().endsWith("/branch")) {
                        branchListings++;
                        atBranchListing.run();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aCommitWhileItWaitsForQuietIsNoticed() {
        List<Duration> waited = new ArrayList<>();
        Imported result = run(
                Duration.ofMinutes(1),
                time -> {
                    waited.add(time);
                    lake.write(table, "tue");
                },
                told -> {});

        assertThat(waited).hasSize(1);
        assertThat(waited.get(0)).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertThat(result.outcome()).isEqualTo(Outcome.BEING_WRITTEN);
        assertThat(result.text()).contains("main at snapshot 1", "main at snapshot 2", "stop the jobs");
        assertThat(head()).isEmpty();
        assertThat(run().outcome()).as("of the next run").isEqualTo(Outcome.ADOPTED);
        assertThat(head().orElseThrow().branch().snapshotId()).isEqualTo(2);
    }

    @Test
    void aCommitBetweenTheRowsAndTheLastLookTakesEverythingBack() {
        atBranchListing = () -> {
            if (branchListings == 4) {
                lake.write(table, "tue");
            }
        };
        Imported result = run();

        assertThat(branchListings).isEqualTo(4);
        assertThat(result.outcome()).isEqualTo(Outcome.BEING_WRITTEN);
        assertThat(result.text()).contains("nothing was adopted");
        assertThat(head()).isEmpty();
        Location place = Location.parse(lake.directory("d", "t").toString());
        assertThat(store.<Boolean>read(tx -> tx.locations().ownerOf(place).isPresent()))
                .isFalse();
        assertThat(run().outcome()).as("of the next run").isEqualTo(Outcome.ADOPTED);
    }

    @Test
    void aCommitAfterTheAdoptionIsSaidAtTheEndAndByTheNextRun() {
        Imported result = run(Duration.ZERO, time -> {}, told -> {
            if (told.outcome() == Outcome.ADOPTED) {
                lake.write(table, "tue");
            }
        });

        assertThat(result.outcome()).isEqualTo(Outcome.BEING_WRITTEN);
        assertThat(result.text()).contains("snapshot 2 of main was written around the catalog since");
        assertThat(head().orElseThrow().branch().snapshotId()).isEqualTo(1);
        assertThat(run().outcome()).isEqualTo(Outcome.BEING_WRITTEN);
    }

    @Test
    void whatARunThatDiedHasAdoptedIsThereForTheNext() {
        lake.create("d", "a", false, Map.of());
        List<Imported> told = new ArrayList<>();
        assertThatThrownBy(() -> all(Duration.ZERO, time -> {}, result -> {
                    told.add(result);
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        assertThat(told).hasSize(1);

        assertThat(all(Duration.ZERO, time -> {}, result -> {}))
                .extracting(Imported::name, Imported::outcome)
                .containsExactly(tuple("d.a", Outcome.ALREADY_THERE), tuple("d.t", Outcome.ADOPTED));
    }

    private Imported run() {
        return run(Duration.ZERO, time -> {}, told -> {});
    }

    private Imported run(Duration quiet, ImportWarehouse.Pause pause, Consumer<Imported> told) {
        List<Imported> results = all(quiet, pause, told);
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    private List<Imported> all(Duration quiet, ImportWarehouse.Pause pause, Consumer<Imported> told) {
        Principal me = Allowed.ME.principal();
        Location warehouse = catalog.catalog().warehouse();
        return new ImportWarehouse(
                        store,
                        new LocationRules(store),
                        new PaimonSchemas(),
                        new FileFormatsJson(),
                        pause,
                        Clock.systemUTC())
                .run(
                        Allowed.ME,
                        new ImportWarehouse.Request(catalog, warehouse, false, false, name -> true, quiet, me),
                        new WarehouseDirectories(catalog.storage(), warehouse),
                        told);
    }

    private Optional<Head> head() {
        return store.read(tx -> tx.relations().head(catalog.catalog().id(), new TableName("d", "t", TableName.MAIN)));
    }
}
