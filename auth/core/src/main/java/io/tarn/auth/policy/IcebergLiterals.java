package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnType.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Literals as Iceberg's JSON has single values of a type. */
final class IcebergLiterals {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
    private static final LocalDateTime FIRST = LocalDateTime.of(1, 1, 1, 0, 0);
    private static final LocalDateTime LAST = LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000);

    private IcebergLiterals() {}

    /**
     * @param value that fits the type
     * @throws NotOnThisWireException when readers would take it for another value, or compare it otherwise
     */
    static Object of(Object value, ColumnType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INT -> ((BigDecimal) value).intValueExact();
            case BIGINT -> ((BigDecimal) value).longValueExact();
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case FLOAT, DOUBLE -> floating((BigDecimal) value, type);
            case DATE -> ((LocalDate) value).toString();
            case TIMESTAMP -> micros((LocalDateTime) value, type);
            case TIMESTAMP_LTZ -> micros(LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC), type);
            default -> value;
        };
    }

    /** The first timestamp that SQL has. */
    static Object first(ColumnType type) {
        return micros(FIRST, type);
    }

    /** The last timestamp that SQL has. */
    static Object last(ColumnType type) {
        return micros(LAST, type);
    }

    private static Object floating(BigDecimal value, ColumnType type) {
        double number = type.kind() == Kind.FLOAT ? value.floatValue() : value.doubleValue();
        if (number == 0 || Double.isInfinite(number)) {
            throw new NotOnThisWireException("some of Iceberg's readers tell two zeros apart, so a " + type.text()
                    + " is not compared with " + value.toPlainString());
        }
        if (type.kind() == Kind.FLOAT && new BigDecimal(number).compareTo(value) != 0) {
            throw new NotOnThisWireException("no FLOAT is exactly " + value.toPlainString());
        }
        return number;
    }

    private static String micros(LocalDateTime time, ColumnType type) {
        if (!time.truncatedTo(ChronoUnit.MICROS).equals(time)) {
            throw new NotOnThisWireException("Iceberg's readers have no parts of a microsecond");
        }
        return MICROS.format(time) + (type.kind() == Kind.TIMESTAMP_LTZ ? "+00:00" : "");
    }
}
