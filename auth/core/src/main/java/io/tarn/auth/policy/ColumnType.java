package io.tarn.auth.policy;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a column, as far as a policy needs it.
 *
 * @param precision digits of a decimal, digits of the fraction of a second of a timestamp, or the longest length of a
 *     text in characters; 0 for all other kinds
 * @param scale digits of a decimal behind the point; 0 for all other kinds
 * @param text as it stands in the schema
 */
public record ColumnType(Kind kind, int precision, int scale, boolean nullable, String text) {
    /** Whatever a policy can compare, and one for all that it cannot look into. */
    public enum Kind {
        BOOLEAN,
        TINYINT,
        SMALLINT,
        INT,
        BIGINT,
        FLOAT,
        DOUBLE,
        DECIMAL,
        CHAR,
        VARCHAR,
        DATE,
        TIMESTAMP,
        /** A point in time, shown in the zone of the session. */
        TIMESTAMP_LTZ,
        /** Binary, time of day, variant and nested types: only whether it is null can be asked. */
        OTHER
    }

    private static final Pattern SHAPE =
            Pattern.compile("([A-Z_]+)(?:\\( *(\\d{1,10}) *(?:, *(\\d{1,3}) *)?\\))?((?: [A-Z ]+)?)");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final String NOT_NULL = " NOT NULL";
    private static final Map<String, Kind> PLAIN = Map.ofEntries(
            Map.entry("BOOLEAN", Kind.BOOLEAN),
            Map.entry("TINYINT", Kind.TINYINT),
            Map.entry("SMALLINT", Kind.SMALLINT),
            Map.entry("INT", Kind.INT),
            Map.entry("INTEGER", Kind.INT),
            Map.entry("BIGINT", Kind.BIGINT),
            Map.entry("FLOAT", Kind.FLOAT),
            Map.entry("DOUBLE", Kind.DOUBLE),
            Map.entry("DOUBLE PRECISION", Kind.DOUBLE),
            Map.entry("DATE", Kind.DATE));

    /**
     * Reads the text of a schema, such as {@code DECIMAL(10, 2) NOT NULL}. Never fails: what is not known is
     * {@link Kind#OTHER}, which can be compared with nothing.
     */
    public static ColumnType of(String text) {
        String upper = SPACES.matcher(text.strip()).replaceAll(" ").toUpperCase(Locale.ROOT);
        boolean nullable = !upper.endsWith(NOT_NULL);
        String bare = nullable ? upper : upper.substring(0, upper.length() - NOT_NULL.length());
        if (bare.endsWith(" NULL")) {
            bare = bare.substring(0, bare.length() - " NULL".length());
        }
        Kind plain = PLAIN.get(bare);
        if (plain != null) {
            return new ColumnType(plain, 0, 0, nullable, text);
        }
        Matcher shape = SHAPE.matcher(bare);
        if (!shape.matches()) {
            return new ColumnType(Kind.OTHER, 0, 0, nullable, text);
        }
        return sized(shape, nullable, text);
    }

    private static ColumnType sized(Matcher shape, boolean nullable, String text) {
        String tail = shape.group(4).strip();
        Kind kind = switch (shape.group(1)) {
            case "DECIMAL", "NUMERIC", "DEC" -> tail.isEmpty() ? Kind.DECIMAL : Kind.OTHER;
            case "CHAR" -> tail.isEmpty() ? Kind.CHAR : Kind.OTHER;
            case "VARCHAR", "STRING" -> tail.isEmpty() ? Kind.VARCHAR : Kind.OTHER;
            case "TIMESTAMP_LTZ" -> tail.isEmpty() ? Kind.TIMESTAMP_LTZ : Kind.OTHER;
            case "TIMESTAMP" ->
                switch (tail) {
                    case "", "WITHOUT TIME ZONE" -> Kind.TIMESTAMP;
                    case "WITH LOCAL TIME ZONE" -> Kind.TIMESTAMP_LTZ;
                    default -> Kind.OTHER;
                };
            default -> Kind.OTHER;
        };
        int unsaid = switch (kind) {
            case DECIMAL -> 10;
            case CHAR -> 1;
            case VARCHAR -> shape.group(1).equals("STRING") ? Integer.MAX_VALUE : 1;
            case TIMESTAMP, TIMESTAMP_LTZ -> 6;
            default -> 0;
        };
        long precision = shape.group(2) == null || kind == Kind.OTHER ? unsaid : Long.parseLong(shape.group(2));
        int scale = shape.group(3) == null || kind != Kind.DECIMAL ? 0 : Integer.parseInt(shape.group(3));
        return new ColumnType(kind, (int) Math.min(precision, Integer.MAX_VALUE), scale, nullable, text);
    }

    public boolean isText() {
        return kind == Kind.CHAR || kind == Kind.VARCHAR;
    }

    /** Whole numbers of a fixed width. */
    public boolean isInteger() {
        return kind == Kind.TINYINT || kind == Kind.SMALLINT || kind == Kind.INT || kind == Kind.BIGINT;
    }

    /** A text without a bound on its length. */
    boolean isUnboundedText() {
        return kind == Kind.VARCHAR && precision == Integer.MAX_VALUE;
    }
}
