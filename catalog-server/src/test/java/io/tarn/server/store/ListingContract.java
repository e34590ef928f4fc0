package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Visibility;
import io.tarn.server.model.Ids;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.RelationRows.Head;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, pages and patterns, as lists of tables show them. */
abstract class ListingContract extends StoreBed {
    ListingContract(Store store) {
        super(store);
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
        assertThat(store.<Page<String>>read(tx -> tx.relations()
                                .list(
                                        database.id(),
                                        PageRequest.first(),
                                        TableKind.TABLE.word(),
                                        Visibility.EVERYTHING))
                        .entries())
                .containsExactly("t");
        assertThat(store.<Page<String>>read(tx -> tx.relations()
                                .list(database.id(), PageRequest.first(), "format-table", Visibility.EVERYTHING))
                        .entries())
                .isEmpty();
    }

    @Test
    void detailsAreThePageOfNamesWithTheSchemaThatIsCurrent() {
        List.of("t1", "t2", "t3", "u").forEach(this::insertTableWithSchema);
        Relation altered = insertTableWithSchema("t5");
        store.write(tx -> {
            tx.schemas().insert(altered.id(), MAIN, new TableSchema(1, "altered"), NOW, "me");
            return tx.branches().markSchemaPublished(altered.id(), MAIN, 0)
                    && tx.branches().advanceSchema(altered.id(), MAIN, 0);
        });
        assertThat(details(100, "", "t%", null))
                .isEqualTo(new Page<>(
                        List.of("t1 0 schema of t1", "t2 0 schema of t2", "t3 0 schema of t3", "t5 1 altered"), null));
        assertThat(details(2, "t1", "", null))
                .isEqualTo(new Page<>(List.of("t2 0 schema of t2", "t3 0 schema of t3"), "t3"));
        assertThat(details(100, "", "", "format-table").entries()).isEmpty();
        assertThat(details(1, "", "t3", TableKind.TABLE.word()).nextToken()).isEqualTo("t3");
        Detail detail = new Detail(head(altered), new TableSchema(1, "altered"));
        assertThat(store.<Optional<Detail>>read(tx -> tx.relations().detail(altered.id())))
                .contains(detail);
        assertThat(store.<Optional<Detail>>read(tx -> tx.relations().detail(catalog, new TableName("db", "t5", MAIN))))
                .contains(detail);
    }

    private Relation insertTableWithSchema(String name) {
        Relation table = insertTable(name);
        store.write(tx -> {
            tx.schemas().insert(table.id(), MAIN, new TableSchema(0, "schema of " + name), NOW, "me");
            return true;
        });
        return table;
    }

    private Page<String> details(int size, String after, String pattern, String kind) {
        PageRequest request = new PageRequest(size, after, NamePattern.parse(pattern));
        return store.<Page<Detail>>read(
                        tx -> tx.relations().details(database.id(), request, kind, Visibility.EVERYTHING))
                .map(detail -> detail.head().relation().name() + " "
                        + detail.schema().id() + " " + detail.schema().body());
    }

    @Test
    void aTableIsFoundByItsIdInItsOwnCatalog() {
        Relation table = insertTable("t");
        assertThat(nameOf(catalog, table.id())).contains(new TableName("db", "t", MAIN));
        assertThat(nameOf(Ids.next(), table.id())).isEmpty();
        drop(table);
        assertThat(nameOf(catalog, table.id())).isEmpty();
    }

    private Optional<TableName> nameOf(UUID inCatalog, UUID table) {
        return store.read(tx -> tx.relations().nameOf(inCatalog, table));
    }

    private Page<String> page(int size, String after, String pattern) {
        PageRequest request = new PageRequest(size, after, NamePattern.parse(pattern));
        return store.read(tx -> tx.relations().list(database.id(), request, null, Visibility.EVERYTHING));
    }
}
