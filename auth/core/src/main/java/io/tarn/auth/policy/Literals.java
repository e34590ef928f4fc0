package io.tarn.auth.policy;

import io.tarn.auth.policy.Value.Literal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads, compares and fits literals. */
final class Literals {
    /** The most digits of a number, before and behind the point together. */
    static final int MOST_DIGITS = 76;

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIMESTAMP =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2}) (\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)(Z|[+-]\\d{2}:\\d{2})?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
    private static final DateTimeFormatter ISO_DATE = DateTimeFormatter.ISO_LOCAL_DATE;

    private Literals() {}

    static Literal number(String sign, String digits, int offset) {
        if (digits.length() > MOST_DIGITS + 1) {
            throw new PolicyException("a number has more than " + MOST_DIGITS + " digits", offset);
        }
        return new Literal(new BigDecimal(sign + digits));
    }

    static LocalDate date(String text, int offset) {
        LocalDate date = null;
        if (DATE.matcher(text).matches()) {
            try {
                date = LocalDate.parse(text, ISO_DATE);
            } catch (DateTimeException e) {
                // A day that no month has: told below.
            }
        }
        if (date == null || date.getYear() < 1) {
            throw new PolicyException("a date is written DATE 'yyyy-MM-dd' and lies in the years 0001 to 9999", offset);
        }
        return date;
    }

    /** A LocalDateTime, or an Instant when the text names an offset. */
    static Object timestamp(String text, int offset) {
        Matcher matcher = TIMESTAMP.matcher(text);
        if (matcher.matches()) {
            try {
                LocalDateTime local = LocalDateTime.parse(matcher.group(1) + "T" + matcher.group(2));
                Object timestamp = matcher.group(3) == null ? local : local.toInstant(ZoneOffset.of(matcher.group(3)));
                LocalDateTime utc =
                        timestamp instanceof Instant instant ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC) : local;
                if (utc.getYear() >= 1 && utc.getYear() <= 9999) {
                    return timestamp;
                }
            } catch (DateTimeException e) {
                // A time that no day has: told below.
            }
        }
        throw new PolicyException(
                "a timestamp is written TIMESTAMP 'yyyy-MM-dd HH:mm:ss', with a fraction of up to nine digits, and with"
                        + " an offset (Z, +01:00) for a column with local time zone",
                offset);
    }

    /** The text as a value of this type; null when the type has none that is written so. */
    static @Nullable Literal ofType(String text, ColumnType type) {
        try {
            Object value = switch (type.kind()) {
                case CHAR, VARCHAR -> text;
                case BOOLEAN -> bool(text);
                case TINYINT, SMALLINT, INT, BIGINT, DECIMAL, FLOAT, DOUBLE -> plainNumber(text);
                case DATE -> date(text, -1);
                case TIMESTAMP, TIMESTAMP_LTZ -> timestamp(text, -1);
                case OTHER -> null;
            };
            return value == null || !Texts.isUnicode(text) ? null : fit(new Literal(value), type, "it", -1);
        } catch (PolicyException e) {
            return null;
        }
    }

    /** The text as a value of the same kind as another; null when there is none that is written so. */
    static @Nullable Literal ofKind(String text, Object other) {
        try {
            Object value = null;
            if (other instanceof String) {
                value = Texts.isUnicode(text) ? text : null;
            } else if (other instanceof Boolean) {
                value = bool(text);
            } else if (other instanceof BigDecimal) {
                value = plainNumber(text);
            } else if (other instanceof LocalDate) {
                value = date(text, -1);
            } else {
                value = timestamp(text, -1);
            }
            return value == null || value.getClass() != other.getClass() ? null : new Literal(value);
        } catch (PolicyException e) {
            return null;
        }
    }

    private static @Nullable Boolean bool(String text) {
        return text.equalsIgnoreCase("true") ? Boolean.TRUE : text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }

    private static @Nullable BigDecimal plainNumber(String text) {
        boolean plain = text.length() <= MOST_DIGITS + 1 && NUMBER.matcher(text).matches();
        return plain ? new BigDecimal(text) : null;
    }

    /** Two values of the same kind. */
    static int compare(Object left, Object right) {
        if (left instanceof String text) {
            return Texts.compare(text, (String) right);
        }
        @SuppressWarnings("unchecked")
        Comparable<Object> comparable = (Comparable<Object>) left;
        return comparable.compareTo(right);
    }

    /**
     * The value as one of this type, unchanged but for its scale.
     *
     * @throws PolicyException when the type has no such value
     */
    static Literal fit(Literal literal, ColumnType type, String what, int offset) {
        Object value = literal.value();
        Object fitted = switch (type.kind()) {
            case CHAR, VARCHAR -> value instanceof String ? value : null;
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case TINYINT -> integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE, type, what, offset);
            case SMALLINT -> integer(value, Short.MIN_VALUE, Short.MAX_VALUE, type, what, offset);
            case INT -> integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE, type, what, offset);
            case BIGINT -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE, type, what, offset);
            case DECIMAL -> value instanceof BigDecimal number ? decimal(number, type, what, offset) : null;
            case FLOAT -> value instanceof BigDecimal number ? finite(number, Float.MAX_VALUE, type, offset) : null;
            case DOUBLE -> value instanceof BigDecimal ? value : null;
            case DATE -> value instanceof LocalDate ? value : null;
            case TIMESTAMP ->
                value instanceof LocalDateTime time
                        ? fraction(time, time.get(ChronoField.NANO_OF_SECOND), type, offset)
                        : null;
            case TIMESTAMP_LTZ ->
                value instanceof Instant time
                        ? fraction(time, time.get(ChronoField.NANO_OF_SECOND), type, offset)
                        : null;
            case OTHER ->
                throw new PolicyException(
                        what + " is " + type.text() + ", which can only be tested with IS NULL", offset);
        };
        if (fitted == null) {
            throw new PolicyException(what + " is " + type.text() + ": it takes " + wanted(type), offset);
        }
        return fitted.equals(value) ? literal : new Literal(fitted);
    }

    private static String wanted(ColumnType type) {
        return switch (type.kind()) {
            case CHAR, VARCHAR -> "a text in single quotes";
            case BOOLEAN -> "TRUE or FALSE";
            case DATE -> "DATE 'yyyy-MM-dd'";
            case TIMESTAMP -> "TIMESTAMP 'yyyy-MM-dd HH:mm:ss', without an offset";
            case TIMESTAMP_LTZ -> "TIMESTAMP 'yyyy-MM-dd HH:mm:ssZ', with an offset";
            default -> "a number";
        };
    }

    private static @Nullable Object integer(
            Object value, long least, long most, ColumnType type, String what, int offset) {
        if (!(value instanceof BigDecimal number)) {
            return null;
        }
        if (number.stripTrailingZeros().scale() > 0) {
            throw new PolicyException(what + " is " + type.text() + ": " + number + " is no whole number", offset);
        }
        if (number.compareTo(BigDecimal.valueOf(least)) < 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new PolicyException(number.toPlainString() + " does not fit into " + type.text(), offset);
        }
        return number.setScale(0, RoundingMode.UNNECESSARY);
    }

    private static BigDecimal decimal(BigDecimal number, ColumnType type, String what, int offset) {
        if (number.stripTrailingZeros().scale() > type.scale()) {
            throw new PolicyException(
                    what + " is " + type.text() + ": " + number.toPlainString() + " has more digits behind the point",
                    offset);
        }
        BigDecimal scaled = number.setScale(type.scale(), RoundingMode.UNNECESSARY);
        if (scaled.precision() > type.precision()) {
            throw new PolicyException(number.toPlainString() + " does not fit into " + type.text(), offset);
        }
        return scaled;
    }

    private static BigDecimal finite(BigDecimal number, double most, ColumnType type, int offset) {
        if (number.abs().doubleValue() > most) {
            throw new PolicyException(number.toPlainString() + " does not fit into " + type.text(), offset);
        }
        return number;
    }

    private static Object fraction(Object time, int nanos, ColumnType type, int offset) {
        int unit = 1;
        for (int digit = type.precision(); digit < 9; digit++) {
            unit *= 10;
        }
        if (nanos % unit != 0) {
            throw new PolicyException(
                    type.text() + " keeps " + type.precision() + " digits of a second's fraction", offset);
        }
        return time;
    }
}
