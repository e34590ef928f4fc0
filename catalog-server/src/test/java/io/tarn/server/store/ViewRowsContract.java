package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.Visibility;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Audit;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Ids;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Routine;
import io.tarn.server.model.TableName;
import io.tarn.server.model.View;
import io.tarn.server.testing.Allowed;
import io.tarn.server.testing.Race;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Views and functions. */
abstract class ViewRowsContract extends StoreBed {
    ViewRowsContract(Store store) {
        super(store);
    }

    @Test
    void aViewReadsBackAsItWasWrittenAndIsNoTable() {
        insertTable("t");
        View view = view(database, "v");
        insert(view);
        assertThat(findView("v")).contains(view);
        assertThat(findView("t")).isEmpty();
        assertThat(findView("V")).isEmpty();
        assertThat(store.<Boolean>read(tx -> tx.relations()
                        .head(catalog, new TableName("db", "v", MAIN))
                        .isPresent()))
                .isFalse();
        assertThat(tables(database)).containsExactly("t");
        assertThat(store.<Page<String>>read(tx ->
                        tx.relations().list(database.id(), PageRequest.first(), View.KIND, Visibility.EVERYTHING)))
                .isEqualTo(new Page<>(List.of(), null));
        assertThat(store.<List<Relation>>read(tx -> tx.relations().inNamespace(database.id())))
                .extracting(Relation::name)
                .containsExactly("t");
        assertThat(store.<List<UUID>>read(tx -> tx.views().inNamespace(database.id())))
                .containsExactly(view.id());
        assertThat(store.<Page<String>>read(
                        tx -> tx.views().names(database.id(), PageRequest.first(), Visibility.EVERYTHING)))
                .isEqualTo(new Page<>(List.of("v"), null));
        assertThat(store.<Page<View>>read(
                        tx -> tx.views().list(database.id(), PageRequest.first(), Visibility.EVERYTHING)))
                .isEqualTo(new Page<>(List.of(view), null));
    }

    @Test
    void aTableAndAViewCannotShareAName() {
        Relation table = insertTable("t");
        View view = view(database, "v");
        insert(view);
        assertThatThrownBy(() -> insert(view(database, "t"))).isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> insertTable("v")).isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> rename(table, renamed(table, database, "v")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThatThrownBy(() -> rename(view, changed(view, database, "t", 0)))
                .isInstanceOf(DuplicateKeyException.class);
        for (String name : List.of("t", "v")) {
            assertThat(store.<Boolean>read(tx -> tx.relations().taken(database.id(), name)))
                    .isTrue();
        }
        assertThat(store.<Boolean>read(tx -> tx.relations().taken(database.id(), "T")))
                .isFalse();
        assertThat(findView("v")).contains(view);
    }

    @Test
    void aViewThatChangedMeanwhileIsNotOverwritten() {
        View view = view(database, "v");
        insert(view);
        View next = changed(view, database, "v", 1);
        Callable<Boolean> update = () -> store.write(tx -> tx.views().update(next));
        assertThat(Race.run(List.of(update, update, update))).containsOnlyOnce(true);
        assertThat(findView("v")).contains(next);
        assertThat(store.<Boolean>write(tx -> tx.views().delete(view.id()))).isTrue();
        assertThat(store.<Boolean>write(tx -> tx.views().delete(view.id()))).isFalse();
        View afterDrop = changed(next, database, "v", 2);
        assertThat(store.<Boolean>write(tx -> tx.views().update(afterDrop))).isFalse();
        assertThat(findView("v")).isEmpty();
    }

    @Test
    void aRenamedViewKeepsWhatItSays() {
        Namespace target = insertDatabase("target");
        View view = view(database, "v");
        insert(view);
        View renamed = changed(view, target, "w", 0);
        assertThat(rename(view, renamed)).isTrue();
        assertThat(rename(view, changed(view, target, "x", 0)))
                .as("it was renamed meanwhile")
                .isFalse();
        assertThat(findView("v")).isEmpty();
        assertThat(store.<Optional<View>>read(tx -> tx.views().find(catalog, new QualifiedName("target", "w"))))
                .contains(renamed);
    }

    @Test
    void aFunctionReadsBackAsItWasWrittenAndIsChangedUnderItsVersion() {
        Routine routine = routine(database, "f");
        insert(routine);
        assertThat(findRoutine("f")).contains(routine);
        assertThat(findRoutine("F")).isEmpty();
        assertThatThrownBy(() -> insert(routine(database, "f"))).isInstanceOf(DuplicateKeyException.class);
        insertTable("f");
        Routine next = new Routine(
                routine.id(),
                routine.namespaceId(),
                routine.name(),
                new Routine.Definition(null, null, false, alterable(Alterable.Kind.FUNCTION, "changed")),
                1,
                routine.audit().updated(Allowed.ME.principal(), NOW + 1));
        Callable<Boolean> update = () -> store.write(tx -> tx.routines().update(next));
        assertThat(Race.run(List.of(update, update, update))).containsOnlyOnce(true);
        assertThat(findRoutine("f")).contains(next);
        assertThat(store.<Page<Routine>>read(
                        tx -> tx.routines().list(database.id(), PageRequest.first(), Visibility.EVERYTHING)))
                .isEqualTo(new Page<>(List.of(next), null));
        assertThat(store.<Boolean>write(tx -> tx.routines().delete(routine.id())))
                .isTrue();
        assertThat(store.<Boolean>write(tx -> tx.routines().delete(routine.id())))
                .isFalse();
        assertThat(findRoutine("f")).isEmpty();
    }

    @Test
    void allFunctionsOfADatabaseAreDroppedAndNoOthers() {
        Namespace other = insertDatabase("other");
        insert(routine(database, "f"));
        insert(routine(database, "g"));
        insert(routine(other, "f"));
        store.write(tx -> {
            tx.routines().deleteAll(database.id());
            return true;
        });
        assertThat(everyFunction(100, "")).isEqualTo(new Page<>(List.of(new QualifiedName("other", "f")), null));
    }

    @Test
    void listsOverAllDatabasesGoDatabaseByDatabaseWhateverThePageSize() {
        List<QualifiedName> names = new ArrayList<>();
        for (String name : List.of("a-1", "a", "a.b", "A", "ß", "b")) {
            Namespace namespace = insertDatabase(name);
            for (String object : List.of("c", "b.c", "C", "c-d")) {
                insert(view(namespace, object));
                insert(routine(namespace, object));
                insertTable(namespace, "table " + object);
                names.add(new QualifiedName(name, object));
            }
        }
        Namespace elsewhere =
                new Namespace(Ids.next(), Ids.next(), "a", Map.of(), 0, Audit.created(Allowed.ME.principal(), NOW));
        insert(elsewhere);
        insert(view(elsewhere, "c"));
        insertDatabase("a empty");
        // a.b.c is two views: c of a.b, and b.c of a. A database's name ends where its dot is.
        names.sort(Comparator.comparing((QualifiedName name) -> name.database() + ".")
                .thenComparing(QualifiedName::object));
        for (int size : new int[] {1, 2, 5, 23, 24, 25}) {
            List<QualifiedName> views = new ArrayList<>();
            for (String after = ""; after != null; ) {
                Page<QualifiedName> page = everyView(size, after);
                views.addAll(page.entries());
                after = page.nextToken();
            }
            assertThat(views).isEqualTo(names);
            List<QualifiedName> functions = new ArrayList<>();
            for (String after = ""; after != null; ) {
                Page<QualifiedName> page = everyFunction(size, after);
                functions.addAll(page.entries());
                after = page.nextToken();
            }
            assertThat(functions).isEqualTo(names);
            List<QualifiedName> tables = new ArrayList<>();
            for (String after = ""; after != null; ) {
                Page<QualifiedName> page = everyTable(size, after);
                tables.addAll(page.entries());
                after = page.nextToken();
            }
            assertThat(tables)
                    .isEqualTo(names.stream()
                            .map(name -> new QualifiedName(name.database(), "table " + name.object()))
                            .toList());
        }
        CatalogPageRequest some = new CatalogPageRequest(100, "", NamePattern.parse("a%"), NamePattern.parse("c"));
        assertThat(store.<Page<QualifiedName>>read(tx -> tx.views().list(catalog, some, Visibility.EVERYTHING))
                        .entries())
                .containsExactly(
                        new QualifiedName("a-1", "c"), new QualifiedName("a", "c"), new QualifiedName("a.b", "c"));
    }

    private Optional<View> findView(String name) {
        return store.read(tx -> tx.views().find(catalog, new QualifiedName("db", name)));
    }

    private Optional<Routine> findRoutine(String name) {
        return store.read(tx -> tx.routines().find(catalog, new QualifiedName("db", name)));
    }

    private Page<QualifiedName> everyView(int size, String after) {
        CatalogPageRequest page = new CatalogPageRequest(size, after, NamePattern.ANY, NamePattern.ANY);
        return store.read(tx -> tx.views().list(catalog, page, Visibility.EVERYTHING));
    }

    private Page<QualifiedName> everyTable(int size, String after) {
        CatalogPageRequest page = new CatalogPageRequest(size, after, NamePattern.ANY, NamePattern.ANY);
        return store.read(tx -> tx.relations().list(catalog, page, Visibility.EVERYTHING));
    }

    private Page<QualifiedName> everyFunction(int size, String after) {
        CatalogPageRequest page = new CatalogPageRequest(size, after, NamePattern.ANY, NamePattern.ANY);
        return store.read(tx -> tx.routines().list(catalog, page, Visibility.EVERYTHING));
    }

    private static View view(Namespace namespace, String name) {
        View.Definition definition =
                new View.Definition("[]", "SELECT 'größe' \\ \u0001", alterable(Alterable.Kind.VIEW, "😀\n"));
        return new View(
                Ids.next(),
                namespace.catalogId(),
                namespace.id(),
                name,
                definition,
                0,
                Audit.created(Allowed.ME.principal(), NOW));
    }

    private static Routine routine(Namespace namespace, String name) {
        Routine.Definition definition =
                new Routine.Definition("[]", null, true, alterable(Alterable.Kind.FUNCTION, "{\"n\":1.50}"));
        return new Routine(Ids.next(), namespace.id(), name, definition, 0, Audit.created(Allowed.ME.principal(), NOW));
    }

    private static Alterable alterable(Alterable.Kind kind, String text) {
        return new Alterable(kind, Map.of("flink", text), "größer", Map.of("k", "v"));
    }
}
