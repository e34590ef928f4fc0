package io.tarn.paimon;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DecimalType;
import org.jspecify.annotations.Nullable;

/** Values of a column's type as Paimon keeps them. */
final class Constant {
    private Constant() {}

    /** The value that a text means. @throws PolicyException when it means none of this type */
    static Object of(String text, DataType type) {
        try {
            Object value = convert(text, type);
            if (value != null) {
                return value;
            }
        } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
            // Told below.
        }
        throw new PolicyException("the constant of a mask is no " + type.asSQLString());
    }

    private static @Nullable Object convert(String text, DataType type) {
        switch (type.getTypeRoot()) {
            case CHAR:
            case VARCHAR:
                return BinaryString.fromString(text);
            case BOOLEAN:
                boolean isTrue = text.equals("true");
                return (isTrue || text.equals("false")) ? isTrue : null;
            case TINYINT:
                return new BigDecimal(text).byteValueExact();
            case SMALLINT:
                return new BigDecimal(text).shortValueExact();
            case INTEGER:
                return new BigDecimal(text).intValueExact();
            case BIGINT:
                return new BigDecimal(text).longValueExact();
            case FLOAT:
                return new BigDecimal(text).floatValue();
            case DOUBLE:
                return new BigDecimal(text).doubleValue();
            case DECIMAL:
                DecimalType decimal = (DecimalType) type;
                // Null when it has too many digits.
                return Decimal.fromBigDecimal(
                        new BigDecimal(text).setScale(decimal.getScale()), decimal.getPrecision(), decimal.getScale());
            case DATE:
                return (int) LocalDate.parse(text).toEpochDay();
            case TIMESTAMP_WITHOUT_TIME_ZONE:
                return Timestamp.fromLocalDateTime(LocalDateTime.parse(text.replace(' ', 'T')));
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
                return Timestamp.fromLocalDateTime(LocalDateTime.ofInstant(Instant.parse(text), ZoneOffset.UTC));
            default:
                return null;
        }
    }

    /** From a date or timestamp to the first instant of its year. @throws PolicyException when the type has no years */
    static UnaryOperator<Object> year(DataType type) {
        switch (type.getTypeRoot()) {
            case DATE:
                return value -> (int)
                        LocalDate.ofEpochDay((Integer) value).withDayOfYear(1).toEpochDay();
            case TIMESTAMP_WITHOUT_TIME_ZONE:
                return value -> Timestamp.fromLocalDateTime(((Timestamp) value)
                        .toLocalDateTime()
                        .toLocalDate()
                        .withDayOfYear(1)
                        .atStartOfDay());
            default:
                throw new PolicyException("a column of the type " + type.asSQLString() + " has no years");
        }
    }
}
