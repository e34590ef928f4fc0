package io.tarn.auth.policy;

import java.util.List;
import java.util.Set;

/**
 * Which rows are seen: those for which it is true, under SQL's logic of true, false and unknown. Immutable. A filter that
 * was only parsed may name columns that do not exist; {@link FilterCheck} makes it one of a table.
 */
public sealed interface RowFilter {
    /** Also what a filter comes to for a row. */
    enum Truth implements RowFilter {
        TRUE,
        FALSE,
        UNKNOWN;

        static Truth of(boolean is) {
            return is ? TRUE : FALSE;
        }

        Truth negated() {
            return this == UNKNOWN ? UNKNOWN : of(this == FALSE);
        }
    }

    /** How two values are compared. */
    enum Operator {
        EQ("="),
        NE("<>"),
        LT("<"),
        LE("<="),
        GT(">"),
        GE(">=");

        private final String sql;

        Operator(String sql) {
            this.sql = sql;
        }

        String sql() {
            return sql;
        }

        Operator negated() {
            return switch (this) {
                case EQ -> NE;
                case NE -> EQ;
                case LT -> GE;
                case LE -> GT;
                case GT -> LE;
                case GE -> LT;
            };
        }

        /** The same when the sides change places. */
        Operator mirrored() {
            return switch (this) {
                case EQ, NE -> this;
                case LT -> GT;
                case LE -> GE;
                case GT -> LT;
                case GE -> LE;
            };
        }

        /** @param order negative, 0 or positive, as a comparator says it */
        boolean holds(int order) {
            return switch (this) {
                case EQ -> order == 0;
                case NE -> order != 0;
                case LT -> order < 0;
                case LE -> order <= 0;
                case GT -> order > 0;
                case GE -> order >= 0;
            };
        }
    }

    record Comparison(Operand left, Operator operator, Value right) implements RowFilter {}

    record Between(Operand left, Value low, Value high, boolean negated) implements RowFilter {}

    record In(Operand left, List<Value> values, boolean negated) implements RowFilter {
        public In {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("an IN without values");
            }
        }
    }

    /** @param pattern with {@code %} for any text, {@code _} for one character, and a backslash before what stands for itself */
    record Like(Operand left, String pattern, boolean negated) implements RowFilter {}

    record IsNull(Operand left, boolean negated) implements RowFilter {}

    /** Whether the caller is, or reaches through memberships, the group or role of this name. Never unknown. */
    record IsMember(String name, boolean negated) implements RowFilter {}

    record And(List<RowFilter> parts) implements RowFilter {
        public And {
            parts = atLeastTwo(parts);
        }
    }

    record Or(List<RowFilter> parts) implements RowFilter {
        public Or {
            parts = atLeastTwo(parts);
        }
    }

    /** Of a membership there is no other negation than its own: {@link #not}. */
    record Not(RowFilter part) implements RowFilter {
        public Not {
            if (part instanceof IsMember) {
                throw new IllegalArgumentException("a membership is negated in itself");
            }
        }
    }

    /** @throws PolicyException when the text is no filter */
    static RowFilter parse(String sql) {
        return FilterParser.parse(sql, new Positions());
    }

    /** The filter that the text means for this table. @throws PolicyException when it is none */
    static RowFilter parse(String sql, PolicySchema schema) {
        Positions positions = new Positions();
        return new FilterCheck(schema, positions).check(FilterParser.parse(sql, positions));
    }

    static RowFilter not(RowFilter part) {
        return part instanceof IsMember member ? new IsMember(member.name(), !member.negated()) : new Not(part);
    }

    static RowFilter and(List<RowFilter> parts) {
        return parts.isEmpty() ? Truth.TRUE : parts.size() == 1 ? parts.get(0) : new And(parts);
    }

    static RowFilter or(List<RowFilter> parts) {
        return parts.isEmpty() ? Truth.FALSE : parts.size() == 1 ? parts.get(0) : new Or(parts);
    }

    /** The text that {@link #parse(String)} reads as this filter again. */
    default String sql() {
        return SqlPrinter.print(this);
    }

    /** The columns that it looks at. */
    default Set<String> columns() {
        return NamedColumns.of(this);
    }

    private static List<RowFilter> atLeastTwo(List<RowFilter> parts) {
        if (parts.size() < 2) {
            throw new IllegalArgumentException("AND and OR join two or more");
        }
        return List.copyOf(parts);
    }
}
