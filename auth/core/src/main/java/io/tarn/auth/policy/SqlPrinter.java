package io.tarn.auth.policy;

import io.tarn.auth.policy.Operand.Piece;
import io.tarn.auth.policy.Value.Literal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes an expression as the one text that is read as the same expression again. */
final class SqlPrinter {
    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    private SqlPrinter() {}

    static String print(RowFilter filter) {
        if (filter instanceof RowFilter.Truth truth) {
            return truth.name();
        }
        if (filter instanceof RowFilter.And and) {
            return and.parts().stream().map(SqlPrinter::nested).collect(Collectors.joining(" AND "));
        }
        if (filter instanceof RowFilter.Or or) {
            return or.parts().stream().map(SqlPrinter::nested).collect(Collectors.joining(" OR "));
        }
        if (filter instanceof RowFilter.Not not) {
            return "NOT (" + print(not.part()) + ")";
        }
        if (filter instanceof RowFilter.IsMember member) {
            return (member.negated() ? "NOT " : "") + "is_member(" + quoted(member.name()) + ")";
        }
        return test(filter);
    }

    /** AND and OR in parentheses when they stand in another one, whatever binds stronger. */
    private static String nested(RowFilter filter) {
        boolean joined = filter instanceof RowFilter.And || filter instanceof RowFilter.Or;
        return joined ? "(" + print(filter) + ")" : print(filter);
    }

    private static String test(RowFilter filter) {
        if (filter instanceof RowFilter.Comparison test) {
            return print(test.left()) + " " + test.operator().sql() + " " + print(test.right());
        }
        if (filter instanceof RowFilter.Between test) {
            return print(test.left()) + not(test.negated()) + " BETWEEN " + print(test.low()) + " AND "
                    + print(test.high());
        }
        if (filter instanceof RowFilter.In test) {
            String values = test.values().stream().map(SqlPrinter::print).collect(Collectors.joining(", "));
            return print(test.left()) + not(test.negated()) + " IN (" + values + ")";
        }
        if (filter instanceof RowFilter.Like test) {
            String escape = test.pattern().indexOf('\\') < 0 ? "" : " ESCAPE '\\'";
            return print(test.left()) + not(test.negated()) + " LIKE " + quoted(test.pattern()) + escape;
        }
        if (filter instanceof RowFilter.IsNull test) {
            return print(test.left()) + " IS" + not(test.negated()) + " NULL";
        }
        throw new IllegalStateException("no text for " + filter);
    }

    private static String not(boolean negated) {
        return negated ? " NOT" : "";
    }

    static String print(Operand operand) {
        if (operand instanceof Operand.Column column) {
            return name(column.name());
        }
        if (operand instanceof Operand.Upper upper) {
            return "upper(" + name(upper.column().name()) + ")";
        }
        if (operand instanceof Operand.Lower lower) {
            return "lower(" + name(lower.column().name()) + ")";
        }
        if (operand instanceof Operand.Concat concat) {
            return "concat(" + pieces(concat.pieces()) + ")";
        }
        if (operand instanceof Operand.ConcatWs concat) {
            return "concat_ws(" + quoted(concat.separator()) + ", " + pieces(concat.pieces()) + ")";
        }
        if (operand instanceof Operand.Attribute attribute) {
            return "attribute(" + quoted(attribute.name()) + ")";
        }
        return "current_user()";
    }

    private static String pieces(List<Piece> pieces) {
        return pieces.stream()
                .map(piece -> piece instanceof Operand.Column column
                        ? name(column.name())
                        : quoted(((Operand.Text) piece).text()))
                .collect(Collectors.joining(", "));
    }

    static String print(Value value) {
        if (value instanceof Literal literal) {
            return literal(literal.value());
        }
        if (value instanceof Value.Attributes attributes) {
            return "attributes(" + quoted(attributes.name()) + ")";
        }
        return print((Operand) value);
    }

    private static String literal(Object value) {
        if (value instanceof String text) {
            return quoted(text);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof LocalDate) {
            return "DATE '" + value + "'";
        }
        if (value instanceof LocalDateTime time) {
            return "TIMESTAMP '" + TIMESTAMP.format(time) + "'";
        }
        if (value instanceof Instant time) {
            return "TIMESTAMP '" + TIMESTAMP.format(time.atOffset(ZoneOffset.UTC)) + "Z'";
        }
        return value.toString().toUpperCase(Locale.ROOT);
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String name(String name) {
        boolean bare = Lexer.isWordStart(name.isEmpty() ? ' ' : name.charAt(0))
                && name.chars().allMatch(c -> Lexer.isWordPart((char) c))
                && !OperandParser.RESERVED.contains(name.toLowerCase(Locale.ROOT));
        return bare ? name : "`" + name.replace("`", "``") + "`";
    }
}
