package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnType.Kind;
import io.tarn.auth.policy.Operand.Column;
import io.tarn.auth.policy.RowFilter.Operator;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Comparisons of the types whose literals the JSON of Paimon 1.4 and 2.0 cannot carry, in forms that their Java readers
 * evaluate exactly. A cast of null fails there, so every cast stands behind a test that there is a value.
 */
final class PaimonTests {
    /** The seconds of SQL's years. */
    static final long FIRST_SECOND = LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);

    static final long LAST_SECOND = LocalDateTime.of(9999, 12, 31, 23, 59, 59).toEpochSecond(ZoneOffset.UTC);
    private static final int DOUBLE_DIGITS = 15;
    private static final int LONG_DIGITS = 18;
    private static final String STRING = "STRING";
    private static final String BIGINT = "BIGINT";

    private final PolicySchema schema;
    private final PaimonTransforms transforms;

    PaimonTests(PolicySchema schema, PaimonTransforms transforms) {
        this.schema = schema;
        this.transforms = transforms;
    }

    static String function(Operator operator) {
        return switch (operator) {
            case EQ -> "EQUAL";
            case NE -> "NOT_EQUAL";
            case LT -> "LESS_THAN";
            case LE -> "LESS_OR_EQUAL";
            case GT -> "GREATER_THAN";
            case GE -> "GREATER_OR_EQUAL";
        };
    }

    /** The readers order the two zeros, so the zero is named that makes them equal. */
    Map<String, Object> floating(Column column, ColumnType type, Operator operator, BigDecimal literal) {
        double value = type.kind() == Kind.FLOAT ? (double) literal.floatValue() : literal.doubleValue();
        Map<String, Object> field = transforms.write(column);
        if (value != 0) {
            return PaimonFilters.leaf(field, function(operator), List.of(value));
        }
        return switch (operator) {
            case EQ -> PaimonFilters.leaf(field, "IN", List.of(0.0, -0.0));
            case NE -> PaimonFilters.leaf(field, "NOT_IN", List.of(0.0, -0.0));
            case LT, GE -> PaimonFilters.leaf(field, function(operator), List.of(-0.0));
            case LE, GT -> PaimonFilters.leaf(field, function(operator), List.of(0.0));
        };
    }

    /** Equal decimals of one scale have equal texts; up to 15 digits, doubles have their order. */
    Map<String, Object> decimal(Column column, ColumnType type, Operator operator, BigDecimal literal) {
        if (operator == Operator.EQ || operator == Operator.NE) {
            return behindNotNull(column, List.of(cast(column, STRING, function(operator), literal.toPlainString())));
        }
        if (type.scale() == 0 && type.precision() <= LONG_DIGITS) {
            return behindNotNull(column, List.of(cast(column, BIGINT, function(operator), literal.longValueExact())));
        }
        if (type.precision() <= DOUBLE_DIGITS) {
            return behindNotNull(column, List.of(cast(column, "DOUBLE", function(operator), literal.doubleValue())));
        }
        throw new NotOnThisWireException("Paimon's predicates carry no order of " + type.text() + ", only equality");
    }

    /**
     * A date is a number of days to the readers, who take the type of the literals from the predicate and that of the
     * values from the table: so the days are sent as INT. What compares kinds and finds them different must fail or find
     * nothing, so there is no NOT_EQUAL.
     */
    Map<String, Object> date(Column column, Operator operator, Object literal) {
        List<Object> days = List.of(((LocalDate) literal).toEpochDay());
        Map<String, Object> field = transforms.field(column, "INT");
        if (operator != Operator.NE) {
            return PaimonFilters.leaf(field, function(operator), days);
        }
        return PaimonFilters.compound(
                "OR",
                List.of(
                        PaimonFilters.leaf(field, function(Operator.LT), days),
                        PaimonFilters.leaf(field, function(Operator.GT), days)));
    }

    /**
     * Texts of one precision have the order of their timestamps within SQL's years; outside, the readers' text wraps, so
     * that such rows must not pass. The readers of Paimon for Python cast to other units and find fewer rows here, or none.
     */
    Map<String, Object> timestamp(Column column, ColumnType type, Operator operator, Object literal) {
        String pattern = "uuuu-MM-dd HH:mm:ss" + (type.precision() == 0 ? "" : "." + "S".repeat(type.precision()));
        String text = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format((LocalDateTime) literal);
        return behindNotNull(
                column,
                List.of(
                        cast(column, BIGINT, "BETWEEN", FIRST_SECOND, LAST_SECOND),
                        cast(column, STRING, function(operator), text)));
    }

    /** The text of a point in time depends on the reader's zone; its second, cut off towards 1970, does not. */
    Map<String, Object> instant(Column column, Operator operator, Object literal) {
        Instant time = (Instant) literal;
        boolean whole = time.get(ChronoField.NANO_OF_SECOND) == 0 && time.getEpochSecond() > 0;
        if (!whole || (operator != Operator.GE && operator != Operator.LT)) {
            throw new NotOnThisWireException(
                    "Paimon's predicates carry of a timestamp with local time zone only >= and < a whole second after 1970");
        }
        long second = time.getEpochSecond();
        return behindNotNull(
                column,
                List.of(
                        operator == Operator.GE
                                ? cast(column, BIGINT, "BETWEEN", second, LAST_SECOND)
                                : cast(column, BIGINT, "BETWEEN", FIRST_SECOND, second - 1)));
    }

    private Map<String, Object> cast(Column column, String to, String function, Object... literals) {
        return PaimonFilters.leaf(transforms.cast(column, to), function, List.of(literals));
    }

    /**
     * The reader of 2.0 also asks partitions, and on its way there takes nested ANDs apart and puts tests of columns behind
     * tests of casts. So the parts stand in one AND, and for a key of the partition that stands twice in an OR, which is
     * left as it is.
     */
    private Map<String, Object> behindNotNull(Column column, List<Map<String, Object>> parts) {
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(PaimonFilters.leaf(transforms.write(column), "IS_NOT_NULL", List.of()));
        all.addAll(parts);
        Map<String, Object> guarded = PaimonFilters.compound("AND", all);
        return schema.partitionKeys().contains(column.name()) ? or(guarded, guarded) : guarded;
    }

    private static Map<String, Object> or(Map<String, Object> first, Map<String, Object> second) {
        return PaimonFilters.compound("OR", List.of(first, second));
    }
}
