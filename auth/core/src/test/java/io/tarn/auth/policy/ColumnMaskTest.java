package io.tarn.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnMaskTest {
    private static final PolicySchema SCHEMA = new PolicySchema(
            List.of(
                    new PolicySchema.Column("id", "INT", 0),
                    new PolicySchema.Column("name", "STRING", 1),
                    new PolicySchema.Column("phone", "VARCHAR(20)", 2),
                    new PolicySchema.Column("iso", "CHAR(2)", 3),
                    new PolicySchema.Column("email", "STRING NOT NULL", 4),
                    new PolicySchema.Column("born", "DATE", 5),
                    new PolicySchema.Column("seen", "TIMESTAMP(3) NOT NULL", 6),
                    new PolicySchema.Column("at", "TIMESTAMP(3) WITH LOCAL TIME ZONE", 7),
                    new PolicySchema.Column("salary", "DECIMAL(10, 2)", 8),
                    new PolicySchema.Column("age", "INT NOT NULL", 9),
                    new PolicySchema.Column("tags", "ARRAY<INT>", 10),
                    new PolicySchema.Column("blob", "BYTES NOT NULL", 11)),
            List.of("id"),
            List.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "name | NULL | mask_null()",
                "name | mask_null() | mask_null()",
                "tags | NULL | mask_null()",
                "name | '***' | '***'",
                "iso | 'XX' | 'XX'",
                "age | -1 | -1",
                "salary | 0 | 0.00",
                "born | DATE '1970-01-01' | DATE '1970-01-01'",
                "phone | MASK_SHOW_LAST_4(phone) | mask_show_last_4(phone)",
                "phone | mask_show_first_4(`phone`) | mask_show_first_4(phone)",
                "iso | mask(iso) | mask(iso)",
                "email | mask_hash(email) | mask_hash(email)",
                "born | mask_date_show_year(born) | mask_date_show_year(born)",
                "seen | mask_date_show_year(seen) | mask_date_show_year(seen)",
                "phone | upper(phone) | upper(phone)",
                "name | concat('a', name, 'b') | concat('a', name, 'b')",
                "name | concat_ws('-', name, name) | concat_ws('-', name, name)",
            })
    void isReadAndWritten(String column, String text, String kept) {
        ColumnMask mask = ColumnMask.parse(text, SCHEMA, column);

        assertThat(mask.sql()).isEqualTo(kept);
        assertThat(ColumnMask.parse(kept)).isEqualTo(mask);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "nmae | NULL | the table has no column 'nmae'",
                "name | name | a column as it is masks nothing (position 1)",
                "name | mask(phone) | the mask of column 'name' reads 'phone': a mask reads its own column alone (position 1)",
                "name | concat(name, phone) | the mask of column 'name' reads 'phone': a mask reads its own column alone (position 1)",
                "id | NULL | column 'id' is never null, so its mask cannot be: use a constant (position 1)",
                "email | NULL | column 'email' is never null, so its mask cannot be: use mask(email) or a constant text (position 1)",
                "seen | mask_null() | column 'seen' is never null, so its mask cannot be: use mask_date_show_year(seen) or a constant (position 1)",
                "blob | NULL | column 'blob' is never null, so its mask cannot be: deny the column (position 1)",
                "tags | mask(tags) | column 'tags' is ARRAY<INT>, which can only be masked with NULL (position 1)",
                "age | '***' | column 'age' is INT NOT NULL: it takes a number (position 1)",
                "age | mask_hash(age) | mask_hash shows a text of 64 characters, and column 'age' is INT NOT NULL: use a constant (position 1)",
                "salary | mask_show_last_4(salary) | mask_show_last_4 shows a text, and column 'salary' is DECIMAL(10, 2): use a constant, or mask_null() (position 1)",
                "phone | mask_hash(phone) | mask_hash shows a text of 64 characters, and column 'phone' is VARCHAR(20): use mask(phone) or a constant text, or mask_null() (position 1)",
                "at | mask_date_show_year(at) | mask_date_show_year shows a date or a timestamp without zone, and column 'at' is TIMESTAMP(3) WITH LOCAL TIME ZONE: use a constant, or mask_null() (position 1)",
                "phone | concat('+', phone) | the mask can be longer than column 'phone', which is VARCHAR(20): use mask(phone) or a constant text, or mask_null() (position 1)",
                "phone | '123456789012345678901' | column 'phone' is VARCHAR(20): the constant has 21 characters (position 1)",
                "iso | 'X' | column 'iso' is CHAR(2): the constant has 1 characters (position 1)",
                "age | upper(age) | column 'age' is INT NOT NULL and no text (position 7)",
                "name | current_user() | a mask shows nothing of the caller (position 1)",
                "name | mask_null(name) | expected ')', found 'name' (position 11)",
                "name | mask_show_last_5(name) | there is no function mask_show_last_5 (position 1)",
                "name | mask(name) OR 1 | expected the end, found 'OR' (position 12)",
            })
    void isRefusedWithWhatToUseInstead(String column, String text, String message) {
        assertThatThrownBy(() -> ColumnMask.parse(text, SCHEMA, column))
                .isInstanceOf(PolicyException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("name", "NULL", "Ann", null),
                Arguments.of("name", "'***'", "Ann", "***"),
                Arguments.of("name", "'***'", null, "***"),
                Arguments.of("age", "-1", 42, -1),
                Arguments.of("salary", "0", new BigDecimal("1.50"), new BigDecimal("0.00")),
                Arguments.of("phone", "mask_show_last_4(phone)", "+49 170-1234", "xxxxxxxx1234"),
                Arguments.of("phone", "mask_show_last_4(phone)", "12345", "x2345"),
                Arguments.of("phone", "mask_show_last_4(phone)", "1234", "xxxx"),
                Arguments.of("phone", "mask_show_last_4(phone)", "", ""),
                Arguments.of("phone", "mask_show_last_4(phone)", null, null),
                Arguments.of("name", "mask_show_last_4(name)", "\ud83d\ude00a\ud83d\ude00bc", "xa\ud83d\ude00bc"),
                Arguments.of("phone", "mask_show_first_4(phone)", "+49 170-1234", "+49 xxxxxxxx"),
                Arguments.of("phone", "mask_show_first_4(phone)", "+49", "xxx"),
                Arguments.of("name", "mask(name)", "Ann-Li 7\u00bd \u00c4\u00df \u4e16 \u01c5", "Xxx-Xx nn Xx x X"),
                Arguments.of("name", "mask(name)", null, null),
                Arguments.of(
                        "name",
                        "mask_hash(name)",
                        "abc",
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                Arguments.of("born", "mask_date_show_year(born)", LocalDate.of(2026, 11, 23), LocalDate.of(2026, 1, 1)),
                Arguments.of(
                        "seen",
                        "mask_date_show_year(seen)",
                        LocalDateTime.of(2026, 11, 23, 9, 30),
                        LocalDateTime.of(2026, 1, 1, 0, 0)),
                Arguments.of("name", "upper(name)", "Ann", "ANN"),
                Arguments.of("name", "lower(name)", null, null),
                Arguments.of("name", "concat('a', name, 'b')", "nn", "annb"),
                Arguments.of("name", "concat('a', name)", null, null),
                Arguments.of("name", "concat_ws('-', 'a', name)", null, "a"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void showsInstead(String column, String text, Object value, Object shown) {
        ColumnMask mask = ColumnMask.parse(text, SCHEMA, column);
        Map<String, Object> row = new HashMap<>();
        row.put(column, value);

        assertThat(MaskEvaluator.shown(mask, SCHEMA.column(column), row)).isEqualTo(shown);
    }

    @Test
    void namesItsColumn() {
        assertThat(ColumnMask.parse("concat(name, 'x')").columns()).containsExactly("name");
        assertThat(ColumnMask.parse("mask(name)").columns()).containsExactly("name");
        assertThat(ColumnMask.parse("'x'").columns()).isEmpty();
    }
}
