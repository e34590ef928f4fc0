package io.tarn.auth.policy;

import io.tarn.auth.policy.RowFilter.Between;
import io.tarn.auth.policy.RowFilter.Comparison;
import io.tarn.auth.policy.RowFilter.In;
import io.tarn.auth.policy.RowFilter.IsMember;
import io.tarn.auth.policy.RowFilter.IsNull;
import io.tarn.auth.policy.RowFilter.Like;
import io.tarn.auth.policy.RowFilter.Operator;
import io.tarn.auth.policy.RowFilter.Truth;
import io.tarn.auth.policy.Value.Attributes;
import io.tarn.auth.policy.Value.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts a caller into a checked filter: what belongs to the caller becomes a value of the type that it is compared with. What
 * the caller does not have, has several of where one is asked for, or has in a form that the type cannot take, is unknown,
 * so that the row is not seen, negated or not.
 */
public final class Binder {
    private static final ColumnType TEXT = ColumnType.of("STRING");

    private final PolicySchema schema;
    private final CallerContext caller;

    public Binder(PolicySchema schema, CallerContext caller) {
        this.schema = schema;
        this.caller = caller;
    }

    /**
     * A filter over columns and literals alone, without NOT and UNKNOWN, that keeps the same rows for this caller.
     *
     * @throws PolicyException when it does not fit the table, which has changed since the filter was made
     */
    public RowFilter bind(RowFilter filter) {
        return Normalizer.rows(bound(FilterCheck.check(filter, schema)));
    }

    private RowFilter bound(RowFilter filter) {
        if (filter instanceof RowFilter.And and) {
            return new RowFilter.And(and.parts().stream().map(this::bound).toList());
        }
        if (filter instanceof RowFilter.Or or) {
            return new RowFilter.Or(or.parts().stream().map(this::bound).toList());
        }
        if (filter instanceof RowFilter.Not not) {
            RowFilter part = bound(not.part());
            return part instanceof Truth truth ? truth.negated() : RowFilter.not(part);
        }
        if (filter instanceof IsMember member) {
            return Truth.of(caller.memberships().contains(member.name()) != member.negated());
        }
        if (filter instanceof Comparison test) {
            return comparison(test.left(), test.operator(), test.right());
        }
        if (filter instanceof Between test) {
            return between(test);
        }
        if (filter instanceof In test) {
            return test.negated() ? negated(in(test)) : in(test);
        }
        if (filter instanceof Like test) {
            return like(test);
        }
        return filter instanceof IsNull test ? isNull(test) : filter;
    }

    private RowFilter comparison(Operand left, Operator operator, Value right) {
        Literal value = value(left, right);
        if (value == null) {
            return Truth.UNKNOWN;
        }
        if (!ofCaller(left)) {
            return new Comparison(left, operator, value);
        }
        Literal own = own(left, value);
        return own == null ? Truth.UNKNOWN : Truth.of(operator.holds(Literals.compare(own.value(), value.value())));
    }

    private RowFilter between(Between test) {
        Literal low = value(test.left(), test.low());
        Literal high = value(test.left(), test.high());
        if (low != null && high != null && !ofCaller(test.left())) {
            return new Between(test.left(), low, high, test.negated());
        }
        RowFilter inside = Normalizer.joined(
                List.of(
                        comparison(test.left(), Operator.GE, test.low()),
                        comparison(test.left(), Operator.LE, test.high())),
                true);
        return test.negated() ? negated(inside) : inside;
    }

    private static RowFilter negated(RowFilter filter) {
        return Normalizer.normal(RowFilter.not(filter));
    }

    /** As if the test were not negated. */
    private RowFilter in(In test) {
        List<Value> known = new ArrayList<>();
        boolean unknown = false;
        for (Value value : test.values()) {
            if (value instanceof Attributes attributes) {
                Set<String> texts = new TreeSet<>(caller.values(attributes.name()));
                unknown |= texts.isEmpty();
                for (String text : texts) {
                    unknown |= !add(known, of(text, typeOf(test.left())));
                }
            } else {
                unknown |= !add(known, value(test.left(), value));
            }
        }
        List<RowFilter> parts = new ArrayList<>();
        if (unknown) {
            parts.add(Truth.UNKNOWN);
        }
        if (ofCaller(test.left())) {
            known.forEach(value -> parts.add(comparison(test.left(), Operator.EQ, value)));
        } else if (!known.isEmpty()) {
            parts.add(new In(test.left(), known, false));
        }
        return Normalizer.joined(parts, false);
    }

    private static boolean add(List<Value> values, @Nullable Literal value) {
        if (value == null) {
            return false;
        }
        if (!values.contains(value)) {
            values.add(value);
        }
        return true;
    }

    private RowFilter like(Like test) {
        if (!ofCaller(test.left())) {
            return test;
        }
        String text = text((Value) test.left());
        return text == null
                ? Truth.UNKNOWN
                : Truth.of(LikePattern.of(test.pattern()).matches(text) != test.negated());
    }

    private RowFilter isNull(IsNull test) {
        if (!ofCaller(test.left())) {
            return test;
        }
        boolean none = test.left() instanceof Operand.Attribute attribute
                && caller.values(attribute.name()).isEmpty();
        return Truth.of(none != test.negated());
    }

    private static boolean ofCaller(Operand operand) {
        return operand instanceof Operand.CurrentUser || operand instanceof Operand.Attribute;
    }

    /** Null when it is unknown. */
    private @Nullable Literal value(Operand left, Value right) {
        if (right instanceof Literal literal) {
            return literal;
        }
        String text = text(right);
        return text == null ? null : of(text, typeOf(left));
    }

    private @Nullable String text(Value value) {
        if (value instanceof Operand.CurrentUser) {
            return Texts.isUnicode(caller.name()) ? caller.name() : null;
        }
        if (value instanceof Operand.Attribute attribute) {
            Set<String> values = caller.values(attribute.name());
            return values.size() == 1 ? values.iterator().next() : null;
        }
        return null;
    }

    /** What belongs to the caller, as a value of the kind that it is compared with; null when it is unknown. */
    private @Nullable Literal own(Operand left, Literal value) {
        String text = text((Value) left);
        return text == null ? null : Literals.ofKind(text, value.value());
    }

    private @Nullable Literal of(String text, ColumnType type) {
        return Literals.ofType(text, type);
    }

    private ColumnType typeOf(Operand left) {
        return left instanceof Operand.Column column
                ? schema.column(column.name()).type()
                : TEXT;
    }
}
