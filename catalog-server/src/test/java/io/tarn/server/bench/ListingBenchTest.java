package io.tarn.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Caller;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.TestStores;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.PartitionFilter;
import io.tarn.server.model.PartitionFilter.All;
import io.tarn.server.model.PartitionFilter.Comparison;
import io.tarn.server.model.PartitionFilter.Function;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.partitions.FilterPartitions;
import io.tarn.server.ops.partitions.ListPartitions;
import io.tarn.server.ops.tables.ListAllTables;
import io.tarn.server.ops.tables.ListTables;
import io.tarn.server.ops.tables.TableSchemas;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.Store;
import io.tarn.server.testing.Allowed;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long lists take in large catalogs: the medians in milliseconds, by operation, over the store that a server uses. Run
 * by {@code ./tarn bench listing}; the sizes are {@code -Dtarn.bench.partitions} and {@code -Dtarn.bench.tables}. Small sizes make a small run.
 */
@EnabledIfSystemProperty(named = "tarn.bench.partitions", matches = "[0-9]+")
class ListingBenchTest {
    private static final int PARTITIONS = Integer.getInteger("tarn.bench.partitions", 3_000);
    private static final int TABLES = Integer.getInteger("tarn.bench.tables", 500);
    private static final int RUNS = 41;
    private static final int BATCH = 1_000;
    private static final int HOURS = 24;
    private static final int PAGE = 100;
    private static final Caller ME = Allowed.ME;
    private static final TableName TABLE = new TableName(Namespace.DEFAULT, "partitioned", TableName.MAIN);
    private static final String SCHEMA = """
            {"fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"dt","type":"STRING"},
              {"id":2,"name":"hh","type":"STRING"}],
             "partitionKeys":["dt","hh"],"primaryKeys":[],"options":{},"comment":""}
            """;

    @TempDir
    private Path directory;

    @Test
    void onTheEmbeddedStore() {
        try (Store store = TestStores.embedded(directory)) {
            new Bench("H2", store).run();
        }
    }

    @Test
    void onMariaDb() {
        try (MariaDbServer server = MariaDbServer.start();
                Store store = TestStores.on(server, "bench")) {
            new Bench("MariaDB", store).run();
        }
    }

    private final class Bench {
        private final String database;
        private final Store store;
        private final Catalogs.Entry catalog;
        private final Namespace namespace;

        Bench(String database, Store store) {
            this.database = database;
            this.store = store;
            Location warehouse = Location.parse("file:" + directory.resolve("warehouse"));
            Catalog main = new Bootstrap(store, Clock.systemUTC())
                    .catalog(new Catalog(Ids.next(), "bench", warehouse, Layout.UNIQUE));
            catalog = new Catalogs.Entry(main, new LocalStorage(warehouse, false), List.of(), Map.of());
            namespace = store.read(
                    tx -> tx.namespaces().find(main.id(), Namespace.DEFAULT).orElseThrow());
        }

        void run() {
            say("%s: %,d partitions in one table, %,d tables in one database".formatted(database, PARTITIONS, TABLES));
            partitions();
            tables();
        }

        private void partitions() {
            UUID table = insertTable(TABLE.table(), TableKind.TABLE);
            fill(
                    "partitions",
                    PARTITIONS,
                    from -> store.write(tx -> {
                        UUID set = tx.partitions()
                                .tracking(table, TableName.MAIN)
                                .orElseThrow()
                                .set();
                        int to = Math.min(PARTITIONS, from + BATCH);
                        List<String> names = IntStream.range(from, to)
                                .mapToObj(Bench::partition)
                                .toList();
                        tx.partitions().insert(table, set, names, 1, "bench");
                        return true;
                    }));
            Access access = Allowed.access(store);
            ListPartitions list = new ListPartitions(store, access);
            FilterPartitions filter = new FilterPartitions(store, access, new PaimonSchemas());
            String day = partition(PARTITIONS / 2).substring("dt=".length(), "dt=2000-01-01".length());
            PageRequest first = PageRequest.first();
            measure("first page", PAGE, () -> list.run(ME, catalog, TABLE, first));
            PageRequest deep = new PageRequest(PAGE, partition(PARTITIONS / 10), NamePattern.ANY);
            measure("deep page", PAGE, () -> list.run(ME, catalog, TABLE, deep));
            PageRequest prefix = new PageRequest(PAGE, "", NamePattern.parse("dt=" + day + "/%"));
            measure("prefix pattern", HOURS, () -> list.run(ME, catalog, TABLE, prefix));
            PartitionFilter equal = new Comparison("dt", Function.EQUAL, List.of(day));
            measure("predicate dt = x", HOURS, () -> filter.run(ME, catalog, TABLE, equal, first));
            PartitionFilter range = new Comparison("dt", Function.LESS_THAN, List.of(day));
            measure("predicate dt < x", PAGE, () -> filter.run(ME, catalog, TABLE, range, first));
            PartitionFilter both =
                    new All(List.of(equal, new Comparison("hh", Function.GREATER_OR_EQUAL, List.of("12"))));
            measure("predicate dt = x and hh >= y", HOURS / 2, () -> filter.run(ME, catalog, TABLE, both, first));
        }

        private static String partition(int i) {
            return "dt=" + LocalDate.of(1900, 1, 1).plusDays(i / HOURS) + "/hh=%02d".formatted(i % HOURS);
        }

        private void tables() {
            fill(
                    "tables",
                    TABLES,
                    from -> store.write(tx -> {
                        for (int i = from; i < Math.min(TABLES, from + BATCH); i++) {
                            tx.relations().insert(relation(Ids.next(), "t%06d".formatted(i), kind(i)));
                        }
                        return true;
                    }));
            Access access = Allowed.access(store);
            ListTables list = new ListTables(store, access);
            ListAllTables all = new ListAllTables(store, access);
            String half = "t%06d".formatted(TABLES / 2);
            measure("tables: first page", PAGE, () -> list.run(ME, catalog, "default", page("", ""), null));
            measure("tables: deep page", PAGE, () -> list.run(ME, catalog, "default", page(half, ""), null));
            measure(
                    "tables: pattern",
                    10,
                    () -> list.run(ME, catalog, "default", page("", half.substring(0, half.length() - 1) + "%"), null));
            measure(
                    "tables: tableType",
                    TABLES / 100,
                    () -> list.run(ME, catalog, "default", page("", ""), "format-table"));
            measure("all tables: first page", PAGE, () -> all.run(ME, catalog, everywhere("", "")));
            measure("all tables: deep page", PAGE, () -> all.run(ME, catalog, everywhere("default." + half, "")));
            measure(
                    "all tables: pattern",
                    10,
                    () -> all.run(ME, catalog, everywhere("", half.substring(0, half.length() - 1) + "%")));
        }

        private static TableKind kind(int i) {
            return i % 100 == 50 ? TableKind.FORMAT : TableKind.TABLE;
        }

        private static PageRequest page(String after, String pattern) {
            return new PageRequest(PAGE, after, NamePattern.parse(pattern));
        }

        private static CatalogPageRequest everywhere(String after, String pattern) {
            return new CatalogPageRequest(PAGE, after, NamePattern.ANY, NamePattern.parse(pattern));
        }

        private UUID insertTable(String name, TableKind kind) {
            TableSchemas schemas = new PaimonSchemas();
            TableSchema schema = schemas.create(TableKind.TABLE, false, SCHEMA, Map.of());
            Relation relation = relation(Ids.next(), name, kind);
            return store.write(tx -> {
                tx.relations().insert(relation);
                tx.branches().insert(Branch.empty(relation.id()));
                tx.schemas().insert(relation.id(), TableName.MAIN, schema, 1, "bench");
                tx.partitions().start(relation.id(), TableName.MAIN, schemas.partitionKeys(schema));
                return relation.id();
            });
        }

        private Relation relation(UUID id, String name, TableKind kind) {
            return new Relation(
                    id,
                    catalog.catalog().id(),
                    namespace.id(),
                    kind,
                    false,
                    name,
                    catalog.catalog().warehouse().child(id.toString()),
                    Audit.created(Allowed.ME.principal(), 1));
        }

        private void fill(String what, int size, IntConsumer batch) {
            long start = System.nanoTime();
            for (int from = 0; from < size; from += BATCH) {
                batch.accept(from);
                if (from > 0 && from % (size / 10) < BATCH) {
                    say("%s: %,d %s written".formatted(database, from, what));
                }
            }
            say("%s: %,d %s in %,d s".formatted(database, size, what, (System.nanoTime() - start) / 1_000_000_000));
        }

        /** @param least entries that the answer must have, at most a page */
        private void measure(String what, int least, Supplier<Page<?>> list) {
            double[] millis = new double[RUNS];
            for (int i = 0; i < RUNS; i++) {
                long start = System.nanoTime();
                Page<?> page = list.get();
                millis[i] = (System.nanoTime() - start) / 1e6;
                assertThat(page.entries()).as(what).hasSizeGreaterThanOrEqualTo(Math.min(least, PAGE));
            }
            Arrays.sort(millis);
            say("%-8s %-30s median %8.2f ms, worst %8.2f ms"
                    .formatted(database, what, millis[RUNS / 2], millis[RUNS - 1]));
        }
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
