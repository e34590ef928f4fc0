package io.tarn.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilterTest {
    private static final PolicySchema SCHEMA = RandomFilters.SCHEMA;

    /** What is written, and the one form in which it is kept. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "region = 'EU' AND dt >= DATE '2026-01-01' | region = 'EU' AND dt >= DATE '2026-01-01'",
                "'EU' = region or 5 < age | region = 'EU' OR age > 5",
                "region='it''s' | region = 'it''s'",
                "region <> '' | region <> ''",
                "region != 'EU' | region <> 'EU'",
                "`Phone no.` IS NULL | `Phone no.` IS NULL",
                "\"Phone no.\" IS NOT NULL | `Phone no.` IS NOT NULL",
                "\"region\" = 'a' | region = 'a'",
                "age between -1 and +10 | age BETWEEN -1 AND 10",
                "NOT age NOT BETWEEN 1 AND 2 | NOT (age NOT BETWEEN 1 AND 2)",
                "age not in (1, 2,3) | age NOT IN (1, 2, 3)",
                "price > 1.5 | price > 1.50",
                "age = 1.0 | age = 1",
                "price = -0.5 | price = -0.50",
                "region LIKE 'a%' | region LIKE 'a%'",
                "region LIKE 'a%%b' | region LIKE 'a%b'",
                "region LIKE '10!%%' ESCAPE '!' | region LIKE '10\\%%' ESCAPE '\\'",
                "region NOT LIKE '_b' | region NOT LIKE '_b'",
                "ts > TIMESTAMP '2026-01-01 10:00:00.5' | ts > TIMESTAMP '2026-01-01 10:00:00.5'",
                "at < timestamp '2026-01-01 10:00:00+02:00' | at < TIMESTAMP '2026-01-01 08:00:00Z'",
                "active = true | active = TRUE",
                "TRUE | TRUE",
                "1 = 1 | TRUE",
                "'a' = 'b' | FALSE",
                "NOT (TRUE OR region = 'a') AND FALSE | NOT (TRUE OR region = 'a') AND FALSE",
                "(region = 'a') | region = 'a'",
                "(region = 'a' AND age = 1) AND id = 1 | (region = 'a' AND age = 1) AND id = 1",
                "region = 'a' OR age = 1 AND id = 1 | region = 'a' OR (age = 1 AND id = 1)",
                "upper(region) = 'EU' | upper(region) = 'EU'",
                "CONCAT(region, '-', code) IN ('a') | concat(region, '-', code) IN ('a')",
                "concat_ws(',', region) = 'a' | concat_ws(',', region) = 'a'",
                "is_member('eu') OR NOT is_member('us') | is_member('eu') OR NOT is_member('us')",
                "NOT NOT is_member('us') | is_member('us')",
                "current_user() = 'ann' | current_user() = 'ann'",
                "region = current_user() | region = current_user()",
                "age >= attribute('level') | age >= attribute('level')",
                "attribute('level') >= 3 | attribute('level') >= 3",
                "region IN ('EU', attributes('regions')) | region IN ('EU', attributes('regions'))",
            })
    void isReadAndWritten(String text, String kept) {
        RowFilter filter = RowFilter.parse(text, SCHEMA);

        assertThat(filter.sql()).isEqualTo(kept);
        assertThat(RowFilter.parse(kept)).isEqualTo(filter);
        assertThat(RowFilter.parse(kept, SCHEMA)).isEqualTo(filter);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "regoin = 'EU' | the table has no column 'regoin' (position 1)",
                "Region = 'EU' | the table has no column 'Region' (position 1)",
                "age = 1 AND regoin = 'EU' | the table has no column 'regoin' (position 13)",
                "region = EU | expected a value, found 'EU': a text stands in single quotes, and columns are not compared with each other (position 10)",
                "region = \"EU\" | expected a value, found 'EU', the name of a column: a text stands in single quotes (position 10)",
                "region = | expected a value, found the end (position 9)",
                "region | expected a comparison, BETWEEN, IN, LIKE or IS, found the end (position 7)",
                "region = 'EU | a text begins with ' and does not end (position 10)",
                "region = NULL | nothing is equal to NULL: write IS NULL or IS NOT NULL (position 10)",
                "region = 'EU' ; DROP TABLE t | the character ';' has no meaning here (position 15)",
                "region = 'EU' -- all | expected the end, found '-' (position 15)",
                "region = 'EU' region | expected the end, found 'region' (position 15)",
                "(region = 'EU' | expected ')', found the end (position 15)",
                "region = 5 | column 'region' is STRING: it takes a text in single quotes (position 10)",
                "age = 'x' | column 'age' is INT: it takes a number (position 7)",
                "age = 1.5 | column 'age' is INT: 1.5 is no whole number (position 7)",
                "age = 2147483648 | 2147483648 does not fit into INT (position 7)",
                "tiny IN (1, 128) | 128 does not fit into TINYINT (position 13)",
                "price = 1.234 | column 'price' is DECIMAL(10, 2): 1.234 has more digits behind the point (position 9)",
                "price < 100000000 | 100000000 does not fit into DECIMAL(10, 2) (position 9)",
                "dt >= '2026-01-01' | column 'dt' is DATE: it takes DATE 'yyyy-MM-dd' (position 7)",
                "dt = DATE '2026-02-30' | a date is written DATE 'yyyy-MM-dd' and lies in the years 0001 to 9999 (position 6)",
                "ts = DATE '2026-01-01' | column 'ts' is TIMESTAMP(3): it takes TIMESTAMP 'yyyy-MM-dd HH:mm:ss', without an offset (position 6)",
                "ts = TIMESTAMP '2026-01-01 00:00:00.0001' | TIMESTAMP(3) keeps 3 digits of a second's fraction (position 6)",
                "at = TIMESTAMP '2026-01-01 00:00:00' | column 'at' is TIMESTAMP(6) WITH LOCAL TIME ZONE: it takes TIMESTAMP 'yyyy-MM-dd HH:mm:ssZ', with an offset (position 6)",
                "active | expected a comparison, BETWEEN, IN, LIKE or IS, found the end (position 7)",
                "active > TRUE | column 'active' is BOOLEAN: compare it with = or <> (position 1)",
                "tags = 1 | column 'tags' is ARRAY<INT>, which can only be tested with IS NULL (position 1)",
                "age LIKE '1%' | column 'age' is INT: LIKE looks at texts alone (position 1)",
                "region LIKE 'a\\%' | the pattern has a backslash: say what it means with ESCAPE '\\' (position 13)",
                "region LIKE 'a!b' ESCAPE '!' | the escape of the pattern escapes nothing (position 13)",
                "region LIKE 'a' ESCAPE '!!' | ESCAPE takes one character (position 24)",
                "region LIKE code | expected a pattern in single quotes, found 'code' (position 13)",
                "upper(age) = 'A' | column 'age' is INT and no text (position 7)",
                "substr(region, 1) = 'A' | there is no function substr (position 1)",
                "concat('a', 'b') = 'ab' | concat names no column: write the text itself (position 1)",
                "region IN () | expected a value, found ')' (position 12)",
                "region = attributes('r') | attributes(…) stands in the list of an IN alone (position 10)",
                "current_user = 'ann' | the caller's name is written current_user() (position 1)",
                "age = current_user() | column 'age' is INT, and the caller's name is a text (position 7)",
                "current_user() = 5 | the caller's name is a text (position 18)",
                "is_member(x) | expected the name of a group or role in single quotes, found 'x' (position 11)",
                "attribute('') = 'a' | the attribute's name is empty (position 11)",
                "age = 1e5 | a number is followed by 'e' (position 8)",
                "age = 1. | a number ends with its point (position 7)",
                "age = 1 = 1 | expected the end, found '=' (position 9)",
                "1 = 'a' | values of different kinds are compared (position 1)",
                "age NOT 5 | expected BETWEEN, IN or LIKE, found '5' (position 9)",
                "`` = 1 | a name is empty (position 1)",
            })
    void isRefusedWithThePlace(String text, String message) {
        assertThatThrownBy(() -> RowFilter.parse(text, SCHEMA))
                .isInstanceOf(PolicyException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void anEmptyTextIsNoFilter(String text) {
        assertThatThrownBy(() -> RowFilter.parse(text, SCHEMA))
                .isInstanceOf(PolicyException.class)
                .hasMessageStartingWith("expected a column, found the end");
    }

    @Test
    void lengthAndNestingAreBounded() {
        assertThat(RowFilter.parse("(".repeat(100) + "age = 1" + ")".repeat(100), SCHEMA))
                .isEqualTo(RowFilter.parse("age = 1", SCHEMA));
        assertThatThrownBy(() -> RowFilter.parse("(".repeat(101) + "age = 1" + ")".repeat(101), SCHEMA))
                .isInstanceOf(PolicyException.class)
                .hasMessage("nested deeper than 100 (position 102)");
        assertThatThrownBy(() -> RowFilter.parse("NOT ".repeat(15_000) + "age = 1", SCHEMA))
                .isInstanceOf(PolicyException.class)
                .hasMessage("nested deeper than 100 (position 405)");
        assertThatThrownBy(() -> RowFilter.parse("age = 1" + " ".repeat(Lexer.LONGEST), SCHEMA))
                .isInstanceOf(PolicyException.class)
                .hasMessage("the text is longer than 61440 characters");
        assertThat(RowFilter.parse("age = 1" + " OR age = 2".repeat(5_000), SCHEMA))
                .isInstanceOf(RowFilter.Or.class);
        assertThatThrownBy(() -> RowFilter.parse("price = " + "1".repeat(80), SCHEMA))
                .isInstanceOf(PolicyException.class)
                .hasMessage("a number has more than 76 digits (position 9)");
    }

    @Test
    void thePositionIsThereWithoutTheMessage() {
        assertThatThrownBy(() -> RowFilter.parse("age = 1 AND x = 1", SCHEMA))
                .isInstanceOfSatisfying(
                        PolicyException.class, e -> assertThat(e.position()).isEqualTo(13));
    }

    @Test
    void halfACharacterIsRefused() {
        assertThatThrownBy(() -> RowFilter.parse("region = '\ud83d'", SCHEMA))
                .isInstanceOf(PolicyException.class)
                .hasMessage("a text has half of a character in it (position 10)");
    }

    @Test
    void namesItsColumns() {
        RowFilter filter = RowFilter.parse(
                "NOT (age = 1 OR concat(region, 'a', code) LIKE 'x') AND id IN (1) AND `Phone no.` IS NULL"
                        + " AND dt BETWEEN DATE '2026-01-01' AND DATE '2026-01-02' AND lower(region) = 'a'"
                        + " AND is_member('g') AND current_user() = 'u'",
                SCHEMA);

        assertThat(filter.columns()).containsExactly("age", "region", "code", "id", "Phone no.", "dt");
    }
}
