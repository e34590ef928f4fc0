package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnType.Kind;
import io.tarn.auth.policy.Operand.Piece;
import io.tarn.auth.policy.RowFilter.Between;
import io.tarn.auth.policy.RowFilter.Comparison;
import io.tarn.auth.policy.RowFilter.In;
import io.tarn.auth.policy.RowFilter.Operator;
import io.tarn.auth.policy.Value.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks a filter against a table: its columns are there, and what is compared is of one type, without a loss. */
final class FilterCheck {
    private static final ColumnType TEXT = ColumnType.of("STRING");

    private final PolicySchema schema;
    private final Positions positions;

    FilterCheck(PolicySchema schema, Positions positions) {
        this.schema = schema;
        this.positions = positions;
    }

    /** The filter with every literal as the type of its column has it. @throws PolicyException when it does not fit */
    static RowFilter check(RowFilter filter, PolicySchema schema) {
        return new FilterCheck(schema, new Positions()).check(filter);
    }

    RowFilter check(RowFilter filter) {
        if (filter instanceof RowFilter.And and) {
            return new RowFilter.And(all(and.parts()));
        }
        if (filter instanceof RowFilter.Or or) {
            return new RowFilter.Or(all(or.parts()));
        }
        if (filter instanceof RowFilter.Not not) {
            return new RowFilter.Not(check(not.part()));
        }
        if (filter instanceof Comparison test) {
            comparable(test.left(), test.operator());
            return new Comparison(test.left(), test.operator(), value(test.left(), test.right()));
        }
        if (filter instanceof Between test) {
            comparable(test.left(), Operator.GE);
            return new Between(
                    test.left(), value(test.left(), test.low()), value(test.left(), test.high()), test.negated());
        }
        if (filter instanceof In test) {
            comparable(test.left(), Operator.EQ);
            List<Value> values = new ArrayList<>();
            test.values().forEach(value -> values.add(value(test.left(), value)));
            return new In(test.left(), values, test.negated());
        }
        if (filter instanceof RowFilter.Like like) {
            text(like.left());
        } else if (filter instanceof RowFilter.IsNull isNull) {
            type(isNull.left());
        }
        return filter;
    }

    private List<RowFilter> all(List<RowFilter> parts) {
        List<RowFilter> checked = new ArrayList<>();
        parts.forEach(part -> checked.add(check(part)));
        return checked;
    }

    private void text(Operand left) {
        Optional<ColumnType> type = type(left);
        if (type.isPresent() && !type.get().isText()) {
            throw new PolicyException(
                    what(left) + " is " + type.get().text() + ": LIKE looks at texts alone", positions.of(left));
        }
    }

    private void comparable(Operand left, Operator operator) {
        Kind kind = type(left).map(ColumnType::kind).orElse(Kind.VARCHAR);
        if (kind == Kind.OTHER) {
            throw new PolicyException(
                    what(left) + " is " + type(left).orElseThrow().text() + ", which can only be tested with IS NULL",
                    positions.of(left));
        }
        if (kind == Kind.BOOLEAN && operator != Operator.EQ && operator != Operator.NE) {
            throw new PolicyException(what(left) + " is BOOLEAN: compare it with = or <>", positions.of(left));
        }
    }

    private Value value(Operand left, Value right) {
        Optional<ColumnType> type = type(left);
        if (right instanceof Literal literal) {
            if (left instanceof Operand.CurrentUser && !(literal.value() instanceof String)) {
                throw new PolicyException("the caller's name is a text", positions.of(right));
            }
            return type.isEmpty() ? literal : Literals.fit(literal, type.get(), what(left), positions.of(right));
        }
        if (right instanceof Operand.CurrentUser
                && type.isPresent()
                && !type.get().isText()) {
            throw new PolicyException(
                    what(left) + " is " + type.get().text() + ", and the caller's name is a text", positions.of(right));
        }
        return right;
    }

    /** Empty for what belongs to the caller: a text that takes the type of what it is compared with. */
    private Optional<ColumnType> type(Operand operand) {
        if (operand instanceof Operand.Column column) {
            return Optional.of(
                    schema.column(column.name(), positions.of(column)).type());
        }
        if (operand instanceof Operand.CurrentUser || operand instanceof Operand.Attribute) {
            return Optional.empty();
        }
        checkTexts(operand);
        return Optional.of(TEXT);
    }

    /** The columns of which a text is made are texts. */
    void checkTexts(Operand operand) {
        List<? extends Piece> pieces = List.of();
        if (operand instanceof Operand.Upper upper) {
            pieces = List.of(upper.column());
        } else if (operand instanceof Operand.Lower lower) {
            pieces = List.of(lower.column());
        } else if (operand instanceof Operand.Concat concat) {
            pieces = concat.pieces();
        } else if (operand instanceof Operand.ConcatWs concat) {
            pieces = concat.pieces();
        }
        for (Piece piece : pieces) {
            if (piece instanceof Operand.Column column) {
                int offset = positions.of(column);
                ColumnType type = schema.column(column.name(), offset).type();
                if (!type.isText()) {
                    throw new PolicyException(
                            "column '" + column.name() + "' is " + type.text() + " and no text", offset);
                }
            }
        }
    }

    private static String what(Operand operand) {
        return operand instanceof Operand.Column column ? "column '" + column.name() + "'" : SqlPrinter.print(operand);
    }
}
