package io.tarn.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.BuiltinAuthorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Grant;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.TestStores;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import io.tarn.server.ops.tables.ListAllTables;
import io.tarn.server.ops.tables.ListTables;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What it costs that a list hides what its caller may not see: each page as an admin and as callers who see a part of a
 * large database, with the decisions that a server makes for it. Run by {@code ./tarn bench listing}. Small sizes make a small run.
 */
@EnabledIfSystemProperty(named = "tarn.bench.tables", matches = "[0-9]+")
class VisibleListingBenchTest {
    private static final int TABLES = Integer.getInteger("tarn.bench.tables", 500);
    private static final int WARM_UP = 40;
    private static final int RUNS = 101;
    private static final String ADMIN = "admin";
    private static final int BATCH = 1_000;
    private static final int PAGE = 100;
    private static final int FEW = 100;
    private static final Clock CLOCK = Clock.systemUTC();

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
        private final Access access;
        private final List<UUID> tables = new ArrayList<>();
        private final Caller admin;
        private final Map<String, Caller> callers = new LinkedHashMap<>();

        Bench(String database, Store store) {
            this.database = database;
            this.store = store;
            Location warehouse = Location.parse("file:" + directory.resolve("warehouse"));
            Bootstrap bootstrap = new Bootstrap(store, CLOCK);
            Catalog main = bootstrap.catalog(new Catalog(Ids.next(), "bench", warehouse, Layout.UNIQUE));
            catalog = new Catalogs.Entry(main, new LocalStorage(warehouse, false), List.of(), Map.of());
            namespace = store.read(
                    tx -> tx.namespaces().find(main.id(), Namespace.DEFAULT).orElseThrow());
            bootstrap.root(secret -> {});
            bootstrap.adminRole();
            admin = Caller.of(store.read(tx -> tx.principals().find(Principal.Kind.USER, Bootstrap.ROOT))
                    .orElseThrow()
                    .principal());
            access = new Access(
                    store,
                    new Guard(
                            new FreshAuthorizer(store, new BuiltinAuthorizer(CLOCK), System::nanoTime),
                            (caller, operation, decision, on) -> Ids.next(),
                            table -> List.of()));
        }

        void run() {
            Principal owner = principal("owner");
            insertTables(owner);
            callers.put(ADMIN, admin);
            callers.put("%,d granted".formatted(FEW), granted("few", i -> i % (TABLES / FEW) == 0));
            callers.put("%,d granted, last".formatted(FEW), granted("last", i -> i >= TABLES - FEW));
            // Who owns tables needs something more to find the database.
            callers.put("%,d owned".formatted(FEW), granted(owner, i -> i == 0));
            say("%s: a page of %d of %,d tables".formatted(database, PAGE, TABLES));
            lists();
        }

        private void lists() {
            ListTables list = new ListTables(store, access);
            ListAllTables all = new ListAllTables(store, access);
            String half = name(TABLES / 2);
            String pattern = half.substring(0, half.length() - 3) + "%";
            measure("first page", PAGE, caller -> list.run(caller, catalog, "default", page("", ""), null));
            measure("deep page", 1, caller -> list.run(caller, catalog, "default", page(half, ""), null));
            measure("pattern", 0, caller -> list.run(caller, catalog, "default", page("", pattern), null));
            measure("tableType", PAGE, caller -> list.run(caller, catalog, "default", page("", ""), "table"));
            measure("all tables: first page", PAGE, caller -> all.run(caller, catalog, everywhere("", "")));
            measure("all tables: deep page", 1, caller -> all.run(caller, catalog, everywhere("default." + half, "")));
            measure("all tables: pattern", 0, caller -> all.run(caller, catalog, everywhere("", pattern)));
        }

        private void insertTables(Principal owner) {
            for (int from = 0; from < TABLES; from += BATCH) {
                int to = Math.min(TABLES, from + BATCH);
                List<Relation> batch = IntStream.range(from, to)
                        .mapToObj(i -> relation(i, i % (TABLES / FEW) == 1 ? owner : admin.principal()))
                        .toList();
                store.write(tx -> {
                    batch.forEach(tx.relations()::insert);
                    return true;
                });
                batch.forEach(table -> tables.add(table.id()));
            }
        }

        private Relation relation(int i, Principal owner) {
            UUID id = Ids.next();
            return new Relation(
                    id,
                    catalog.catalog().id(),
                    namespace.id(),
                    TableKind.TABLE,
                    false,
                    name(i),
                    catalog.catalog().warehouse().child(id.toString()),
                    Audit.created(owner, 1));
        }

        private Principal principal(String name) {
            Principal principal = new Principal(Ids.next(), Principal.Kind.USER, name);
            store.write(tx -> {
                tx.principals().insert(principal, false, change(tx));
                return true;
            });
            return principal;
        }

        private Caller granted(String name, IntPredicate which) {
            return granted(principal(name), which);
        }

        private Caller granted(Principal principal, IntPredicate which) {
            store.write(tx -> {
                PolicyChange change = change(tx);
                IntStream.range(0, TABLES)
                        .filter(which)
                        .forEach(i -> tx.permissions().insert(grant(principal, tables.get(i)), "", change));
                return true;
            });
            return Caller.of(principal);
        }

        private Grant grant(Principal principal, UUID table) {
            return new Grant(
                    Ids.next(),
                    principal.id(),
                    ResourceType.TABLE,
                    table,
                    catalog.catalog().id(),
                    namespace.id(),
                    Privilege.SELECT,
                    null,
                    0);
        }

        private static PolicyChange change(Transaction tx) {
            return new PolicyChange(tx.policyEpoch().advance(), 1, "bench");
        }

        private static String name(int i) {
            return "t%06d".formatted(i);
        }

        private static PageRequest page(String after, String pattern) {
            return new PageRequest(PAGE, after, NamePattern.parse(pattern));
        }

        private static CatalogPageRequest everywhere(String after, String pattern) {
            return new CatalogPageRequest(PAGE, after, NamePattern.ANY, NamePattern.parse(pattern));
        }

        /**
         * One request of each caller after the other, so that all meet the same state of the machine.
         *
         * @param least entries that each answer must have
         */
        private void measure(String what, int least, Function<Caller, Page<?>> list) {
            Map<String, double[]> millis = new LinkedHashMap<>();
            callers.keySet().forEach(who -> millis.put(who, new double[RUNS]));
            for (int i = -WARM_UP; i < RUNS; i++) {
                int run = i;
                callers.forEach((who, caller) -> {
                    long start = System.nanoTime();
                    Page<?> page = list.apply(caller);
                    millis.get(who)[Math.max(run, 0)] = (System.nanoTime() - start) / 1e6;
                    assertThat(page.entries()).as("%s for %s", what, who).hasSizeBetween(least, PAGE);
                });
            }
            millis.values().forEach(Arrays::sort);
            double[] admins = millis.get(ADMIN);
            millis.forEach((who, times) -> say("%-8s %-22s %-18s median %8.2f ms, %6.2f times an admin's;"
                            .formatted(database, what, who, median(times), median(times) / median(admins))
                    + " least %8.2f ms, %6.2f times".formatted(times[0], times[0] / admins[0])));
        }

        private static double median(double[] sorted) {
            return sorted[sorted.length / 2];
        }
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
