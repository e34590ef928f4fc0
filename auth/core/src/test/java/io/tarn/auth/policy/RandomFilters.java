package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnType.Kind;
import io.tarn.auth.policy.Operand.Column;
import io.tarn.auth.policy.Operand.Text;
import io.tarn.auth.policy.RowFilter.Operator;
import io.tarn.auth.policy.Value.Literal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Filters over {@link #SCHEMA} that are right, and rows of it, from few values, so that filters and rows meet. */
final class RandomFilters {
    static final PolicySchema SCHEMA = new PolicySchema(
            List.of(
                    new PolicySchema.Column("id", "BIGINT NOT NULL", 0),
                    new PolicySchema.Column("region", "STRING", 1),
                    new PolicySchema.Column("Phone no.", "VARCHAR(20)", 2),
                    new PolicySchema.Column("code", "CHAR(2)", 3),
                    new PolicySchema.Column("tiny", "TINYINT", 4),
                    new PolicySchema.Column("age", "INT", 5),
                    new PolicySchema.Column("price", "DECIMAL(10, 2)", 6),
                    new PolicySchema.Column("huge", "DECIMAL(20, 4)", 7),
                    new PolicySchema.Column("dt", "DATE", 8),
                    new PolicySchema.Column("ts", "TIMESTAMP(3)", 9),
                    new PolicySchema.Column("at", "TIMESTAMP(6) WITH LOCAL TIME ZONE", 10),
                    new PolicySchema.Column("active", "BOOLEAN", 11),
                    new PolicySchema.Column("ratio", "DOUBLE", 12),
                    new PolicySchema.Column("weight", "FLOAT", 13),
                    new PolicySchema.Column("tags", "ARRAY<INT>", 14)),
            List.of("id"),
            List.of("dt", "ts", "price"));

    private static final List<String> TEXTS = List.of(
            "", "EU", "eu", "a%b", "a_b", "it's", "a\\b", "\uffee", "\ud83d\ude00", "x\ny", "EU\0", "stra\u00dfe");
    private static final List<Long> NUMBERS = List.of(-128L, -1L, 0L, 1L, 7L, 127L);
    private static final List<String> DECIMALS = List.of("-0.50", "0.00", "1.15", "1.16", "99999999.99");
    private static final List<LocalDate> DATES = List.of(
            LocalDate.of(1, 1, 1), LocalDate.of(1969, 12, 31), LocalDate.of(2026, 1, 1), LocalDate.of(9999, 12, 31));
    private static final List<LocalDateTime> TIMES = List.of(
            LocalDateTime.of(1, 1, 1, 0, 0),
            LocalDateTime.of(1969, 12, 31, 23, 59, 59, 500_000_000),
            LocalDateTime.of(1970, 1, 1, 0, 0),
            LocalDateTime.of(2026, 1, 1, 0, 0),
            LocalDateTime.of(2026, 1, 1, 0, 0, 0, 1_000_000),
            LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_000_000));
    private static final List<LocalDateTime> OUTSIDE =
            List.of(LocalDateTime.of(-5, 1, 1, 0, 0), LocalDateTime.of(12026, 1, 1, 0, 0));
    private static final List<String> PATTERNS =
            List.of("%", "", "EU", "E%", "%u", "%\\_%", "a%b", "_U", "%a%\\%b%", "a\\\\b");

    private final Random random;

    RandomFilters(long seed) {
        this.random = new Random(seed);
    }

    RowFilter next(int depth) {
        return switch (depth == 0 ? 3 + random.nextInt(17) : random.nextInt(8)) {
            case 0 -> new RowFilter.And(several(depth));
            case 1 -> new RowFilter.Or(several(depth));
            case 2 -> RowFilter.not(next(Math.max(0, depth - 1)));
            case 3 -> pick(List.of(RowFilter.Truth.values()));
            default -> test();
        };
    }

    private List<RowFilter> several(int depth) {
        List<RowFilter> parts = new ArrayList<>();
        for (int count = 2 + random.nextInt(2); count > 0; count--) {
            parts.add(next(depth - 1));
        }
        return parts;
    }

    private RowFilter test() {
        PolicySchema.Column column = pick(SCHEMA.columns());
        Kind kind = column.type().kind();
        if (kind == Kind.OTHER || random.nextInt(8) == 0) {
            return new RowFilter.IsNull(new Column(column.name()), random.nextBoolean());
        }
        Operand left = column.type().isText() ? text(new Column(column.name())) : new Column(column.name());
        if (column.type().isText() && random.nextInt(3) == 0) {
            return new RowFilter.Like(left, pick(PATTERNS), random.nextBoolean());
        }
        return switch (random.nextInt(4)) {
            case 0 -> new RowFilter.In(left, literals(column), random.nextBoolean());
            case 1 ->
                kind == Kind.BOOLEAN
                        ? new RowFilter.Comparison(left, Operator.NE, literal(column))
                        : new RowFilter.Between(left, literal(column), literal(column), random.nextBoolean());
            default ->
                new RowFilter.Comparison(
                        left, kind == Kind.BOOLEAN ? Operator.EQ : pick(List.of(Operator.values())), literal(column));
        };
    }

    private Operand text(Column column) {
        return switch (random.nextInt(8)) {
            case 0 -> new Operand.Upper(column);
            case 1 -> new Operand.Lower(column);
            case 2 -> new Operand.Concat(List.of(column, new Text(pick(TEXTS)), new Column("code")));
            case 3 -> new Operand.ConcatWs(pick(TEXTS), List.of(column, new Column("code")));
            default -> column;
        };
    }

    private List<Value> literals(PolicySchema.Column column) {
        List<Value> values = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            values.add(literal(column));
        }
        return values;
    }

    private Literal literal(PolicySchema.Column column) {
        Object value = value(column);
        if (value instanceof Number) {
            value = new BigDecimal(
                    column.type().kind() == Kind.DECIMAL
                            ? value.toString()
                            : pick(NUMBERS).toString());
        }
        return new Literal(value);
    }

    /** Values as the {@link Evaluator} takes them; some are null, some columns missing. */
    Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        for (PolicySchema.Column column : SCHEMA.columns()) {
            boolean isNull = column.type().nullable() && random.nextInt(4) == 0;
            row.put(column.name(), isNull ? null : value(column));
        }
        if (random.nextInt(4) == 0) {
            row.put("dt", pick(OUTSIDE).toLocalDate());
            row.put("ts", pick(OUTSIDE));
            row.put("at", pick(OUTSIDE).toInstant(ZoneOffset.UTC));
        }
        return row;
    }

    private Object value(PolicySchema.Column column) {
        return switch (column.type().kind()) {
            case CHAR, VARCHAR -> pick(TEXTS);
            case TINYINT -> pick(NUMBERS).byteValue();
            case SMALLINT -> pick(NUMBERS).shortValue();
            case INT -> pick(NUMBERS).intValue();
            case BIGINT -> pick(NUMBERS);
            case FLOAT ->
                random.nextInt(8) == 0
                        ? Float.NaN
                        : random.nextInt(8) == 0 ? -0.0f : pick(NUMBERS).floatValue();
            case DOUBLE ->
                random.nextInt(8) == 0
                        ? Double.NaN
                        : random.nextInt(8) == 0 ? -0.0 : pick(NUMBERS).doubleValue();
            case DECIMAL ->
                new BigDecimal(pick(DECIMALS)).setScale(column.type().scale());
            case DATE -> pick(DATES);
            case TIMESTAMP -> pick(TIMES);
            case TIMESTAMP_LTZ -> pick(TIMES).toInstant(ZoneOffset.UTC);
            case BOOLEAN -> random.nextBoolean();
            case OTHER -> List.of(1);
        };
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
