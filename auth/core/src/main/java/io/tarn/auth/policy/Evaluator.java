package io.tarn.auth.policy;

import io.tarn.auth.policy.Operand.Piece;
import io.tarn.auth.policy.RowFilter.Operator;
import io.tarn.auth.policy.RowFilter.Truth;
import io.tarn.auth.policy.Value.Literal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a bound filter says of a row: the meaning of the language, written as plainly as possible. Values are a String,
 * Boolean, Number (BigDecimal for decimals), LocalDate, LocalDateTime, or Instant; a column that the row does not have is
 * null. A timestamp outside the years 0001 to 9999, which SQL does not have, compares as null does. Texts compare by
 * characters, without padding; of floating numbers, NaN is equal to itself and the greatest, and
 * the two zeros are equal.
 */
public final class Evaluator {
    private Evaluator() {}

    /** Whether the row is seen. */
    public static boolean sees(RowFilter filter, Map<String, ? extends @Nullable Object> row) {
        return truth(filter, row) == Truth.TRUE;
    }

    static Truth truth(RowFilter filter, Map<String, ? extends @Nullable Object> row) {
        if (filter instanceof Truth truth) {
            return truth;
        }
        if (filter instanceof RowFilter.Not not) {
            return truth(not.part(), row).negated();
        }
        if (filter instanceof RowFilter.And and) {
            return joined(and.parts(), Truth.FALSE, row);
        }
        if (filter instanceof RowFilter.Or or) {
            return joined(or.parts(), Truth.TRUE, row);
        }
        return test(filter, row);
    }

    private static Truth joined(List<RowFilter> parts, Truth decides, Map<String, ? extends @Nullable Object> row) {
        Truth result = decides.negated();
        for (RowFilter part : parts) {
            Truth truth = truth(part, row);
            if (truth == decides) {
                return decides;
            }
            if (truth == Truth.UNKNOWN) {
                result = Truth.UNKNOWN;
            }
        }
        return result;
    }

    private static Truth test(RowFilter filter, Map<String, ? extends @Nullable Object> row) {
        if (filter instanceof RowFilter.IsNull test) {
            return Truth.of((value(test.left(), row) == null) != test.negated());
        }
        if (filter instanceof RowFilter.Comparison test) {
            return comparison(value(test.left(), row), test.operator(), test.right());
        }
        if (filter instanceof RowFilter.Between test) {
            Object value = value(test.left(), row);
            Truth above = comparison(value, Operator.GE, test.low());
            Truth below = comparison(value, Operator.LE, test.high());
            return negatedIf(test.negated(), joined(List.of(above, below), Truth.FALSE, row));
        }
        if (filter instanceof RowFilter.In test) {
            Object value = value(test.left(), row);
            List<RowFilter> equals = List.copyOf(test.values().stream()
                    .map(each -> comparison(value, Operator.EQ, each))
                    .toList());
            return negatedIf(test.negated(), joined(equals, Truth.TRUE, row));
        }
        if (filter instanceof RowFilter.Like test) {
            Object value = value(test.left(), row);
            return value == null
                    ? Truth.UNKNOWN
                    : Truth.of(LikePattern.of(test.pattern()).matches((String) value) != test.negated());
        }
        throw new IllegalStateException("the filter is not bound to a caller: " + filter);
    }

    private static Truth negatedIf(boolean negated, Truth truth) {
        return negated ? truth.negated() : truth;
    }

    private static Truth comparison(@Nullable Object value, Operator operator, Value right) {
        if (!(right instanceof Literal literal)) {
            throw new IllegalStateException("the filter is not bound to a caller: " + right);
        }
        return value == null || isOutsideSql(value)
                ? Truth.UNKNOWN
                : Truth.of(operator.holds(order(value, literal.value())));
    }

    private static boolean isOutsideSql(Object value) {
        LocalDateTime time = value instanceof Instant instant
                ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                : value instanceof LocalDateTime local ? local : null;
        return time != null && (time.getYear() < 1 || time.getYear() > 9999);
    }

    private static int order(Object value, Object literal) {
        if (value instanceof Double number) {
            return Double.compare(number + 0.0, ((BigDecimal) literal).doubleValue() + 0.0);
        }
        if (value instanceof Float number) {
            return Float.compare(number + 0.0f, ((BigDecimal) literal).floatValue() + 0.0f);
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString()).compareTo((BigDecimal) literal);
        }
        return Literals.compare(value, literal);
    }

    /** What the operand comes to for the row. */
    static @Nullable Object value(Operand operand, Map<String, ? extends @Nullable Object> row) {
        if (operand instanceof Operand.Column column) {
            return row.get(column.name());
        }
        if (operand instanceof Operand.Upper upper) {
            String text = text(upper.column(), row);
            return text == null ? null : text.toUpperCase(Locale.ROOT);
        }
        if (operand instanceof Operand.Lower lower) {
            String text = text(lower.column(), row);
            return text == null ? null : text.toLowerCase(Locale.ROOT);
        }
        if (operand instanceof Operand.Concat concat) {
            List<@Nullable String> texts = texts(concat.pieces(), row);
            return texts.contains(null) ? null : String.join("", texts);
        }
        if (operand instanceof Operand.ConcatWs concat) {
            return String.join(
                    concat.separator(),
                    texts(concat.pieces(), row).stream()
                            .filter(Objects::nonNull)
                            .toList());
        }
        throw new IllegalStateException("the filter is not bound to a caller: " + operand);
    }

    private static List<@Nullable String> texts(List<Piece> pieces, Map<String, ? extends @Nullable Object> row) {
        List<@Nullable String> texts = new ArrayList<>();
        pieces.forEach(piece -> texts.add(text(piece, row)));
        return texts;
    }

    private static @Nullable String text(Piece piece, Map<String, ? extends @Nullable Object> row) {
        return piece instanceof Operand.Column column ? (String) row.get(column.name()) : ((Operand.Text) piece).text();
    }
}
