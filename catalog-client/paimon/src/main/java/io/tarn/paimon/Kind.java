package io.tarn.paimon;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.types.DataType;
import org.jspecify.annotations.Nullable;

/** How values of a type are compared: what Paimon keeps them as, but all whole numbers alike. */
enum Kind {
    TRUTH(Boolean.class),
    /** Also dates, as days since 1970. */
    WHOLE(Long.class),
    DATE(Long.class),
    FLOAT(Float.class),
    DOUBLE(Double.class),
    DECIMAL(BigDecimal.class),
    /** Compared by their UTF-8 bytes. */
    TEXT(BinaryString.class),
    TIMESTAMP(Timestamp.class),
    INSTANT(Timestamp.class),
    /** Nothing is known of them but whether they are null. */
    OTHER(Void.class);

    private final Class<?> comparedAs;

    Kind(Class<?> comparedAs) {
        this.comparedAs = comparedAs;
    }

    static Kind of(DataType type) {
        switch (type.getTypeRoot()) {
            case BOOLEAN:
                return TRUTH;
            case TINYINT:
            case SMALLINT:
            case INTEGER:
            case BIGINT:
                return WHOLE;
            case DATE:
                return DATE;
            case FLOAT:
                return FLOAT;
            case DOUBLE:
                return DOUBLE;
            case DECIMAL:
                return DECIMAL;
            case CHAR:
            case VARCHAR:
                return TEXT;
            case TIMESTAMP_WITHOUT_TIME_ZONE:
                return TIMESTAMP;
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
                return INSTANT;
            default:
                return OTHER;
        }
    }

    boolean comparesWith(Kind other) {
        return this != OTHER && comparedAs == other.comparedAs;
    }

    /**
     * A value of Paimon's as it is compared. Java orders the two zeros and SQL does not, so there is one zero here, and none
     * other among the literals: a decimal has no sign when it is zero.
     */
    static @Nullable Object compared(@Nullable Object value) {
        if (value instanceof Float) {
            return (Float) value + 0.0f;
        }
        if (value instanceof Double) {
            return (Double) value + 0.0;
        }
        if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        return value instanceof Decimal ? ((Decimal) value).toBigDecimal() : value;
    }

    /** A literal as it is compared. @throws PolicyException when it is none of this kind */
    Object literal(@Nullable Object json) {
        try {
            Object literal = convert(json);
            if (literal != null) {
                return literal;
            }
        } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
            // Told below.
        }
        throw new PolicyException("a literal is no " + this);
    }

    private @Nullable Object convert(@Nullable Object json) {
        BigDecimal number = json instanceof BigDecimal ? (BigDecimal) json : null;
        String text = json instanceof String ? (String) json : null;
        switch (this) {
            case TRUTH:
                return json instanceof Boolean ? json : null;
            case WHOLE:
                return number == null ? null : number.longValueExact();
            case DATE:
                return text == null ? null : LocalDate.parse(text).toEpochDay();
            case FLOAT:
                return number == null ? null : number.floatValue();
            case DOUBLE:
                return number == null ? null : number.doubleValue();
            case DECIMAL:
                return text == null ? number : new BigDecimal(text);
            case TEXT:
                return text == null ? null : BinaryString.fromString(text);
            case TIMESTAMP:
                return text == null ? null : Timestamp.fromLocalDateTime(LocalDateTime.parse(text.replace(' ', 'T')));
            default:
                return null;
        }
    }
}
