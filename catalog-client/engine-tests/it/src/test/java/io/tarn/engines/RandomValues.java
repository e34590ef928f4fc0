package io.tarn.engines;

import io.tarn.auth.policy.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Random types, and random values of them, from few, so that rows, policies and conditions meet. */
final class RandomValues {
    static final List<String> TYPES = List.of(
            "BOOLEAN",
            "TINYINT",
            "SMALLINT",
            "INT",
            "BIGINT",
            "FLOAT",
            "DOUBLE",
            "DECIMAL(9, 0)",
            "DECIMAL(10, 2)",
            "DECIMAL(20, 4)",
            "CHAR(3)",
            "VARCHAR(5)",
            "VARCHAR(80)",
            "STRING",
            "STRING",
            "BINARY(3)",
            "VARBINARY(8)",
            "BYTES",
            "DATE",
            "TIME(3)",
            "TIMESTAMP(0)",
            "TIMESTAMP(3)",
            "TIMESTAMP(6)",
            "TIMESTAMP(9)",
            "TIMESTAMP(3) WITH LOCAL TIME ZONE",
            "TIMESTAMP(6) WITH LOCAL TIME ZONE");
    /** Whatever names rows and directories in every version. */
    private static final List<String> KEY_TYPES =
            List.of("TINYINT", "SMALLINT", "INT", "BIGINT", "VARCHAR(80)", "STRING", "DATE", "BOOLEAN");

    private static final List<Long> NUMBERS = List.of(-128L, -1L, 0L, 1L, 7L, 127L);
    private static final List<BigDecimal> FRACTIONS = List.of(
            new BigDecimal("-1"),
            BigDecimal.ZERO,
            new BigDecimal("1.5"),
            new BigDecimal("7"),
            new BigDecimal("0.1"),
            new BigDecimal("127"));
    private static final List<Double> EDGES = List.of(
            Double.NaN, -0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, (double) Float.MAX_VALUE, 1e-40);
    private static final List<String> TEXTS = List.of(
            "",
            "EU",
            "eu",
            "us",
            "a%b",
            "a_b",
            "it's",
            "a\\b",
            "\uffee",
            "\ud83d\ude00",
            "x\ny",
            "stra\u00dfe",
            "reader0",
            "reader1",
            "reader2",
            "reader3",
            "+49 170-1234",
            "\u0130x",
            "e\u0301\u00c9");
    private static final List<String> PLAIN_TEXTS = List.of("EU", "eu", "us", "a b", "x=y", "reader0", "reader1");
    private static final List<String> THREES = List.of("EUR", "eur", "a%b", "a_b", "\u00df\u00df\u00df", "ab ");
    private static final List<LocalDate> DATES = List.of(
            LocalDate.of(1, 1, 1),
            LocalDate.of(1582, 10, 10),
            LocalDate.of(1969, 12, 31),
            LocalDate.of(1970, 1, 1),
            LocalDate.of(2026, 2, 28),
            LocalDate.of(9999, 12, 31));
    private static final List<LocalDateTime> TIMES = List.of(
            LocalDateTime.of(1, 1, 1, 0, 0),
            LocalDateTime.of(1969, 12, 31, 23, 59, 59, 500_000_000),
            LocalDateTime.of(1970, 1, 1, 0, 0),
            LocalDateTime.of(2026, 1, 1, 0, 0),
            LocalDateTime.of(2026, 1, 1, 0, 0, 0, 1_000_000),
            LocalDateTime.of(2026, 1, 1, 0, 0, 0, 1_001_001),
            LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_999));
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    String type() {
        return pick(TYPES) + (oneIn(5) ? " NOT NULL" : "");
    }

    String keyType() {
        return pick(KEY_TYPES) + " NOT NULL";
    }

    /** A value as {@link io.tarn.auth.policy.Evaluator} takes it; of types that it does not look into, as Java has it. */
    Object value(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> random.nextBoolean();
            case TINYINT -> pick(NUMBERS).byteValue();
            case SMALLINT -> oneIn(6) ? Short.MIN_VALUE : pick(NUMBERS).shortValue();
            case INT -> oneIn(6) ? Integer.MIN_VALUE : pick(NUMBERS).intValue();
            case BIGINT -> oneIn(6) ? Long.MAX_VALUE : pick(NUMBERS);
            case FLOAT -> oneIn(4) ? pick(EDGES).floatValue() : pick(FRACTIONS).floatValue();
            case DOUBLE -> oneIn(4) ? pick(EDGES) : pick(FRACTIONS).doubleValue();
            case DECIMAL -> decimal(type);
            case CHAR -> pick(THREES);
            case VARCHAR -> text(type);
            case DATE -> pick(DATES);
            case TIMESTAMP -> time(type);
            case TIMESTAMP_LTZ -> time(type).toInstant(ZoneOffset.UTC);
            case OTHER -> other(type);
        };
    }

    /** A value that can name a directory on every machine. */
    Object key(ColumnType type) {
        return type.isText() ? pick(PLAIN_TEXTS) : value(type);
    }

    private BigDecimal decimal(ColumnType type) {
        BigDecimal most = new BigDecimal(BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE), type.scale());
        BigDecimal least = BigDecimal.ONE.movePointLeft(type.scale());
        return pick(List.of(most, most.negate(), BigDecimal.ZERO, BigDecimal.ONE, least, least.negate()))
                .setScale(type.scale());
    }

    private String text(ColumnType type) {
        String text = pick(TEXTS);
        int length = text.codePointCount(0, text.length());
        return length <= type.precision() ? text : text.substring(0, text.offsetByCodePoints(0, type.precision()));
    }

    private LocalDateTime time(ColumnType type) {
        LocalDateTime time = pick(TIMES);
        int unit = BigInteger.TEN.pow(9 - type.precision()).intValue();
        return time.withNano(time.get(ChronoField.NANO_OF_SECOND) / unit * unit);
    }

    private Object other(ColumnType type) {
        if (type.text().startsWith("TIME")) {
            return pick(List.of(LocalTime.MIDNIGHT, LocalTime.of(12, 0), LocalTime.of(23, 59, 59, 999_000_000)));
        }
        return pick(List.of(new byte[] {0, 1, 2}, new byte[] {-1, -1, -1}, new byte[] {65, 66, 67}));
    }

    /** What a filter, a mask or a query compares with: no value that SQL cannot write. */
    Object literal(ColumnType type) {
        return switch (type.kind()) {
            case FLOAT, DOUBLE -> pick(FRACTIONS);
            default -> value(type);
        };
    }

    /** The literal in the SQL of policies. */
    static String policySql(Object literal) {
        if (literal instanceof Instant instant) {
            return timestamp(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), "Z");
        }
        return sql(literal);
    }

    /** The literal in SQL. */
    static String sql(Object literal) {
        if (literal instanceof String text) {
            return "'" + text.replace("'", "''") + "'";
        }
        if (literal instanceof LocalDate date) {
            return "DATE '" + date + "'";
        }
        if (literal instanceof LocalDateTime time) {
            return timestamp(time, "");
        }
        return literal instanceof BigDecimal number ? number.toPlainString() : literal.toString();
    }

    /** The literal in Flink's SQL, whose parser takes neither more than 19 digits nor the days that Gregory left out. */
    static String flinkSql(Object literal) {
        if (literal instanceof BigDecimal number && number.precision() > 19) {
            return "CAST('" + sql(number) + "' AS DECIMAL(38, " + number.scale() + "))";
        }
        if (literal instanceof LocalDate date && date.getYear() == 1582) {
            return "CAST('" + date + "' AS DATE)";
        }
        return sql(literal);
    }

    private static String timestamp(LocalDateTime time, String offset) {
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        String fraction = nanos == 0 ? "" : String.format(".%09d", nanos).replaceAll("0+$", "");
        return "TIMESTAMP '" + SECONDS.format(time) + fraction + offset + "'";
    }

    /** The value as engines answer it. */
    static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof LocalDate date) {
            return String.valueOf(date.toEpochDay());
        }
        if (value instanceof LocalTime time) {
            return String.valueOf(time.toNanoOfDay() / 1_000_000);
        }
        return value == null ? null : value.toString();
    }

    /** A type that takes all values of this one; the same when there is none. */
    static String widened(String type) {
        String bare = type.replace(" NOT NULL", "");
        String wide = switch (bare) {
            case "TINYINT" -> "INT";
            case "SMALLINT", "INT" -> "BIGINT";
            case "FLOAT" -> "DOUBLE";
            case "DECIMAL(10, 2)" -> "DECIMAL(14, 2)";
            case "VARCHAR(5)" -> "VARCHAR(80)";
            case "VARCHAR(80)" -> "STRING";
            case "TIMESTAMP(0)", "TIMESTAMP(3)" -> "TIMESTAMP(6)";
            default -> bare;
        };
        return type.replace(bare, wide);
    }

    /** The value as one of a widened type. */
    static Object widened(Object value, ColumnType type) {
        if (!(value instanceof Number number) || value instanceof BigDecimal) {
            return value;
        }
        return switch (type.kind()) {
            case INT -> (Object) number.intValue();
            case BIGINT -> number.longValue();
            default -> number.doubleValue();
        };
    }
}
