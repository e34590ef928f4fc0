package io.tarn.paimon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.types.DataTypes;
import org.apache.paimon.types.RowType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFilterTest {
    private static final RowType TYPE = RowType.builder()
            .field("i", DataTypes.INT())
            .field("s", DataTypes.STRING())
            .field("d", DataTypes.DATE())
            .field("n", DataTypes.DECIMAL(10, 2))
            .field("t", DataTypes.TIMESTAMP(3))
            .field("b", DataTypes.BOOLEAN())
            .field("f", DataTypes.DOUBLE())
            .field("a", DataTypes.ARRAY(DataTypes.INT()))
            .build();

    private static final GenericRow ROW = GenericRow.of(
            7,
            BinaryString.fromString("Straße_1"),
            (int) LocalDate.of(2024, 2, 29).toEpochDay(),
            Decimal.fromBigDecimal(new BigDecimal("12.30"), 10, 2),
            Timestamp.fromLocalDateTime(LocalDateTime.of(2024, 2, 29, 12, 30, 15, 500_000_000)),
            true,
            0.5,
            null);

    private static final GenericRow NULLS = new GenericRow(8);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i|INT|EQUAL|7|true",
                "i|INT|EQUAL|8|false",
                "i|INT|NOT_EQUAL|8|true",
                "i|INT|LESS_THAN|8|true",
                "i|INT|LESS_OR_EQUAL|6|false",
                "i|INT|GREATER_THAN|6|true",
                "i|INT|GREATER_OR_EQUAL|7|true",
                "i|INT NOT NULL|IN|1,7|true",
                "i|INT|IN|1,null|false",
                "i|INT|NOT_IN|1,2|true",
                "i|INT|NOT_IN|1,null|false",
                "i|INT|NOT_IN|7|false",
                "i|INT|BETWEEN|7,9|true",
                "i|INT|BETWEEN|8,9|false",
                "i|INT|NOT_BETWEEN|8,9|true",
                "s|STRING|EQUAL|\"Straße_1\"|true",
                "s|STRING|GREATER_THAN|\"Strasse\"|true",
                "s|VARCHAR(20)|STARTS_WITH|\"Stra\"|true",
                "s|STRING|ENDS_WITH|\"_1\"|true",
                "s|STRING|CONTAINS|\"ß\"|true",
                "s|STRING|LIKE|\"Stra_e\\\\_%\"|true",
                "s|STRING|LIKE|\"Stra_e\\\\_\"|false",
                "s|STRING|LIKE|\"%.%\"|false",
                "d|INT|EQUAL|19782|true",
                "d|DATE|LESS_THAN|\"2024-03-01\"|true",
                "n|DECIMAL(10, 2)|EQUAL|12.3|true",
                "t|TIMESTAMP(3)|GREATER_THAN|\"2024-02-29 12:30:15\"|true",
                "b|BOOLEAN|EQUAL|true|true",
                "f|DOUBLE|LESS_THAN|0.6|true",
            })
    void comparesAsSqlDoes(String column, String type, String function, String literals, boolean expected) {
        String leaf = leaf(field(column, type), function, literals);

        assertThat(test(leaf, ROW)).isEqualTo(expected);
        assertThat(test(leaf, NULLS)).as("with null nothing is true").isFalse();
    }

    /** The server names the zero that readers need which order the two. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IN|0.0,-0.0|true",
                "NOT_IN|0.0,-0.0|false",
                "EQUAL|-0.0|true",
                "LESS_THAN|-0.0|false",
                "GREATER_OR_EQUAL|-0.0|true",
                "LESS_OR_EQUAL|0.0|true",
                "GREATER_THAN|0.0|false",
            })
    void theTwoZerosAreEqual(String function, String literals, boolean expected) {
        RowType type = RowType.builder()
                .field("f", DataTypes.FLOAT())
                .field("d", DataTypes.DOUBLE())
                .build();
        for (GenericRow row : List.of(GenericRow.of(0.0f, 0.0), GenericRow.of(-0.0f, -0.0))) {
            for (String column : List.of("f", "d")) {
                String leaf = leaf(field(column, column.equals("f") ? "FLOAT" : "DOUBLE"), function, literals);
                assertThat(RowFilter.parse(List.of(leaf)).bind(type).isTrue(row))
                        .as("%s of %s", column, row)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void onlyTestsForNullAreTrueOfNulls() {
        String isNull = leaf(field("i", "INT"), "IS_NULL", "");
        String isNotNull = leaf(field("a", "STRING"), "IS_NOT_NULL", "");

        assertThat(test(isNull, NULLS)).isTrue();
        assertThat(test(isNull, ROW)).isFalse();
        assertThat(test(isNotNull, ROW)).isFalse();
        assertThat(test(leaf(field("i", "INT"), "TRUE", ""), NULLS)).isTrue();
        assertThat(test(leaf(field("i", "INT"), "FALSE", ""), ROW)).isFalse();
    }

    @Test
    void castsAreThoseOfPaimon() {
        assertThat(test(leaf(cast("t", "TIMESTAMP(3)", "STRING"), "EQUAL", "\"2024-02-29 12:30:15.500\""), ROW))
                .isTrue();
        assertThat(test(leaf(cast("t", "TIMESTAMP(3)", "BIGINT"), "GREATER_OR_EQUAL", "1709209815"), ROW))
                .isTrue();
        assertThat(test(leaf(cast("n", "DECIMAL(10, 2)", "STRING"), "IN", "\"12.30\",\"1\""), ROW))
                .isTrue();
        assertThat(test(leaf(cast("n", "DECIMAL(10, 2)", "DOUBLE"), "LESS_THAN", "12.31"), ROW))
                .isTrue();
    }

    @Test
    void textsAreMadeOfColumns() {
        String upper = "{\"name\":\"UPPER\",\"inputs\":[{\"index\":9,\"name\":\"s\",\"type\":\"STRING\"}]}";
        String joined = "{\"name\":\"CONCAT_WS\",\"inputs\":[\"-\",\"x\",{\"name\":\"s\"}]}";

        assertThat(test(leaf(upper, "EQUAL", "\"STRASSE_1\""), ROW)).isTrue();
        assertThat(test(leaf(joined, "EQUAL", "\"x-Straße_1\""), ROW)).isTrue();
        assertThat(test(leaf(joined, "EQUAL", "\"x\""), NULLS)).isTrue();
    }

    @Test
    void allPredicatesMustBeTrue() {
        String yes = leaf(field("i", "INT"), "EQUAL", "7");
        String no = leaf(field("i", "INT"), "EQUAL", "8");
        String unknown = leaf(field("a", "STRING"), "IS_NOT_NULL", "");

        assertThat(test(compound("OR", no, yes), ROW)).isTrue();
        assertThat(test(compound("AND", no, yes), ROW)).isFalse();
        assertThat(test(compound("OR", unknown, no), ROW)).isFalse();
        assertThat(RowFilter.parse(List.of(yes, no)).bind(TYPE).isTrue(ROW)).isFalse();
        assertThat(RowFilter.parse(List.of(yes, yes)).bind(TYPE).isTrue(ROW)).isTrue();
        assertThat(RowFilter.parse(List.of())).isNull();
    }

    @Test
    void theColumnsThatItNeedsAreKnown() {
        String filter = compound(
                "AND",
                leaf(field("i", "INT"), "EQUAL", "7"),
                compound("OR", leaf(cast("t", "TIMESTAMP(3)", "BIGINT"), "IN", "1"), concat("s")));

        assertThat(RowFilter.parse(List.of(filter)).columns()).containsExactly("i", "t", "s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"kind\":\"OTHER\"}",
                "{\"kind\":\"COMPOUND\",\"function\":\"NOT\",\"children\":[]}",
                "{\"kind\":\"COMPOUND\",\"function\":\"AND\",\"children\":[]}",
                "{\"kind\":\"LEAF\",\"function\":\"EQUAL\",\"literals\":[1]}",
                "{\"kind\":\"LEAF\",\"function\":\"EQUAL\",\"literals\":[1],\"transform\":{\"name\":\"MAGIC\",\"inputs\":[]}}",
            })
    void whatIsNotKnownIsRefused(String filter) {
        assertThatThrownBy(() -> test(filter, ROW))
                .isInstanceOfAny(PolicyException.class, IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i|INT|MATCHES|7",
                "i|INT|EQUAL|7.5",
                "i|INT|EQUAL|\"7\"",
                "i|INT|EQUAL|",
                "i|INT|EQUAL|null",
                "i|STRING|EQUAL|\"7\"",
                "i|INT|BETWEEN|1",
                "i|INT|LIKE|1",
                "s|STRING|LIKE|\"a\\\\b\"",
                "a|ARRAY<INT>|EQUAL|1",
                "missing|INT|EQUAL|1",
                "b|BOOLEAN|EQUAL|1",
            })
    void whatDoesNotFitIsRefused(String column, String type, String function, String literals) {
        String filter = leaf(field(column, type), function, literals == null ? "" : literals);

        assertThatThrownBy(() -> test(filter, ROW)).isInstanceOf(PolicyException.class);
    }

    static String leaf(String transform, String function, String literals) {
        return "{\"kind\":\"LEAF\",\"transform\":" + transform + ",\"function\":\"" + function + "\",\"literals\":["
                + literals + "]}";
    }

    static String field(String column, String type) {
        return "{\"name\":\"FIELD_REF\",\"fieldRef\":{\"index\":0,\"name\":\"" + column + "\",\"type\":\"" + type
                + "\"}}";
    }

    private static String cast(String column, String from, String to) {
        return "{\"name\":\"CAST\",\"fieldRef\":{\"index\":0,\"name\":\"" + column + "\",\"type\":\"" + from
                + "\"},\"type\":\"" + to + "\"}";
    }

    private static String concat(String column) {
        return leaf("{\"name\":\"CONCAT\",\"inputs\":[\"x\",{\"name\":\"" + column + "\"}]}", "EQUAL", "\"y\"");
    }

    private static String compound(String function, String... children) {
        return "{\"kind\":\"COMPOUND\",\"function\":\"" + function + "\",\"children\":"
                + List.of(children).stream().collect(Collectors.joining(",", "[", "]")) + "}";
    }

    private static boolean test(String filter, GenericRow row) {
        return RowFilter.parse(List.of(filter)).bind(TYPE).isTrue(row);
    }

    @Test
    void theAnswerAsAWholeIsUnderstoodOrRefused() {
        assertThat(QueryPolicy.parse("{}").restricts()).isFalse();
        assertThat(QueryPolicy.parse("{\"filter\":null,\"columnMasking\":null}").restricts())
                .isFalse();
        assertThat(QueryPolicy.parse("{\"filter\":[]}").restricts()).isFalse();
        assertThat(QueryPolicy.parse("{\"tarn\":{\"denied\":[\"s\"]}}").hidesAnyOf(List.of("s")))
                .isTrue();
        for (Map.Entry<String, String> wrong : Map.of(
                        "no JSON", "oops",
                        "a text", "{\"filter\":\"x\"}",
                        "an object", "{\"filter\":[{}]}",
                        "an empty predicate", "{\"filter\":[\"\"]}",
                        "a mask", "{\"columnMasking\":{\"s\":{}}}",
                        "no transform", "{\"tarn\":{\"masks\":{\"s\":{\"function\":\"TRANSFORM\"}}}}",
                        "an exact mask", "{\"tarn\":{\"masks\":{\"s\":\"NULL\"}}}")
                .entrySet()) {
            assertThatThrownBy(() -> QueryPolicy.parse(wrong.getValue()))
                    .as(wrong.getKey())
                    .isInstanceOf(PolicyException.class);
        }
    }
}
