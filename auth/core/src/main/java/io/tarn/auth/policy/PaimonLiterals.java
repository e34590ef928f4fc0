package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnType.Kind;
import io.tarn.auth.policy.Operand.Column;
import io.tarn.auth.policy.Value.Literal;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the literals of predicates. */
final class PaimonLiterals {
    private static final Set<String> EQUALITY = Set.of("EQUAL", "NOT_EQUAL", "IN", "NOT_IN");

    /** The literal for a column of this kind; that it fits is checked later. */
    Literal read(@Nullable Object value, Kind kind) {
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Boolean truth) {
            return new Literal(truth);
        }
        if (!(value instanceof String text)) {
            throw new PolicyException(value == null ? "a literal is null" : "a literal is a list or an object");
        }
        PaimonTransforms.unicode(text);
        return switch (kind) {
            case DATE -> new Literal(Literals.date(text, -1));
            case TIMESTAMP, TIMESTAMP_LTZ -> new Literal(Literals.timestamp(text.replace('T', ' '), -1));
            case DECIMAL -> decimal(text);
            default -> new Literal(text);
        };
    }

    /** Days since 1970. */
    Literal days(@Nullable Object value) {
        Literal days = read(value, Kind.INT);
        if (days.value() instanceof BigDecimal number) {
            try {
                LocalDate date = LocalDate.ofEpochDay(number.longValueExact());
                if (date.getYear() >= 1 && date.getYear() <= 9999) {
                    return new Literal(date);
                }
            } catch (ArithmeticException | DateTimeException e) {
                // Told below.
            }
        }
        throw new PolicyException("a date lies in the years 0001 to 9999 and is a number of days here");
    }

    /**
     * The literals of a test of a cast column, as literals for the column itself. Only casts under which the test of the
     * column is the very same are known.
     */
    List<Literal> cast(PolicySchema schema, Column column, String to, String function, List<?> values) {
        ColumnType type = schema.column(column.name()).type();
        Kind target = ColumnType.of(to).kind();
        boolean timed = type.kind() == Kind.TIMESTAMP || type.kind() == Kind.TIMESTAMP_LTZ;
        if (timed && target == Kind.BIGINT && function.equals("BETWEEN") && values.size() == 2) {
            return List.of(begin(type, values.get(0)), end(type, values.get(1)));
        }
        List<Literal> literals = new ArrayList<>();
        for (Object value : values) {
            Literal literal = function.equals("LIKE") ? null : cast(type, target, function, value);
            if (literal == null) {
                throw new PolicyException(function + " of CAST(" + SqlPrinter.name(column.name()) + " AS " + to
                        + ") is not known for " + type.text());
            }
            literals.add(literal);
        }
        return literals;
    }

    /** Null when the test would be another one. */
    private @Nullable Literal cast(ColumnType type, Kind target, String function, @Nullable Object value) {
        String text = target == Kind.VARCHAR && value instanceof String said ? said : null;
        return switch (type.kind()) {
            case DATE -> text == null ? null : read(text, Kind.DATE);
            case TIMESTAMP -> {
                if (text != null) {
                    yield timestamp(type, text);
                }
                yield target == Kind.BIGINT ? second(function, value, type) : null;
            }
            case TIMESTAMP_LTZ -> target == Kind.BIGINT ? second(function, value, type) : null;
            case DECIMAL -> {
                if (text != null) {
                    yield EQUALITY.contains(function) ? exactText(type, text) : null;
                }
                boolean whole = target == Kind.BIGINT && type.scale() == 0 && type.precision() <= 18;
                boolean ordered = target == Kind.DOUBLE && type.precision() <= 15;
                yield (whole || ordered) && value instanceof Number number ? number(number) : null;
            }
            default -> null;
        };
    }

    /** A text that a timestamp of the type is written as; another one would compare otherwise. */
    private @Nullable Literal timestamp(ColumnType type, String text) {
        int length = "yyyy-MM-dd HH:mm:ss".length() + (type.precision() == 0 ? 0 : 1 + type.precision());
        Object time = Literals.timestamp(text, -1);
        return text.length() == length && time instanceof LocalDateTime ? new Literal(time) : null;
    }

    /** A whole second after 1970; before, readers cut the fraction off the other way. */
    private @Nullable Literal second(String function, @Nullable Object value, ColumnType type) {
        boolean decides = function.equals("GREATER_OR_EQUAL") || function.equals("LESS_THAN");
        return decides ? point(type, second(value), 0) : null;
    }

    private static Literal begin(ColumnType type, @Nullable Object value) {
        boolean first = value instanceof Number number && number.toString().equals("" + PaimonTests.FIRST_SECOND);
        return point(type, first ? PaimonTests.FIRST_SECOND : second(value), 0);
    }

    /** The end of the second. */
    private static Literal end(ColumnType type, @Nullable Object value) {
        long fraction = 1_000_000_000;
        for (int digit = 0; digit < type.precision(); digit++) {
            fraction /= 10;
        }
        return point(type, second(value), 1_000_000_000 - fraction);
    }

    private static Literal point(ColumnType type, long second, long nanos) {
        Instant point = Instant.ofEpochSecond(second, nanos);
        return new Literal(type.kind() == Kind.TIMESTAMP_LTZ ? point : LocalDateTime.ofInstant(point, ZoneOffset.UTC));
    }

    private static long second(@Nullable Object value) {
        if (value instanceof Number number && number(number).value() instanceof BigDecimal second) {
            boolean inside = second.signum() > 0 && second.compareTo(BigDecimal.valueOf(PaimonTests.LAST_SECOND)) <= 0;
            if (inside && second.stripTrailingZeros().scale() <= 0) {
                return second.longValueExact();
            }
        }
        throw new PolicyException("the seconds of a timestamp are whole, after 1970 and before the year 10000 here");
    }

    private @Nullable Literal exactText(ColumnType type, String text) {
        Literal literal = decimal(text);
        BigDecimal number = (BigDecimal) literal.value();
        return number.scale() == type.scale() && number.toPlainString().equals(text) ? literal : null;
    }

    private static Literal decimal(String text) {
        Literal literal = Literals.ofKind(text, BigDecimal.ZERO);
        if (literal == null) {
            throw new PolicyException("a text is no number");
        }
        return literal;
    }

    private static Literal number(Number value) {
        try {
            BigDecimal number = new BigDecimal(value.toString());
            // As long: a scale may be anywhere in an int.
            long before = (long) number.precision() - number.scale();
            if (before <= Literals.MOST_DIGITS && number.scale() <= Literals.MOST_DIGITS) {
                return new Literal(number.scale() < 0 ? number.setScale(0) : number);
            }
        } catch (NumberFormatException e) {
            // Not a number or infinite: told below.
        }
        throw new PolicyException("a number has more than " + Literals.MOST_DIGITS + " digits");
    }
}
