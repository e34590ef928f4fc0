package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tarn.auth.Principal;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.CatalogPageRequest;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Layout;
import io.tarn.server.model.Location;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Routine;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.View;
import io.tarn.server.store.Leases.Lease;
import io.tarn.server.store.LocationClaims.Claim;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.TokenRows.Token;
import io.tarn.server.testing.Race;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operations rely on, whichever database is below. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StoreContract {
    private static final String MAIN = TableName.MAIN;
    private static final long NOW = 1_700_000_000_000L;

    Store store;
    private UUID catalog;
    private Namespace database;

    /** A migrated, empty store with a name of its own. */
    abstract Store open(String name);

    /** Cuts every connection to the store that {@link #open} made under this name. */
    abstract void cutConnections(String name);

    @BeforeAll
    void openStore() {
        store = open("contract");
    }

    @AfterAll
    void closeStore() {
        store.close();
        stopDatabase();
    }

    /** After the last store is closed. */
    abstract void stopDatabase();

    @BeforeEach
    void makeDatabase() {
        catalog = Ids.next();
        database = insertDatabase("db");
    }

    @Test
    void exactlyOneOfManyWritersWinsEachBase() {
        Relation table = insertTable("t");
        for (int round = 0; round < 12; round++) {
            Branch base = head(table).branch();
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                Branch next = after(base, "writer-" + writer);
                writers.add(() -> store.write(tx -> tx.branches().advance(base, next)));
            }
            assertThat(Race.run(writers)).containsOnlyOnce(true);
            assertThat(head(table).branch().snapshotId()).isEqualTo(base.snapshotId() + 1);
            assertThat(publish(head(table).branch())).isTrue();
        }
        assertThat(head(table).branch().snapshotId()).isEqualTo(12);
        assertThat(head(table).branch().statistics().recordCount()).isEqualTo(12);
    }

    @Test
    void writersThatKeepTryingLoseNoUpdate() {
        Relation table = insertTable("t");
        int writers = 4;
        int each = 10;
        long all = 40;
        Callable<Integer> writer = () -> {
            int wins = 0;
            while (wins < each) {
                Branch base = head(table).branch();
                if (!base.snapshotPublished()) {
                    publish(base);
                } else if (store.write(tx -> tx.branches().advance(base, after(base, "")))) {
                    wins++;
                }
            }
            return wins;
        };
        Race.run(IntStream.range(0, writers).mapToObj(i -> writer).toList());
        assertThat(head(table).branch().snapshotId()).isEqualTo(all);
        assertThat(head(table).branch().statistics().recordCount()).isEqualTo(all);
    }

    @Test
    void aHeadThatIsNotPublishedCannotBeBuiltOn() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        assertThat(advance(base, after(base, "a"))).isTrue();
        Branch unpublished = head(table).branch();
        assertThat(unpublished.snapshotPublished()).isFalse();
        assertThat(advance(unpublished, after(unpublished, "b"))).isFalse();
        publish(unpublished);
        assertThat(advance(unpublished, after(unpublished, "b"))).isTrue();
    }

    @Test
    void aHeadWithAnotherUuidIsNotTheBase() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        advance(base, after(base, "mine"));
        publish(head(table).branch());
        Branch theirs = after(base, "theirs");
        assertThat(advance(theirs, after(theirs, "next"))).isFalse();
    }

    @Test
    void onlyTheHeadCanBeMarkedAsPublished() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        advance(base, after(base, "a"));
        assertThat(store.<Boolean>write(tx -> tx.branches().markSnapshotPublished(table.id(), MAIN, 2)))
                .isFalse();
        assertThat(store.<Boolean>write(tx -> tx.branches().markSnapshotPublished(table.id(), "other", 1)))
                .isFalse();
        assertThat(head(table).branch().snapshotPublished()).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.branches().markSnapshotPublished(table.id(), MAIN, 1)))
                .isTrue();
        assertThat(head(table).branch().snapshotPublished()).isTrue();
    }

    @Test
    void twoAltersOfOneSchemaCannotBothWin() {
        Relation table = insertTable("t");
        store.<Boolean>write(tx -> tx.branches().markSchemaPublished(table.id(), MAIN, 0));
        Callable<Boolean> alter = () -> store.write(tx -> tx.branches().advanceSchema(table.id(), MAIN, 0));
        assertThat(Race.run(List.of(alter, alter, alter))).containsOnlyOnce(true);
        assertThat(head(table).branch().schemaId()).isEqualTo(1);
        assertThat(store.<Boolean>write(tx -> tx.branches().advanceSchema(table.id(), MAIN, 1)))
                .as("schema 1 is not published yet")
                .isFalse();
    }

    @Test
    void aCommitFindsNoRowOnceItsTableIsDropped() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        drop(table);
        assertThat(advance(base, after(base, "a"))).isFalse();
        assertThat(store.<Boolean>read(
                        tx -> tx.relations().head(table.id(), MAIN).isPresent()))
                .isFalse();
    }

    @Test
    void aDropThatRacesACommitLeavesNoHead() {
        for (int round = 0; round < 15; round++) {
            Relation table = insertTable("t" + round);
            Branch base = head(table).branch();
            Snapshot snapshot = snapshot(1, "commit-" + round);
            Callable<Boolean> commit = () -> store.write(tx -> {
                if (!tx.branches().advance(base, after(base, "a"))) {
                    return false;
                }
                tx.snapshots().insert(table.id(), MAIN, snapshot, NOW, "me");
                return true;
            });
            Callable<Boolean> drop = () -> {
                drop(table);
                return true;
            };
            boolean committed = Race.run(List.of(commit, drop)).get(0);
            assertThat(advance(base, after(base, "b"))).isFalse();
            assertThat(store.<Boolean>read(tx -> tx.snapshots()
                            .committedAs(table.id(), MAIN, snapshot.identity())
                            .isPresent()))
                    .isEqualTo(committed);
        }
    }

    @Test
    void aTableIsNeverLeftInADatabaseThatWasDroppedMeanwhile() {
        for (int round = 0; round < 15; round++) {
            Namespace parent = insertDatabase("parent" + round);
            Callable<Boolean> create = () -> store.write(tx -> {
                if (!tx.namespaces().touch(parent.id())) {
                    return false;
                }
                tx.relations().insert(relation(parent, "child"));
                return true;
            });
            Callable<Boolean> drop = () -> store.write(tx -> {
                boolean deleted = tx.namespaces().delete(parent.id());
                tx.relations()
                        .inNamespace(parent.id())
                        .forEach(child -> tx.relations().delete(child.id()));
                return deleted;
            });
            assertThat(Race.run(List.of(create, drop)).get(1)).isTrue();
            assertThat(store.<List<Relation>>read(tx -> tx.relations().inNamespace(parent.id())))
                    .isEmpty();
        }
    }

    @Test
    void ofManyThatCreateOneNameExactlyOneWins() {
        Callable<Boolean> create = () -> {
            try {
                return store.write(tx -> {
                    tx.relations().insert(relation(database, "same"));
                    return true;
                });
            } catch (DuplicateKeyException e) {
                return false;
            }
        };
        assertThat(Race.run(List.of(create, create, create, create))).containsOnlyOnce(true);
    }

    @Test
    void aTakenNameIsADuplicateKeyAndNothingOfItsTransactionStays() {
        insertTable("t");
        Namespace sibling = namespace("sibling");
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.namespaces().insert(sibling);
                    tx.relations().insert(relation(database, "t"));
                    return true;
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Boolean>read(
                        tx -> tx.namespaces().find(catalog, "sibling").isPresent()))
                .isFalse();
    }

    @Test
    void aTakenDatabaseNameIsADuplicateKeyOnlyInItsOwnCatalog() {
        assertThatThrownBy(() -> insertDatabase("db")).isInstanceOf(DuplicateKeyException.class);
        catalog = Ids.next();
        assertThat(insertDatabase("db").catalogId()).isEqualTo(catalog);
    }

    @Test
    void aTakenCatalogNameIsADuplicateKey() {
        String name = "catalog-" + Ids.next();
        Location warehouse = Location.parse("file:/lake/" + name);
        Catalog first = new Catalog(Ids.next(), name, warehouse, Layout.PLAIN);
        insertCatalog(first);
        assertThatThrownBy(() -> insertCatalog(new Catalog(Ids.next(), name, warehouse, Layout.UNIQUE)))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<List<Catalog>>read(tx -> tx.catalogs().all()))
                .filteredOn(found -> found.name().equals(name))
                .containsExactly(first);
    }

    @Test
    void anIdentityCanBeCommittedOncePerBranch() {
        Relation table = insertTable("t");
        Snapshot snapshot = snapshot(1, "same");
        insertSnapshot(table, MAIN, snapshot);
        assertThatThrownBy(() -> insertSnapshot(table, MAIN, snapshot(2, "same")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Boolean>read(
                        tx -> tx.snapshots().body(table.id(), MAIN, 2).isPresent()))
                .isFalse();
        insertSnapshot(table, "other", snapshot);
        assertThat(store.<Boolean>read(tx -> tx.snapshots()
                        .committedAs(table.id(), "other", snapshot.identity())
                        .isPresent()))
                .isTrue();
        assertThat(store.<Boolean>read(tx -> tx.snapshots()
                        .committedAs(Ids.next(), MAIN, snapshot.identity())
                        .isPresent()))
                .isFalse();
    }

    @Test
    void anExceptionOfTheWorkRollsItBackAndReachesTheCaller() {
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.namespaces().insert(namespace("lost"));
                    throw new IllegalStateException("changed my mind");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("changed my mind");
        assertThat(store.<Boolean>read(
                        tx -> tx.namespaces().find(catalog, "lost").isPresent()))
                .isFalse();
    }

    @Test
    void aDatabaseReadsBackAsItWasWritten() {
        Map<String, String> options = Map.of("a", "1", "unicode", "größe 😀", "quoted", "\"\\'\n");
        Namespace written = new Namespace(Ids.next(), catalog, "whole", options, 0, Audit.created("me", NOW));
        insert(written);
        assertThat(store.<Namespace>read(
                        tx -> tx.namespaces().find(catalog, "whole").orElseThrow()))
                .isEqualTo(written);
    }

    @Test
    void aDatabaseThatChangedMeanwhileIsNotOverwritten() {
        Namespace first = changed(database, Map.of("by", "first"));
        Namespace second = changed(database, Map.of("by", "second"));
        assertThat(store.<Boolean>write(tx -> tx.namespaces().update(first))).isTrue();
        assertThat(store.<Boolean>write(tx -> tx.namespaces().update(second))).isFalse();
        assertThat(store.<Namespace>read(
                                tx -> tx.namespaces().find(catalog, "db").orElseThrow())
                        .options())
                .containsExactly(Map.entry("by", "first"));
    }

    @Test
    void aTableReadsBackAsItWasWritten() {
        Relation table = insertTable("t");
        Branch base = head(table).branch();
        Branch next = new Branch(
                table.id(), MAIN, 0, false, 1, "a-uuid", false, new Statistics(1, -2, 3, 1_700_000_000_001L));
        advance(base, next);
        Head byName = store.<Head>read(tx ->
                tx.relations().head(catalog, new TableName("db", "t", MAIN)).orElseThrow());
        assertThat(byName).isEqualTo(head(table)).isEqualTo(new Head(table, next));
    }

    @Test
    void aSchemaTextReadsBackAsItWasWritten() {
        Relation table = insertTable("t");
        TableSchema schema = new TableSchema(7, "{\"comment\" : \"größe 😀 \\u0000 \\\\ '\"}\n".repeat(20_000));
        store.write(tx -> {
            tx.schemas().insert(table.id(), MAIN, schema, NOW, "me");
            return true;
        });
        assertThat(store.<TableSchema>read(
                        tx -> tx.schemas().find(table.id(), MAIN, 7).orElseThrow()))
                .isEqualTo(schema);
    }

    @Test
    void aRenameMovesATableAndOnlyThatOne() {
        Relation table = insertTable("t");
        Relation other = insertTable("other");
        Namespace target = insertDatabase("target");
        assertThat(rename(table, renamed(table, target, "moved"))).isTrue();
        assertThat(tables(database)).containsExactly("other");
        assertThat(tables(target)).containsExactly("moved");
        assertThat(head(table).relation().location()).isEqualTo(table.location());
        assertThat(head(other).relation()).isEqualTo(other);
    }

    @Test
    void aRenameOntoATakenNameIsADuplicateKey() {
        Relation table = insertTable("t");
        insertTable("taken");
        assertThatThrownBy(() -> rename(table, renamed(table, database, "taken")))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(tables(database)).containsExactly("t", "taken");
    }

    @Test
    void aRenameOfWhatWasRenamedMeanwhileDoesNothing() {
        Relation table = insertTable("t");
        assertThat(rename(table, renamed(table, database, "first"))).isTrue();
        assertThat(rename(table, renamed(table, database, "second"))).isFalse();
        assertThat(tables(database)).containsExactly("first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"größe", "表", "имя", "😀", "a b", "a%b", "a_b", "a!b", "a;b", "a#b", "İ", "ß", "ﬀ", "a.b-c=d"})
    void aNameIsFoundByExactlyItsOwnText(String name) {
        assertThat(Names.check("table", name)).isEqualTo(name);
        insertTable(name);
        assertThat(store.<Head>read(tx -> tx.relations()
                                .head(catalog, new TableName("db", name, MAIN))
                                .orElseThrow())
                        .relation()
                        .name())
                .isEqualTo(name);
        assertThat(page(100, "", "")).isEqualTo(new Page<>(List.of(name), null));
    }

    @ParameterizedTest
    @CsvSource({"t,T", "größe,GRÖSSE", "strasse,straße", "e\u0301,é", "a,á", "😀,😁", "表,裱"})
    void namesThatOnlyLookAlikeAreDifferentTables(String one, String other) {
        Relation first = insertTable(one);
        Relation second = insertTable(other);
        assertThat(first.id()).isNotEqualTo(second.id());
        assertThat(page(100, "", "").entries()).containsExactlyInAnyOrder(one, other);
        assertThat(page(100, "", one).entries()).containsExactly(one);
        assertThat(page(100, "", one + "%").entries()).containsExactly(one);
    }

    @Test
    void namesAreListedInTheOrderOfTheirCodePoints() {
        List<String> names = List.of("Z", "_", "a", "a b", "b", "é", "表", "Ａ");
        names.forEach(this::insertTable);
        List<String> byBytes = names.stream()
                .sorted((a, b) ->
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(page(100, "", "").entries()).isEqualTo(byBytes);
    }

    @Test
    void pagesJoinToTheWholeListWhateverTheirSize() {
        List<String> names = IntStream.range(0, 23)
                .mapToObj(i -> (i % 2 == 0 ? "t_" : "T%") + (100 + i))
                .toList();
        names.forEach(this::insertTable);
        for (int size : new int[] {1, 2, 5, 22, 23, 24, 100}) {
            List<String> seen = new ArrayList<>();
            String after = "";
            while (after != null) {
                Page<String> page = page(size, after, "");
                assertThat(page.entries()).hasSizeLessThanOrEqualTo(size);
                seen.addAll(page.entries());
                after = page.nextToken();
            }
            assertThat(seen).isEqualTo(names.stream().sorted().toList());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a_%      | a_b a_c",
                "a_b      | a_b",
                "a\\%b%   | a%b",
                "a\\%%    | a%b",
                "a!%      | a!b",
                "a!b      | a!b",
                "\\a_b    | a_b",
                "a\\      | ''",
                "😀%      | 😀1 😀2",
                "A%       | AXB",
                "zz%      | ''",
                "%        | AXB a!b a%b a_b a_c axb 😀1 😀2",
            })
    void aPatternIsAPrefixOrAWholeNameAndNothingElse(String pattern, String expected) {
        List.of("a_b", "a_c", "axb", "AXB", "a%b", "a!b", "😀1", "😀2").forEach(this::insertTable);
        List<String> names = expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1));
        assertThat(page(100, "", pattern).entries()).isEqualTo(names);
        assertThat(page(100, "", pattern).nextToken()).isNull();
    }

    @Test
    void aPatternAndAPageTokenHoldTogether() {
        List.of("a1", "a2", "a3", "b1").forEach(this::insertTable);
        Page<String> first = page(2, "", "a%");
        assertThat(first).isEqualTo(new Page<>(List.of("a1", "a2"), "a2"));
        assertThat(page(2, first.nextToken(), "a%")).isEqualTo(new Page<>(List.of("a3"), null));
    }

    @Test
    void onlyTablesOfTheAskedKindAreListed() {
        insertTable("t");
        assertThat(store.<Page<String>>read(
                                tx -> tx.relations().list(database.id(), PageRequest.first(), Relation.TABLE))
                        .entries())
                .containsExactly("t");
        assertThat(store.<Page<String>>read(
                                tx -> tx.relations().list(database.id(), PageRequest.first(), "format-table"))
                        .entries())
                .isEmpty();
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
        assertThat(store.<Page<String>>read(tx -> tx.relations().list(database.id(), PageRequest.first(), View.KIND)))
                .isEqualTo(new Page<>(List.of(), null));
        assertThat(store.<List<Relation>>read(tx -> tx.relations().inNamespace(database.id())))
                .extracting(Relation::name)
                .containsExactly("t");
        assertThat(store.<List<UUID>>read(tx -> tx.views().inNamespace(database.id())))
                .containsExactly(view.id());
        assertThat(store.<Page<String>>read(tx -> tx.views().names(database.id(), PageRequest.first())))
                .isEqualTo(new Page<>(List.of("v"), null));
        assertThat(store.<Page<View>>read(tx -> tx.views().list(database.id(), PageRequest.first())))
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
                routine.audit().updated("you", NOW + 1));
        Callable<Boolean> update = () -> store.write(tx -> tx.routines().update(next));
        assertThat(Race.run(List.of(update, update, update))).containsOnlyOnce(true);
        assertThat(findRoutine("f")).contains(next);
        assertThat(store.<Page<Routine>>read(tx -> tx.routines().list(database.id(), PageRequest.first())))
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
    void listsOverAllDatabasesAreInTheOrderOfFullNamesWhateverThePageSize() {
        List<QualifiedName> names = new ArrayList<>();
        for (String name : List.of("a-1", "a", "a.b", "A", "ß", "b")) {
            Namespace namespace = insertDatabase(name);
            for (String object : List.of("c", "b.c", "C", "c-d")) {
                insert(view(namespace, object));
                insert(routine(namespace, object));
                names.add(new QualifiedName(name, object));
            }
        }
        Namespace elsewhere = new Namespace(Ids.next(), Ids.next(), "a", Map.of(), 0, Audit.created("me", NOW));
        insert(elsewhere);
        insert(view(elsewhere, "c"));
        // a.b.c is two views: c of a.b, and b.c of a.
        names.sort(Comparator.comparing(QualifiedName::toString).thenComparing(QualifiedName::database));
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
        }
        CatalogPageRequest some = new CatalogPageRequest(100, "", NamePattern.parse("a%"), NamePattern.parse("c"));
        assertThat(store.<Page<QualifiedName>>read(tx -> tx.views().list(catalog, some))
                        .entries())
                .containsExactly(
                        new QualifiedName("a-1", "c"), new QualifiedName("a.b", "c"), new QualifiedName("a", "c"));
    }

    @Test
    void aTokenIsFoundByItsHashUntilItsPrincipalIsGone() {
        Principal principal = insertPrincipal();
        Token token = new Token(Ids.next(), principal.id(), NOW, "root", NOW + 5, 0);
        byte[] hash = hash();
        insertToken(token, hash);
        assertThat(store.<TokenRows.Bearer>read(
                        tx -> tx.tokens().findByHash(hash).orElseThrow()))
                .isEqualTo(new TokenRows.Bearer(principal, token));
        assertThat(store.<Boolean>read(tx -> tx.tokens().findByHash(hash()).isPresent()))
                .isFalse();
        store.write(tx -> {
            tx.tokens().deleteAll(principal.id());
            return tx.principals().delete(principal.id());
        });
        assertThat(store.<Boolean>read(tx -> tx.tokens().findByHash(hash).isPresent()))
                .isFalse();
    }

    @Test
    void aTokenIsRevokedByItsOwnPrincipalOnceAndForEver() {
        Principal principal = insertPrincipal();
        Principal other = insertPrincipal();
        Token token = new Token(Ids.next(), principal.id(), NOW, "root", 0, 0);
        insertToken(token, hash());
        assertThat(revoke(other, token, 5)).isFalse();
        assertThat(revoke(principal, token, 6)).isTrue();
        assertThat(revoke(principal, token, 7)).isTrue();
        assertThat(store.<List<Token>>read(tx -> tx.tokens().of(principal.id())))
                .singleElement()
                .satisfies(found -> assertThat(found.revokedAt()).isEqualTo(6));
    }

    @Test
    void twoPrincipalsCannotShareANameNorTwoTokensAHash() {
        Principal principal = insertPrincipal();
        assertThatThrownBy(() -> insert(new Principal(Ids.next(), principal.name(), false)))
                .isInstanceOf(DuplicateKeyException.class);
        byte[] hash = hash();
        insertToken(new Token(Ids.next(), principal.id(), NOW, "root", 0, 0), hash);
        assertThatThrownBy(() -> insertToken(new Token(Ids.next(), principal.id(), NOW, "root", 0, 0), hash))
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void aDirectoryBelongsToOneTableAlsoAfterThatWasDropped() {
        Relation table = insertTable("t");
        drop(table);
        assertThat(store.<UUID>read(
                        tx -> tx.locations().ownerOf(table.location()).orElseThrow()))
                .isEqualTo(table.id());
        assertThatThrownBy(() -> store.write(tx -> {
                    tx.locations().claim(table.location(), Ids.next(), catalog, NOW);
                    return true;
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(store.<Boolean>read(tx -> tx.locations()
                        .ownerOf(Location.parse("s3://bucket/nobody"))
                        .isPresent()))
                .isFalse();
    }

    @Test
    void aLeaseHasOneHolderUntilItExpires() {
        Lease first = acquire("a", 100, 200).orElseThrow();

        assertThat(acquire("b", 150, 250)).as("while it is held").isEmpty();
        assertThat(acquire("a", 150, 300)).as("prolonged").contains(first);
        assertThat(acquire("b", 250, 350)).as("until the new end").isEmpty();
        Lease second = acquire("b", 300, 400).orElseThrow();

        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(store.<Boolean>write(tx -> tx.leases().holds(first))).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.leases().holds(second))).isTrue();
    }

    private Optional<Lease> acquire(String holder, long now, long expiresAt) {
        return store.write(tx -> tx.leases().acquire("job", holder, now, expiresAt));
    }

    @Test
    void theDirectoryOfADroppedTableWaitsInTheQueueUntilItIsReleased() {
        Relation table = insertTable("t");
        Claim claim = new Claim(table.location(), table.id(), catalog);
        assertThat(store.<List<Claim>>read(tx -> tx.locations().dropped(Long.MAX_VALUE, 10)))
                .isEmpty();
        assertThat(store.<Boolean>read(tx -> tx.locations().isDropped(claim))).isFalse();
        assertThat(store.<Boolean>write(tx -> tx.locations().release(claim)))
                .as("of a live table")
                .isFalse();

        drop(table);

        assertThat(store.<List<Claim>>read(tx -> tx.locations().dropped(Long.MAX_VALUE, 10)))
                .containsExactly(claim);
        assertThat(store.<List<Claim>>read(tx -> tx.locations().dropped(1, 10)))
                .as("too young")
                .isEmpty();
        assertThat(store.<Boolean>write(tx -> tx.locations().release(claim))).isTrue();
        assertThat(store.<Boolean>write(tx -> tx.locations().release(claim))).isFalse();
    }

    @Test
    void aConnectionThatIsLostBeforeCommitMeansNothingWasWritten() {
        try (Store fragile = open("lost_before_commit")) {
            Namespace unwritten = namespace("unwritten");
            Throwable failure = catchThrowable(() -> fragile.write(tx -> {
                tx.namespaces().insert(unwritten);
                cutConnections("lost_before_commit");
                return tx.namespaces().touch(unwritten.id());
            }));
            assertThat(failure).isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void aConnectionThatIsLostAtCommitLeavesTheOutcomeUnknown() {
        try (Store fragile = open("lost_at_commit")) {
            Throwable failure = catchThrowable(() -> fragile.write(tx -> {
                tx.namespaces().insert(namespace("unknown"));
                cutConnections("lost_at_commit");
                return true;
            }));
            assertThat(failure).isInstanceOf(UnknownOutcomeException.class);
        }
    }

    @Test
    void aConnectionThatWasLostWhileItLayIdleIsNoFailureOfTheServer() {
        try (Store fragile = open("lost_idle")) {
            fragile.ping();
            cutConnections("lost_idle");
            Throwable failure =
                    catchThrowable(() -> fragile.write(tx -> tx.namespaces().touch(database.id())));
            if (failure != null) {
                assertThat(failure).isInstanceOf(StoreUnavailableException.class);
            }
        }
    }

    @Test
    void aConnectionThatIsLostDuringAReadMeansUnavailable() {
        try (Store fragile = open("lost_reading")) {
            Throwable failure = catchThrowable(() -> fragile.read(tx -> {
                tx.catalogs().all();
                cutConnections("lost_reading");
                return tx.catalogs().all();
            }));
            assertThat(failure).isInstanceOf(StoreUnavailableException.class);
        }
    }

    static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the other transaction did not come", e);
        }
    }

    Namespace insertDatabase(String name) {
        Namespace namespace = namespace(name);
        insert(namespace);
        return namespace;
    }

    private void insert(Namespace namespace) {
        store.write(tx -> {
            tx.namespaces().insert(namespace);
            return true;
        });
    }

    private void insert(Principal principal) {
        store.write(tx -> {
            tx.principals().insert(principal, NOW, "root");
            return true;
        });
    }

    private void insertCatalog(Catalog entry) {
        store.write(tx -> {
            tx.catalogs().insert(entry, NOW);
            return true;
        });
    }

    private Principal insertPrincipal() {
        Principal principal = new Principal(Ids.next(), "principal-" + Ids.next(), false);
        insert(principal);
        return principal;
    }

    private void insertToken(Token token, byte[] hash) {
        store.write(tx -> {
            tx.tokens().insert(token, hash);
            return true;
        });
    }

    private boolean revoke(Principal principal, Token token, long now) {
        return store.write(tx -> tx.tokens().revoke(principal.id(), token.id(), now));
    }

    private void insertSnapshot(Relation table, String branch, Snapshot snapshot) {
        store.write(tx -> {
            tx.snapshots().insert(table.id(), branch, snapshot, NOW, "me");
            return true;
        });
    }

    private Relation insertTable(String name) {
        Relation table = relation(database, name);
        store.write(tx -> {
            tx.relations().insert(table);
            tx.locations().claim(table.location(), table.id(), catalog, NOW);
            tx.branches().insert(new Branch(table.id(), MAIN, 0, false, 0, "", true, Statistics.NONE));
            return true;
        });
        return table;
    }

    private void insert(View view) {
        store.write(tx -> {
            tx.views().insert(view);
            return true;
        });
    }

    private void insert(Routine routine) {
        store.write(tx -> {
            tx.routines().insert(routine);
            return true;
        });
    }

    private Optional<View> findView(String name) {
        return store.read(tx -> tx.views().find(catalog, new QualifiedName("db", name)));
    }

    private Optional<Routine> findRoutine(String name) {
        return store.read(tx -> tx.routines().find(catalog, new QualifiedName("db", name)));
    }

    private boolean rename(View from, View to) {
        return store.write(tx -> tx.views().rename(from, to));
    }

    private Page<QualifiedName> everyView(int size, String after) {
        CatalogPageRequest page = new CatalogPageRequest(size, after, NamePattern.ANY, NamePattern.ANY);
        return store.read(tx -> tx.views().list(catalog, page));
    }

    private Page<QualifiedName> everyFunction(int size, String after) {
        CatalogPageRequest page = new CatalogPageRequest(size, after, NamePattern.ANY, NamePattern.ANY);
        return store.read(tx -> tx.routines().list(catalog, page));
    }

    private void drop(Relation table) {
        store.write(tx -> {
            tx.branches().deleteAll(table.id());
            tx.locations().queuePurge(table.id(), NOW);
            return tx.relations().delete(table.id());
        });
    }

    private boolean rename(Relation from, Relation to) {
        return store.write(tx -> tx.relations().rename(from, to));
    }

    private boolean advance(Branch base, Branch next) {
        return store.write(tx -> tx.branches().advance(base, next));
    }

    private boolean publish(Branch branch) {
        return store.write(
                tx -> tx.branches().markSnapshotPublished(branch.relationId(), branch.name(), branch.snapshotId()));
    }

    private Head head(Relation table) {
        return store.read(tx -> tx.relations().head(table.id(), MAIN).orElseThrow());
    }

    private List<String> tables(Namespace namespace) {
        return store.<Page<String>>read(tx -> tx.relations().list(namespace.id(), PageRequest.first(), null))
                .entries();
    }

    private Page<String> page(int size, String after, String pattern) {
        PageRequest request = new PageRequest(size, after, NamePattern.parse(pattern));
        return store.read(tx -> tx.relations().list(database.id(), request, null));
    }

    private Namespace namespace(String name) {
        return new Namespace(Ids.next(), catalog, name, Map.of(), 0, Audit.created("me", NOW));
    }

    private static Namespace changed(Namespace from, Map<String, String> options) {
        return new Namespace(from.id(), from.catalogId(), from.name(), options, from.version() + 1, from.audit());
    }

    private Relation relation(Namespace namespace, String name) {
        UUID id = Ids.next();
        Location location = Location.parse("file:/lake/" + id);
        return new Relation(id, catalog, namespace.id(), Relation.TABLE, name, location, Audit.created("me", NOW));
    }

    private static View view(Namespace namespace, String name) {
        View.Definition definition =
                new View.Definition("[]", "SELECT 'größe' \\ \u0001", alterable(Alterable.Kind.VIEW, "😀\n"));
        return new View(
                Ids.next(), namespace.catalogId(), namespace.id(), name, definition, 0, Audit.created("me", NOW));
    }

    private static View changed(View from, Namespace namespace, String name, long version) {
        return new View(
                from.id(),
                from.catalogId(),
                namespace.id(),
                name,
                from.definition(),
                version,
                from.audit().updated("you", NOW + 1));
    }

    private static Routine routine(Namespace namespace, String name) {
        Routine.Definition definition =
                new Routine.Definition("[]", null, true, alterable(Alterable.Kind.FUNCTION, "{\"n\":1.50}"));
        return new Routine(Ids.next(), namespace.id(), name, definition, 0, Audit.created("me", NOW));
    }

    private static Alterable alterable(Alterable.Kind kind, String text) {
        return new Alterable(kind, Map.of("flink", text), "größer", Map.of("k", "v"));
    }

    private static Relation renamed(Relation from, Namespace namespace, String name) {
        return new Relation(
                from.id(), from.catalogId(), namespace.id(), from.kind(), name, from.location(), from.audit());
    }

    private static Branch after(Branch base, String uuid) {
        return new Branch(
                base.relationId(),
                base.name(),
                base.schemaId(),
                base.schemaPublished(),
                base.snapshotId() + 1,
                uuid,
                false,
                base.statistics().plus(new Statistics(1, 0, 0, 0)));
    }

    private static Snapshot snapshot(long id, String identity) {
        return new Snapshot(id, null, 0, identity, 1, "APPEND", "base", "delta", null, "{}");
    }

    private static byte[] hash() {
        return Ids.next().toString().substring(0, 32).getBytes(StandardCharsets.US_ASCII);
    }
}
