package io.tarn.auth.policy;

import io.tarn.auth.policy.Operand.Column;
import io.tarn.auth.policy.RowFilter.Comparison;
import io.tarn.auth.policy.RowFilter.In;
import io.tarn.auth.policy.RowFilter.Operator;
import io.tarn.auth.policy.Value.Literal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a filter without NOT and UNKNOWN; the forms of the tests of one type are in {@link PaimonTests}. */
final class PaimonFilterWriter {
    private static final ColumnType TEXT = ColumnType.of("STRING");

    private final PolicySchema schema;
    private final PaimonTransforms transforms;
    private final PaimonTests tests;

    PaimonFilterWriter(PolicySchema schema) {
        this.schema = schema;
        this.transforms = new PaimonTransforms(schema);
        this.tests = new PaimonTests(schema, transforms);
    }

    Map<String, Object> write(RowFilter filter) {
        if (filter instanceof RowFilter.And and) {
            return all("AND", and.parts());
        }
        if (filter instanceof RowFilter.Or or) {
            return all("OR", or.parts());
        }
        if (filter instanceof RowFilter.IsNull test) {
            String function = test.negated() ? "IS_NOT_NULL" : "IS_NULL";
            return PaimonFilters.leaf(transforms.write(test.left()), function, List.of());
        }
        if (filter instanceof Comparison test) {
            return comparison(test.left(), test.operator(), literal(test.right()));
        }
        if (filter instanceof RowFilter.Between test) {
            return between(test);
        }
        if (filter instanceof In test) {
            return in(test);
        }
        if (filter instanceof RowFilter.Like test) {
            return like(test);
        }
        throw new IllegalStateException("the filter is not bound and normal: " + filter);
    }

    private Map<String, Object> all(String function, List<RowFilter> parts) {
        return PaimonFilters.compound(function, parts.stream().map(this::write).toList());
    }

    private ColumnType type(Operand operand) {
        return operand instanceof Column column ? schema.column(column.name()).type() : TEXT;
    }

    private static Object literal(Value value) {
        if (value instanceof Literal literal) {
            return literal.value();
        }
        throw new IllegalStateException("the filter is not bound to a caller: " + value);
    }

    private Map<String, Object> comparison(Operand left, Operator operator, Object literal) {
        ColumnType type = type(left);
        if (!(left instanceof Column column)) {
            return PaimonFilters.leaf(transforms.write(left), PaimonTests.function(operator), List.of(literal));
        }
        return switch (type.kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, CHAR, VARCHAR ->
                PaimonFilters.leaf(transforms.write(left), PaimonTests.function(operator), List.of(plain(literal)));
            case FLOAT, DOUBLE -> tests.floating(column, type, operator, (BigDecimal) literal);
            case DECIMAL -> tests.decimal(column, type, operator, (BigDecimal) literal);
            case DATE -> tests.date(column, operator, literal);
            case TIMESTAMP -> tests.timestamp(column, type, operator, literal);
            case TIMESTAMP_LTZ -> tests.instant(column, operator, literal);
            case OTHER -> throw new IllegalStateException("compared: " + type.text());
        };
    }

    private static Object plain(Object literal) {
        return literal instanceof BigDecimal number ? (Object) number.longValueExact() : literal;
    }

    private Map<String, Object> between(RowFilter.Between test) {
        Object low = literal(test.low());
        Object high = literal(test.high());
        if (isPlain(test.left())) {
            String function = test.negated() ? "NOT_BETWEEN" : "BETWEEN";
            return PaimonFilters.leaf(transforms.write(test.left()), function, List.of(plain(low), plain(high)));
        }
        Operator first = test.negated() ? Operator.LT : Operator.GE;
        Operator second = test.negated() ? Operator.GT : Operator.LE;
        return PaimonFilters.compound(
                test.negated() ? "OR" : "AND",
                List.of(comparison(test.left(), first, low), comparison(test.left(), second, high)));
    }

    /** Whether the literals of the type survive the wire as they are. */
    private boolean isPlain(Operand left) {
        return switch (type(left).kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, CHAR, VARCHAR -> true;
            default -> false;
        };
    }

    private Map<String, Object> in(In test) {
        if (isPlain(test.left())) {
            List<Object> literals = new ArrayList<>();
            test.values().forEach(value -> literals.add(plain(literal(value))));
            return PaimonFilters.leaf(transforms.write(test.left()), test.negated() ? "NOT_IN" : "IN", literals);
        }
        Operator operator = test.negated() ? Operator.NE : Operator.EQ;
        List<Map<String, Object>> each = test.values().stream()
                .map(value -> comparison(test.left(), operator, literal(value)))
                .toList();
        return PaimonFilters.compound(test.negated() ? "AND" : "OR", each);
    }

    /** The readers match simple patterns before they look for escapes, and have no NOT LIKE. */
    private Map<String, Object> like(RowFilter.Like test) {
        Map<String, Object> left = transforms.write(test.left());
        LikePattern pattern = LikePattern.of(test.pattern());
        String text = pattern.onlyText();
        boolean closed = !pattern.beginsOpen() && !pattern.endsOpen();
        if (text != null && closed) {
            return PaimonFilters.leaf(left, test.negated() ? "NOT_EQUAL" : "EQUAL", List.of(text));
        }
        if (text != null && text.isEmpty()) {
            return test.negated() ? PaimonFilters.nothing() : PaimonFilters.leaf(left, "IS_NOT_NULL", List.of());
        }
        if (test.negated()) {
            throw new NotOnThisWireException("Paimon's predicates have no NOT LIKE");
        }
        if (text == null) {
            if (pattern.hasAnyCharacter()) {
                throw new NotOnThisWireException("in Paimon's LIKE an underscore does not stand for a line break");
            }
            return PaimonFilters.leaf(left, "LIKE", List.of(pattern.text()));
        }
        String function = !pattern.beginsOpen() ? "STARTS_WITH" : pattern.endsOpen() ? "CONTAINS" : "ENDS_WITH";
        return PaimonFilters.leaf(left, function, List.of(text));
    }
}
