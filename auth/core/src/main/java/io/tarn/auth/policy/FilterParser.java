package io.tarn.auth.policy;

import io.tarn.auth.policy.RowFilter.Between;
import io.tarn.auth.policy.RowFilter.Comparison;
import io.tarn.auth.policy.RowFilter.In;
import io.tarn.auth.policy.RowFilter.IsMember;
import io.tarn.auth.policy.RowFilter.IsNull;
import io.tarn.auth.policy.RowFilter.Like;
import io.tarn.auth.policy.RowFilter.Operator;
import io.tarn.auth.policy.RowFilter.Truth;
import io.tarn.auth.policy.Value.Literal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the text of a row filter by recursive descent; every token is looked at a bounded number of times. */
final class FilterParser {
    private final Cursor cursor;
    private final Positions positions;
    private final OperandParser operands;

    private FilterParser(Cursor cursor, Positions positions) {
        this.cursor = cursor;
        this.positions = positions;
        this.operands = new OperandParser(cursor, positions);
    }

    static RowFilter parse(String sql, Positions positions) {
        FilterParser parser = new FilterParser(new Cursor(sql), positions);
        RowFilter filter = parser.or();
        parser.cursor.expectEnd();
        return filter;
    }

    private RowFilter or() {
        List<RowFilter> parts = new ArrayList<>();
        do {
            parts.add(and());
        } while (cursor.takeIf("or"));
        return RowFilter.or(parts);
    }

    private RowFilter and() {
        List<RowFilter> parts = new ArrayList<>();
        do {
            parts.add(negation());
        } while (cursor.takeIf("and"));
        return RowFilter.and(parts);
    }

    private RowFilter negation() {
        if (!cursor.takeIf("not")) {
            return primary();
        }
        cursor.enter();
        RowFilter negated = RowFilter.not(negation());
        cursor.leave();
        return negated;
    }

    private RowFilter primary() {
        if (cursor.takeIf("(")) {
            cursor.enter();
            RowFilter inside = or();
            cursor.expect(")");
            cursor.leave();
            return inside;
        }
        if (cursor.peek().is("unknown")) {
            cursor.take();
            return Truth.UNKNOWN;
        }
        if (cursor.atCall() && cursor.peek().is("is_member")) {
            cursor.take();
            cursor.take();
            IsMember member = new IsMember(operands.member(), false);
            cursor.expect(")");
            return member;
        }
        return operands.atLiteral() ? literalFirst() : test();
    }

    /** {@code TRUE}, {@code 'EU' = region}, {@code 1 = 1}. */
    private RowFilter literalFirst() {
        Token first = cursor.peek();
        Literal literal = operands.literal();
        Operator operator = operator();
        if (operator == null) {
            if (literal.value() instanceof Boolean truth) {
                return Truth.of(truth);
            }
            throw cursor.unexpected("a comparison");
        }
        if (!operands.atLiteral()) {
            return new Comparison(operands.operand(), operator.mirrored(), literal);
        }
        Literal other = operands.literal();
        if (literal.value().getClass() != other.value().getClass()) {
            throw new PolicyException("values of different kinds are compared", first.offset());
        }
        return Truth.of(operator.holds(Literals.compare(literal.value(), other.value())));
    }

    private RowFilter test() {
        Operand left = operands.operand();
        Operator operator = operator();
        if (operator != null) {
            return new Comparison(left, operator, operands.value());
        }
        if (cursor.takeIf("is")) {
            boolean negated = cursor.takeIf("not");
            cursor.expect("null");
            return new IsNull(left, negated);
        }
        boolean negated = cursor.takeIf("not");
        if (cursor.takeIf("between")) {
            Value low = operands.value();
            cursor.expect("and");
            return new Between(left, low, operands.value(), negated);
        }
        if (cursor.takeIf("in")) {
            return new In(left, list(), negated);
        }
        if (cursor.takeIf("like")) {
            return like(left, negated);
        }
        throw cursor.unexpected(negated ? "BETWEEN, IN or LIKE" : "a comparison, BETWEEN, IN, LIKE or IS");
    }

    private List<Value> list() {
        cursor.expect("(");
        List<Value> values = new ArrayList<>();
        do {
            values.add(operands.listed());
        } while (cursor.takeIf(","));
        cursor.expect(")");
        return values;
    }

    private RowFilter like(Operand left, boolean negated) {
        int offset = cursor.peek().offset();
        String pattern = cursor.expectString("a pattern in single quotes");
        String escape = null;
        if (cursor.takeIf("escape")) {
            int at = cursor.peek().offset();
            escape = cursor.expectString("one character in single quotes");
            if (Texts.length(escape) != 1) {
                throw new PolicyException("ESCAPE takes one character", at);
            }
        }
        return positions.at(offset, new Like(left, LikePattern.withBackslashes(pattern, escape, offset), negated));
    }

    private @Nullable Operator operator() {
        Token token = cursor.peek();
        if (cursor.takeIf("!=")) {
            return Operator.NE;
        }
        for (Operator operator : Operator.values()) {
            if (token.is(operator.sql())) {
                cursor.take();
                return operator;
            }
        }
        return null;
    }
}
