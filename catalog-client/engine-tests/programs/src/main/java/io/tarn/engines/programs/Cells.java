package io.tarn.engines.programs;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeRoot;
import org.apache.paimon.types.DecimalType;

/**
 * Values as texts, which are the same for values of Paimon and of Flink's rows. Bytes are hexadecimal, dates are days since
 * 1970, times of day are milliseconds, timestamps are as Java writes them.
 */
final class Cells {

    private Cells() {}

    /** The value as Paimon keeps it. */
    static Object value(String text, DataType type) {
        switch (type.getTypeRoot()) {
            case BOOLEAN:
                return Boolean.valueOf(text);
            case TINYINT:
                return Byte.valueOf(text);
            case SMALLINT:
                return Short.valueOf(text);
            case INTEGER:
            case DATE:
            case TIME_WITHOUT_TIME_ZONE:
                return Integer.valueOf(text);
            case BIGINT:
                return Long.valueOf(text);
            case FLOAT:
                return Float.valueOf(text);
            case DOUBLE:
                return Double.valueOf(text);
            case DECIMAL:
                DecimalType decimal = (DecimalType) type;
                return Decimal.fromBigDecimal(new BigDecimal(text), decimal.getPrecision(), decimal.getScale());
            case CHAR:
            case VARCHAR:
                return BinaryString.fromString(text);
            case BINARY:
            case VARBINARY:
                return bytes(text);
            case TIMESTAMP_WITHOUT_TIME_ZONE:
                return Timestamp.fromLocalDateTime(LocalDateTime.parse(text));
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE:
                return Timestamp.fromLocalDateTime(LocalDateTime.ofInstant(Instant.parse(text), ZoneOffset.UTC));
            default:
                throw new IllegalArgumentException("no values of " + type);
        }
    }

    /** What Paimon keeps, as text. */
    static String ofPaimon(Object value, DataType type) {
        if (value instanceof Decimal) {
            return ofFlink(((Decimal) value).toBigDecimal());
        }
        if (value instanceof Timestamp) {
            LocalDateTime time = ((Timestamp) value).toLocalDateTime();
            boolean local = type.getTypeRoot() == DataTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE;
            return ofFlink(local ? time : time.toInstant(ZoneOffset.UTC));
        }
        return ofFlink(value);
    }

    /** A field of a row of Flink's, as text. */
    static String ofFlink(Object value) {
        if (value instanceof byte[]) {
            StringBuilder text = new StringBuilder();
            for (byte each : (byte[]) value) {
                text.append(String.format("%02x", each));
            }
            return text.toString();
        }
        if (value instanceof BigDecimal) {
            return ((BigDecimal) value).toPlainString();
        }
        if (value instanceof LocalDate) {
            return String.valueOf(((LocalDate) value).toEpochDay());
        }
        if (value instanceof LocalTime) {
            return String.valueOf(((LocalTime) value).toNanoOfDay() / 1_000_000);
        }
        return value == null ? null : value.toString();
    }

    private static byte[] bytes(String text) {
        byte[] bytes = new byte[text.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
