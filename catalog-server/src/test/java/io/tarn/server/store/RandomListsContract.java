package io.tarn.server.store;

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
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.View;
import io.tarn.server.testing.Allowed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever way a list is read, it is the list of an admin without what its caller may not see. */
abstract class RandomListsContract extends StoreBed {
    private static final int ALL = 10_000;
    private static final int REQUESTS = 25;
    private static final List<String> PARTS =
            List.of("a", "A", "b", "_", "%", "!", "\\", ".", "-", "é", "ß", "表", "\uE000", "Ａ", " c", "😀", "😁");

    private final Principal me = new Principal(Ids.next(), Principal.Kind.USER, "me-" + Ids.next());
    private final Principal role = new Principal(Ids.next(), Principal.Kind.ROLE, "role-" + Ids.next());
    private final Set<UUID> mine = Set.of(me.id(), role.id());
    private final List<Namespace> databases = new ArrayList<>();
    private final Map<String, UUID> databaseIds = new HashMap<>();
    /** Of tables, views and functions by their kind and qualified name. */
    private final Map<String, UUID> ids = new HashMap<>();

    private final Set<UUID> owned = new HashSet<>();
    private final Set<UUID> granted = new HashSet<>();
    private final Set<UUID> databasesWithGrants = new HashSet<>();
    private Random random = new Random(0);

    RandomListsContract(Store store) {
        super(store);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aListIsThatOfAnAdminWithoutWhatIsHidden(long seed) {
        random = new Random(seed);
        fill();
        Set<UUID> whole = Set.of(databases.get(1).id(), databases.get(4).id());
        for (Set<UUID> wholeDatabases : List.of(Set.<UUID>of(), whole)) {
            // The same objects, once few enough to be looked up and once so many that the list is passed over.
            check(new Visibility(false, wholeDatabases, granted, mine));
            check(many(wholeDatabases, granted, databasesWithGrants, mine));
        }
        checkDatabases(new Visibility(false, Set.of(), databasesWithGrants, mine));
        checkDatabases(many(Set.of(), databasesWithGrants, Set.of(), mine));
    }

    private void check(Visibility visible) {
        for (Namespace each : databases) {
            UUID in = each.id();
            Function<String, Predicate<String>> shown = kind -> name -> shows(visible, each, kind, name);
            String kind = List.of("table", "format-table", "object-table").get(random.nextInt(3));
            inDatabase(
                    visible,
                    shown.apply("table"),
                    (page, who) -> tx -> tx.relations().list(in, page, null, who));
            inDatabase(
                    visible,
                    shown.apply("table"),
                    (page, who) -> tx -> tx.relations().list(in, page, kind, who));
            inDatabase(
                    visible,
                    shown.apply("table"),
                    (page, who) -> tx -> tx.relations()
                            .details(in, page, null, who)
                            .map(detail -> detail.head().relation().name()));
            inDatabase(
                    visible,
                    shown.apply("table"),
                    (page, who) -> tx -> tx.relations()
                            .details(in, page, kind, who)
                            .map(detail -> detail.head().relation().name()));
            inDatabase(
                    visible,
                    shown.apply("view"),
                    (page, who) -> tx -> tx.views().names(in, page, who));
            inDatabase(
                    visible,
                    shown.apply("view"),
                    (page, who) -> tx -> tx.views().list(in, page, who).map(View::name));
            inDatabase(
                    visible,
                    shown.apply("function"),
                    (page, who) -> tx -> tx.routines().names(in, page, who));
            inDatabase(
                    visible,
                    shown.apply("function"),
                    (page, who) -> tx -> tx.routines().list(in, page, who).map(Routine::name));
        }
        everywhere(visible, "table", (page, who) -> tx -> tx.relations().list(catalog, page, who));
        everywhere(visible, "view", (page, who) -> tx -> tx.views().list(catalog, page, who));
        everywhere(visible, "function", (page, who) -> tx -> tx.routines().list(catalog, page, who));
    }

    private void checkDatabases(Visibility visible) {
        inDatabase(
                visible,
                name -> owned.contains(databaseIds.get(name)) || databasesWithGrants.contains(databaseIds.get(name)),
                (page, who) -> tx -> tx.namespaces().list(catalog, page, who));
    }

    private void inDatabase(
            Visibility visible,
            Predicate<String> shown,
            BiFunction<PageRequest, Visibility, Function<Transaction, Page<String>>> list) {
        for (int i = 0; i < REQUESTS; i++) {
            PageRequest page = new PageRequest(size(), random.nextInt(3) > 0 ? "" : name(), pattern());
            PageRequest whole = new PageRequest(ALL, page.after(), page.pattern());
            List<String> expected = store.read(list.apply(whole, Visibility.EVERYTHING)).entries().stream()
                    .filter(shown)
                    .limit(page.size())
                    .toList();
            assertThat(store.read(list.apply(page, visible)))
                    .as("%s", page)
                    .isEqualTo(Page.of(expected, page.size(), name -> name));
        }
    }

    private void everywhere(
            Visibility visible,
            String kind,
            BiFunction<CatalogPageRequest, Visibility, Function<Transaction, Page<QualifiedName>>> list) {
        Map<String, Namespace> byName = databases.stream().collect(Collectors.toMap(Namespace::name, each -> each));
        for (int i = 0; i < 4 * REQUESTS; i++) {
            String after =
                    random.nextInt(3) > 0 ? "" : new QualifiedName(anyDatabase().name(), name()).key();
            NamePattern in = switch (random.nextInt(4)) {
                case 0 -> new NamePattern(anyDatabase().name(), random.nextBoolean());
                default -> NamePattern.ANY;
            };
            CatalogPageRequest page = new CatalogPageRequest(size(), after, in, pattern());
            CatalogPageRequest whole = new CatalogPageRequest(ALL, after, in, page.objects());
            List<QualifiedName> expected = store.read(list.apply(whole, Visibility.EVERYTHING)).entries().stream()
                    .filter(name -> shows(visible, byName.get(name.database()), kind, name.object()))
                    .limit(page.size())
                    .toList();
            assertThat(store.read(list.apply(page, visible)))
                    .as("%s", page)
                    .isEqualTo(Page.of(expected, page.size(), QualifiedName::key));
        }
    }

    private boolean shows(Visibility visible, Namespace in, String kind, String name) {
        UUID id = ids.get(kind + " " + in.id() + " " + name);
        return visible.databases().contains(in.id()) || owned.contains(id) || granted.contains(id);
    }

    private void fill() {
        insert(me);
        insert(role);
        databases.add(database);
        databaseIds.put(database.name(), database.id());
        for (String name : List.of("db.😀", "db.Ａ", "db-", "😀", "Ａ")) {
            Namespace each = new Namespace(Ids.next(), catalog, name, Map.of(), 0, owner());
            insert(each);
            own(each.id(), each.audit());
            databases.add(each);
            databaseIds.put(name, each.id());
        }
        for (Namespace each : databases) {
            for (String name : names(40)) {
                table(each, name);
            }
            names(15).forEach(name -> function(each, name));
        }
        Namespace elsewhere = new Namespace(Ids.next(), Ids.next(), "db", Map.of(), 0, Audit.created(me, NOW));
        insert(elsewhere);
        insert(new Routine(Ids.next(), elsewhere.id(), "a", function(), 0, Audit.created(me, NOW)));
    }

    /** Or a view, which shares its names. */
    private void table(Namespace in, String name) {
        UUID id = Ids.next();
        Audit audit = owner();
        if (random.nextInt(3) == 0) {
            View.Definition definition = new View.Definition("[]", "select 1", alterable(Alterable.Kind.VIEW));
            insert(new View(id, catalog, in.id(), name, definition, 0, audit));
            inserted(ResourceType.VIEW, "view", in, name, id, audit);
            return;
        }
        TableKind kind =
                List.of(TableKind.TABLE, TableKind.FORMAT, TableKind.OBJECT).get(random.nextInt(3));
        Relation plain = relation(in, name);
        store.write(tx -> {
            tx.relations().insert(new Relation(id, catalog, in.id(), kind, false, name, plain.location(), audit));
            tx.branches().insert(Branch.empty(id));
            tx.schemas().insert(id, MAIN, new TableSchema(0, "{}"), NOW, "me");
            return true;
        });
        inserted(ResourceType.TABLE, "table", in, name, id, audit);
    }

    private void function(Namespace in, String name) {
        Routine routine = new Routine(Ids.next(), in.id(), name, function(), 0, owner());
        insert(routine);
        inserted(ResourceType.FUNCTION, "function", in, name, routine.id(), routine.audit());
    }

    private void inserted(ResourceType type, String kind, Namespace in, String name, UUID id, Audit audit) {
        ids.put(kind + " " + in.id() + " " + name, id);
        own(id, audit);
        int chance = random.nextInt(4);
        // In one of them only what is owned is seen.
        if (chance > 1 || in.equals(databases.get(2))) {
            return;
        }
        boolean expired = chance == 1;
        Principal to = random.nextBoolean() ? me : role;
        long expiresAt = expired ? 1 : random.nextBoolean() ? 0 : Long.MAX_VALUE;
        Grant grant = new Grant(Ids.next(), to.id(), type, id, catalog, in.id(), Privilege.SELECT, null, expiresAt);
        store.write(tx -> {
            tx.permissions().insert(grant, "", change(tx));
            return true;
        });
        if (!expired) {
            granted.add(id);
            databasesWithGrants.add(in.id());
        }
    }

    private void own(UUID id, Audit audit) {
        if (mine.contains(audit.ownerId())) {
            owned.add(id);
        }
    }

    private Audit owner() {
        Principal owner = random.nextInt(3) > 0 ? Allowed.ME.principal() : random.nextBoolean() ? me : role;
        return Audit.created(owner, NOW);
    }

    private Namespace anyDatabase() {
        return databases.get(random.nextInt(databases.size()));
    }

    private int size() {
        return List.of(1, 2, 7, 1_000).get(random.nextInt(4));
    }

    private NamePattern pattern() {
        return random.nextBoolean() ? NamePattern.ANY : new NamePattern(name(), random.nextInt(4) > 0);
    }

    private Set<String> names(int count) {
        return Stream.generate(this::name).limit(count).collect(Collectors.toSet());
    }

    private String name() {
        String text = Stream.generate(() -> PARTS.get(random.nextInt(PARTS.size())))
                .limit(1 + random.nextInt(2))
                .collect(Collectors.joining());
        return text.strip();
    }

    private static Routine.Definition function() {
        return new Routine.Definition("[]", null, true, alterable(Alterable.Kind.FUNCTION));
    }

    private static Alterable alterable(Alterable.Kind kind) {
        return new Alterable(kind, Map.of(), "", Map.of());
    }
}
