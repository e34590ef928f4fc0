package io.tarn.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinderTest {
    private static final CallerContext ANN = new CallerContext(
            "ann' OR '1'='1",
            Set.of("eu", "analysts"),
            Map.of(
                    "region", Set.of("EU"),
                    "regions", Set.of("EU", "US"),
                    "level", Set.of("3"),
                    "wide", Set.of("999"),
                    "since", Set.of("2026-01-01"),
                    "words", Set.of("three"),
                    "half", Set.of("\ud83d"),
                    "none", Set.of()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "is_member('eu') AND age = 1 | age = 1",
                "is_member('us') OR age = 1 | age = 1",
                "NOT is_member('us') | TRUE",
                "NOT is_member('eu') | FALSE",
                "current_user() = 'ann' | FALSE",
                "current_user() <> 'bob' | TRUE",
                "current_user() LIKE 'ann%' | TRUE",
                "current_user() IN ('a', 'b') | FALSE",
                "region = current_user() | region = 'ann'' OR ''1''=''1'",
                "region = attribute('region') | region = 'EU'",
                "attribute('region') = 'EU' AND age = 1 | age = 1",
                "attribute('level') >= 3 | TRUE",
                "attribute('level') < 10 | TRUE",
                "attribute('level') = 'three' | FALSE",
                "age <= attribute('level') | age <= 3",
                "dt >= attribute('since') | dt >= DATE '2026-01-01'",
                "age BETWEEN 1 AND attribute('level') | age BETWEEN 1 AND 3",
                "region IN (attributes('regions')) | region IN ('EU', 'US')",
                "region NOT IN ('X', attributes('regions')) | region NOT IN ('X', 'EU', 'US')",
                "attribute('nothing') IS NULL | TRUE",
                "attribute('none') IS NULL | TRUE",
                "attribute('region') IS NULL | FALSE",
            })
    void becomesValues(String text, String bound) {
        assertThat(bind(text)).isEqualTo(bound);
    }

    /** Unknown, so that no row is seen, whether or not the test is negated. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "region = attribute('nothing')",
                "region <> attribute('nothing')",
                "NOT (region = attribute('nothing'))",
                "attribute('nothing') = 'a'",
                "attribute('nothing') <> 'a'",
                "NOT (attribute('nothing') = 'a')",
                "attribute('nothing') LIKE '%'",
                "attribute('nothing') NOT LIKE '%'",
                "region IN (attributes('nothing'))",
                "region NOT IN (attributes('nothing'))",
                "region NOT IN ('X', attributes('none'))",
                "NOT (region IN ('X', attributes('none')))",
                // Which of several?
                "region = attribute('regions')",
                "NOT (region = attribute('regions'))",
                // Not of the column's type.
                "age = attribute('words')",
                "age <> attribute('words')",
                "age NOT IN (attributes('words'))",
                "tiny <> attribute('wide')",
                "dt <> attribute('level')",
                "attribute('words') <> 3",
                "region <> attribute('half')",
                "tiny NOT BETWEEN attribute('wide') AND attribute('nothing')",
            })
    void whatTheCallerDoesNotHaveOpensNothing(String text) {
        assertThat(bind(text)).isEqualTo("FALSE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "region IN ('X', attributes('none')) | region IN ('X')",
                "region = attribute('nothing') OR age = 1 | age = 1",
                "age NOT BETWEEN 5 AND attribute('nothing') | age < 5",
            })
    void whatDoesNotDependOnItStays(String text, String bound) {
        assertThat(bind(text)).isEqualTo(bound);
    }

    private static String bind(String text) {
        RowFilter filter = RowFilter.parse(text, RandomFilters.SCHEMA);
        return new Binder(RandomFilters.SCHEMA, ANN).bind(filter).sql();
    }
}
