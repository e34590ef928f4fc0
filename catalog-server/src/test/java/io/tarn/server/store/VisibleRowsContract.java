package io.tarn.server.store;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Grant;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Visibility;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Branch;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Ids;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.View;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.testing.Allowed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lists show a caller that sees a part: a few named objects, what it owns, whole databases, and many objects. */
abstract class VisibleRowsContract extends StoreBed {
    private static final Set<UUID> NONE = Set.of();
    private static final int MANY = 1_100;

    private final Principal me = new Principal(Ids.next(), Principal.Kind.USER, "me-" + Ids.next());
    private final Principal role = new Principal(Ids.next(), Principal.Kind.ROLE, "role-" + Ids.next());
    private final Set<UUID> mine = Set.of(me.id(), role.id());
    private final Map<QualifiedName, UUID> ids = new LinkedHashMap<>();

    VisibleRowsContract(Store store) {
        super(store);
    }

    @Test
    void whoSeesNothingIsShownNothing() {
        insertAll(database, 3, i -> true);
        for (Set<UUID> owners : List.of(NONE, Set.of(Ids.next()))) {
            Visibility nothing = new Visibility(false, NONE, NONE, owners);
            assertThat(names(nothing, "")).isEmpty();
            assertThat(details(nothing)).isEmpty();
            assertThat(everywhere(nothing)).isEmpty();
            assertThat(databases(nothing)).isEmpty();
        }
    }

    @Test
    void aFewObjectsAndWhatIsOwnedAreShownOnceAndInOrder() {
        insertAll(database, 9, i -> i % 3 == 0);
        Namespace other = insertDatabase("db.other");
        insertAll(other, 9, i -> false);
        Set<UUID> objects = Set.of(id("db", 8), id("db", 3), id("db", 1), id("db.other", 2), Ids.next());
        Visibility some = new Visibility(false, NONE, objects, mine);
        assertThat(names(some, "")).containsExactly("t0000", "t0001", "t0003", "t0006", "t0008");
        assertThat(names(some, "t0001")).containsExactly("t0001");
        assertThat(names(some, "t0002")).isEmpty();
        assertThat(names(some, "t%")).hasSize(5);
        assertThat(details(some)).isEqualTo(names(some, ""));
        assertThat(everywhere(some))
                .containsExactly("db.t0000", "db.t0001", "db.t0003", "db.t0006", "db.t0008", "db.other.t0002");
    }

    @Test
    void aFewObjectsStandInTheOrderOfTheWholeList() {
        Set<UUID> objects = Stream.of("a", "Ａ", "\uE000", "😀", "😁", "b😀", "bＡ", "b")
                .map(name -> insertTable(name).id())
                .collect(toSet());
        Function<Visibility, List<String>> list = who -> pages(size -> after -> store.<Page<String>>read(
                tx -> tx.relations().list(database.id(), request(size, after, ""), null, who)));
        assertThat(list.apply(new Visibility(false, NONE, objects, mine)))
                .hasSize(8)
                .isEqualTo(list.apply(Visibility.EVERYTHING));
    }

    @Test
    void aWholeDatabaseIsShownWithAFewObjectsOfOthers() {
        insertAll(database, 3, i -> false);
        Namespace whole = insertDatabase("a");
        insertAll(whole, 3, i -> i == 1);
        insertAll(insertDatabase("hidden"), 3, i -> false);
        insertDatabase("empty");
        Visibility some = new Visibility(false, Set.of(whole.id()), Set.of(id("db", 2)), mine);
        assertThat(everywhere(some)).containsExactly("a.t0000", "a.t0001", "a.t0002", "db.t0002");
        assertThat(names(some, "")).containsExactly("t0002");
        assertThat(pages(size -> after -> store.<Page<String>>read(
                        tx -> tx.relations().list(whole.id(), request(size, after, ""), null, some))))
                .containsExactly("t0000", "t0001", "t0002");
        Visibility wholeAlone = new Visibility(false, Set.of(whole.id()), NONE, NONE);
        assertThat(everywhere(wholeAlone)).containsExactly("a.t0000", "a.t0001", "a.t0002");
    }

    @Test
    void viewsAndFunctionsAreHiddenLikeTables() {
        insertTable("table");
        List<View> views =
                List.of(view("v1", me), view("v2", Allowed.ME.principal()), view("v3", Allowed.ME.principal()));
        views.forEach(this::insert);
        List<Routine> functions = List.of(
                routine("f1", Allowed.ME.principal()), routine("f2", role), routine("f3", Allowed.ME.principal()));
        functions.forEach(this::insert);
        Set<UUID> objects = Set.of(views.get(2).id(), functions.get(0).id());
        Visibility some = new Visibility(false, NONE, objects, mine);
        assertThat(pages(size -> after -> store.<Page<String>>read(
                        tx -> tx.views().names(database.id(), request(size, after, ""), some))))
                .containsExactly("v1", "v3");
        assertThat(store.<Page<View>>read(tx -> tx.views().list(database.id(), PageRequest.first(), some))
                        .entries())
                .containsExactly(views.get(0), views.get(2));
        assertThat(pages(size -> after -> store.<Page<QualifiedName>>read(
                                tx -> tx.views().list(catalog, everything(size, after), some))
                        .map(QualifiedName::toString)))
                .containsExactly("db.v1", "db.v3");
        assertThat(pages(size -> after -> store.<Page<String>>read(
                        tx -> tx.routines().names(database.id(), request(size, after, ""), some))))
                .containsExactly("f1", "f2");
        assertThat(store.<Page<Routine>>read(tx -> tx.routines().list(database.id(), PageRequest.first(), some))
                        .entries())
                .containsExactly(functions.get(0), functions.get(1));
        assertThat(everywhere(some)).isEmpty();
    }

    @Test
    void databasesAreShownByIdAndToTheirOwner() {
        Namespace owned = new Namespace(Ids.next(), catalog, "owned", Map.of(), 0, Audit.created(me, NOW));
        insert(owned);
        insertDatabase("hidden");
        assertThat(databases(new Visibility(false, NONE, Set.of(database.id()), mine)))
                .containsExactly("db", "owned");
    }

    @Test
    void manyObjectsAreShownByWhatIsGrantedNow() {
        insertAll(database, MANY, i -> i == 1);
        Namespace elsewhere = insertDatabase("elsewhere");
        insertAll(elsewhere, 3, i -> false);
        insert(me);
        insert(role);
        Set<UUID> granted = new HashSet<>(ids.values());
        granted.remove(id("db", 0));
        granted.remove(id("db", 1));
        granted.remove(id("elsewhere", 0));
        store.write(tx -> {
            PolicyChange change = change(tx);
            for (UUID table : granted) {
                for (Privilege privilege : List.of(Privilege.SELECT, Privilege.UPDATE)) {
                    tx.permissions().insert(grant(me, table, database, privilege, 0), "", change);
                }
            }
            tx.permissions().insert(grant(me, id("db", 0), database, Privilege.SELECT, 1), "", change);
            return true;
        });
        List<String> shown =
                IntStream.range(1, MANY).mapToObj(VisibleRowsContract::name).toList();
        Visibility many = many(NONE, granted, Set.of(database.id(), elsewhere.id()), mine);
        assertThat(names(many, "")).isEqualTo(shown);
        assertThat(names(many, "t000%")).isEqualTo(shown.subList(0, 9));
        assertThat(details(many)).isEqualTo(shown);
        assertThat(everywhere(many))
                .hasSize(shown.size() + 2)
                .startsWith("db.t0001")
                .endsWith("elsewhere.t0001", "elsewhere.t0002");
        Visibility whole = many(Set.of(elsewhere.id()), granted, Set.of(database.id()), mine);
        assertThat(everywhere(whole)).hasSize(shown.size() + 3).contains("elsewhere.t0000");
        store.write(tx -> {
            tx.permissions().endOf(me.id(), change(tx));
            return true;
        });
        assertThat(names(many, "")).as("of what is granted no more").containsExactly("t0001");
    }

    @Test
    void whoeverOwnsManyIsShownAllOfThemAndWhatItWasGranted() {
        insertAll(database, MANY, i -> i >= 50);
        Visibility owner = new Visibility(false, NONE, Set.of(id("db", 7)), mine);
        List<String> shown = IntStream.range(0, MANY)
                .filter(i -> i == 7 || i >= 50)
                .mapToObj(VisibleRowsContract::name)
                .toList();
        assertThat(names(owner, "")).isEqualTo(shown);
        assertThat(names(owner, "t00%")).isEqualTo(shown.subList(0, 51));
        assertThat(everywhere(owner))
                .isEqualTo(shown.stream().map(name -> "db." + name).toList());
    }

    @Test
    void grantsInManyDatabasesShowThoseDatabases() {
        insert(me);
        List<Namespace> databases = IntStream.range(0, MANY)
                .mapToObj(i -> namespace("d%04d".formatted(i)))
                .toList();
        store.write(tx -> {
            PolicyChange change = change(tx);
            for (Namespace each : databases) {
                tx.namespaces().insert(each);
                tx.permissions().insert(grant(me, Ids.next(), each, Privilege.SELECT, 0), "", change);
            }
            return true;
        });
        Set<UUID> granted = new HashSet<>(databases.stream().map(Namespace::id).toList());
        assertThat(databases(many(NONE, granted, NONE, mine)))
                .isEqualTo(databases.stream().map(Namespace::name).toList());
    }

    private void insertAll(Namespace namespace, int count, IntPredicate owned) {
        store.write(tx -> {
            for (int i = 0; i < count; i++) {
                Relation plain = relation(namespace, name(i));
                Relation table = new Relation(
                        plain.id(),
                        catalog,
                        namespace.id(),
                        plain.kind(),
                        false,
                        plain.name(),
                        plain.location(),
                        Audit.created(owned.test(i) ? me : Allowed.ME.principal(), NOW));
                tx.relations().insert(table);
                tx.branches().insert(Branch.empty(table.id()));
                tx.schemas().insert(table.id(), MAIN, new TableSchema(0, "{}"), NOW, "me");
                ids.put(new QualifiedName(namespace.name(), table.name()), table.id());
            }
            return true;
        });
    }

    private Grant grant(Principal to, UUID table, Namespace in, Privilege privilege, long expiresAt) {
        return new Grant(Ids.next(), to.id(), ResourceType.TABLE, table, catalog, in.id(), privilege, null, expiresAt);
    }

    private View view(String name, Principal owner) {
        View.Definition definition = new View.Definition("[]", "select 1", alterable(Alterable.Kind.VIEW));
        return new View(Ids.next(), catalog, database.id(), name, definition, 0, Audit.created(owner, NOW));
    }

    private Routine routine(String name, Principal owner) {
        Routine.Definition definition = new Routine.Definition("[]", null, true, alterable(Alterable.Kind.FUNCTION));
        return new Routine(Ids.next(), database.id(), name, definition, 0, Audit.created(owner, NOW));
    }

    private static Alterable alterable(Alterable.Kind kind) {
        return new Alterable(kind, Map.of("flink", "x"), "", Map.of());
    }

    private UUID id(String database, int i) {
        return ids.get(new QualifiedName(database, name(i)));
    }

    private static String name(int i) {
        return "t%04d".formatted(i);
    }

    private List<String> names(Visibility visibility, String pattern) {
        return pages(size -> after -> store.<Page<String>>read(
                tx -> tx.relations().list(database.id(), request(size, after, pattern), "table", visibility)));
    }

    private List<String> details(Visibility visibility) {
        return pages(size -> after -> store.<Page<Detail>>read(
                        tx -> tx.relations().details(database.id(), request(size, after, ""), null, visibility))
                .map(detail -> detail.head().relation().name()));
    }

    private List<String> everywhere(Visibility visibility) {
        return pages(size -> after -> store.<Page<QualifiedName>>read(
                        tx -> tx.relations().list(catalog, everything(size, after), visibility))
                .map(QualifiedName::toString));
    }

    private List<String> databases(Visibility visibility) {
        return pages(size -> after ->
                store.<Page<String>>read(tx -> tx.namespaces().list(catalog, request(size, after, ""), visibility)));
    }

    private static PageRequest request(int size, String after, String pattern) {
        return new PageRequest(size, after, NamePattern.parse(pattern));
    }

    private static CatalogPageRequest everything(int size, String after) {
        return new CatalogPageRequest(size, after, NamePattern.ANY, NamePattern.ANY);
    }

    /** All pages of a list, which are the same entries whatever the size of a page. */
    private static List<String> pages(Function<Integer, Function<String, Page<String>>> list) {
        List<String> whole = list.apply(10_000).apply("").entries();
        for (int size : whole.size() < 20 ? new int[] {1, 2, 5} : new int[] {700}) {
            List<String> joined = new ArrayList<>();
            String after = "";
            while (after != null) {
                Page<String> page = list.apply(size).apply(after);
                joined.addAll(page.entries());
                after = page.nextToken();
            }
            assertThat(joined).as("in pages of %d", size).isEqualTo(whole);
        }
        return whole;
    }
}
