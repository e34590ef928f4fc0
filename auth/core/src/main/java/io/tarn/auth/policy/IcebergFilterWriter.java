package io.tarn.auth.policy;

import io.tarn.auth.policy.IcebergPolicy.Field;
import io.tarn.auth.policy.Operand.Column;
import io.tarn.auth.policy.RowFilter.Comparison;
import io.tarn.auth.policy.RowFilter.In;
import io.tarn.auth.policy.RowFilter.Operator;
import io.tarn.auth.policy.RowFilter.Truth;
import io.tarn.auth.policy.Value.Literal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes a filter without NOT and UNKNOWN as a predicate of Iceberg's. Readers differ in what a comparison with null comes
 * to, and in where NaN stands, so every test says beside it which of those it takes.
 */
final class IcebergFilterWriter {
    private final IcebergFields fields;

    IcebergFilterWriter(IcebergFields fields) {
        this.fields = fields;
    }

    Object write(RowFilter filter) {
        if (filter instanceof Truth truth) {
            return truth == Truth.TRUE;
        }
        if (filter instanceof RowFilter.And and) {
            return joined("and", and.parts().stream().map(this::write).toList());
        }
        if (filter instanceof RowFilter.Or or) {
            return joined("or", or.parts().stream().map(this::write).toList());
        }
        if (filter instanceof RowFilter.IsNull test) {
            Field field = fields.any(column(test.left()));
            return unary(test.negated() ? "not-null" : "is-null", field);
        }
        if (filter instanceof Comparison test) {
            return comparison(column(test.left()), test.operator(), test.right());
        }
        if (filter instanceof RowFilter.Between test) {
            String column = column(test.left());
            Operator first = test.negated() ? Operator.LT : Operator.GE;
            Operator second = test.negated() ? Operator.GT : Operator.LE;
            return joined(
                    test.negated() ? "or" : "and",
                    List.of(comparison(column, first, test.low()), comparison(column, second, test.high())));
        }
        if (filter instanceof In test) {
            return in(test);
        }
        if (filter instanceof RowFilter.Like test) {
            return like(test);
        }
        throw new IllegalStateException("the filter is not bound and normal: " + filter);
    }

    private static String column(Operand operand) {
        if (operand instanceof Column column) {
            return column.name();
        }
        throw new NotOnThisWireException(
                "Iceberg's predicates have no functions of texts: " + SqlPrinter.print(operand));
    }

    private Object comparison(String column, Operator operator, Value value) {
        Field field = fields.typed(column);
        ColumnType type = fields.type(column);
        Object test = compare(operator, field, IcebergLiterals.of(literal(value), type));
        Object within = switch (type.kind()) {
            case FLOAT, DOUBLE ->
                // NaN is the greatest of all, and equal to no number.
                switch (operator) {
                    case EQ, LT, LE -> binary("and", unary("not-nan", field), test);
                    case NE, GT, GE -> binary("or", unary("is-nan", field), test);
                };
            case TIMESTAMP, TIMESTAMP_LTZ -> inYears(operator, field, type, test);
            default -> test;
        };
        return present(field, within);
    }

    /** A timestamp outside the years of SQL is no more than unknown. */
    private static Object inYears(Operator operator, Field field, ColumnType type, Object test) {
        Object within = test;
        if (operator == Operator.GT || operator == Operator.GE || operator == Operator.NE) {
            within = binary("and", within, compare(Operator.LE, field, IcebergLiterals.last(type)));
        }
        if (operator == Operator.LT || operator == Operator.LE || operator == Operator.NE) {
            within = binary("and", within, compare(Operator.GE, field, IcebergLiterals.first(type)));
        }
        return within;
    }

    private Object in(In test) {
        String column = column(test.left());
        Field field = fields.typed(column);
        ColumnType type = fields.type(column);
        return switch (type.kind()) {
            case FLOAT, DOUBLE, TIMESTAMP, TIMESTAMP_LTZ -> {
                Function<Value, Object> each =
                        value -> comparison(column, test.negated() ? Operator.NE : Operator.EQ, value);
                yield joined(
                        test.negated() ? "and" : "or",
                        test.values().stream().map(each).toList());
            }
            default -> {
                Map<String, Object> values = node("literals");
                values.put(
                        "values",
                        test.values().stream()
                                .map(value -> IcebergLiterals.of(literal(value), type))
                                .toList());
                values.put("data-type", field.type());
                Map<String, Object> set = node(test.negated() ? "not-in" : "in");
                set.put("child", reference(field));
                set.put("values", values);
                yield present(field, set);
            }
        };
    }

    private Object like(RowFilter.Like test) {
        Field field = fields.typed(column(test.left()));
        LikePattern pattern = LikePattern.of(test.pattern());
        String text = pattern.onlyText();
        boolean closed = !pattern.beginsOpen() && !pattern.endsOpen();
        if (text != null && closed) {
            return present(field, compare(test.negated() ? Operator.NE : Operator.EQ, field, text));
        }
        if (text != null && text.isEmpty()) {
            return test.negated() ? false : unary("not-null", field);
        }
        if (text == null || pattern.beginsOpen()) {
            throw new NotOnThisWireException("of LIKE Iceberg's predicates have no more than how a text begins");
        }
        return present(field, leaf(test.negated() ? "not-starts-with" : "starts-with", field, text));
    }

    private static Object literal(Value value) {
        if (value instanceof Literal literal) {
            return literal.value();
        }
        throw new IllegalStateException("the filter is not bound to a caller: " + value);
    }

    private static Object present(Field field, Object test) {
        return binary("and", unary("not-null", field), test);
    }

    private static Map<String, Object> compare(Operator operator, Field field, Object literal) {
        String type = switch (operator) {
            case EQ -> "eq";
            case NE -> "not-eq";
            case LT -> "lt";
            case LE -> "lt-eq";
            case GT -> "gt";
            case GE -> "gt-eq";
        };
        return leaf(type, field, literal);
    }

    private static Map<String, Object> leaf(String type, Field field, Object value) {
        Map<String, Object> literal = node("literal");
        literal.put("value", value);
        literal.put("data-type", field.type());
        return binary(type, reference(field), literal);
    }

    /** AND and OR join two; many are joined as a tree that is not deeper than it has to be. */
    private static Object joined(String type, List<Object> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int half = parts.size() / 2;
        return binary(type, joined(type, parts.subList(0, half)), joined(type, parts.subList(half, parts.size())));
    }

    private static Map<String, Object> binary(String type, Object left, Object right) {
        Map<String, Object> node = node(type);
        node.put("left", left);
        node.put("right", right);
        return node;
    }

    private static Map<String, Object> unary(String type, Field field) {
        Map<String, Object> node = node(type);
        node.put("child", reference(field));
        return node;
    }

    private static Map<String, Object> reference(Field field) {
        Map<String, Object> node = node("reference");
        node.put("id", field.id());
        return node;
    }

    private static Map<String, Object> node(String type) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("type", type);
        return node;
    }
}
