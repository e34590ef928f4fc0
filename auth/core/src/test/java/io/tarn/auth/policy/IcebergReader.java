package io.tarn.auth.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates Iceberg's predicates over rows by the ids of fields, in each of the ways in which readers treat null and NaN. It
 * knows no more than the format's own document says, and fails on anything else.
 */
enum IcebergReader {
    /** As the document has it: null equals null, nothing is less than it, and so for NaN. */
    NULL_SAFE,
    /** As Java's comparators have it: null is the least value, NaN the greatest, and of the zeros the negative one is less. */
    ORDERED,
    /** As SQL has it: a comparison with null is unknown, and every one with NaN is false but inequality. */
    UNKNOWN;

    /** Whether a reader keeps the row. */
    boolean keeps(Object predicate, Map<Integer, ? extends @Nullable Object> row) {
        return Boolean.TRUE.equals(truth(predicate, row));
    }

    private @Nullable Boolean truth(Object predicate, Map<Integer, ? extends @Nullable Object> row) {
        if (predicate instanceof Boolean constant) {
            return constant;
        }
        Map<?, ?> node = (Map<?, ?>) predicate;
        String type = (String) node.get("type");
        return switch (type) {
            case "and", "or" -> {
                only(node, "type", "left", "right");
                boolean decides = type.equals("or");
                Boolean left = truth(node.get("left"), row);
                Boolean right = truth(node.get("right"), row);
                if ((left != null && left == decides) || (right != null && right == decides)) {
                    yield decides;
                }
                yield (left == null || right == null) ? null : Boolean.valueOf(!decides);
            }
            case "is-null" -> value(child(node), row) == null;
            case "not-null" -> value(child(node), row) != null;
            case "is-nan" -> isNaN(value(child(node), row));
            case "not-nan" -> !isNaN(value(child(node), row));
            case "starts-with", "not-starts-with" -> {
                only(node, "type", "left", "right");
                String text = (String) value(node.get("left"), row);
                boolean starts = text != null && text.startsWith((String) constant((Map<?, ?>) node.get("right")));
                yield (text == null && this == UNKNOWN) ? null : Boolean.valueOf(starts == type.equals("starts-with"));
            }
            case "in", "not-in" -> {
                only(node, "type", "child", "values");
                Object value = value(node.get("child"), row);
                boolean in = constants((Map<?, ?>) node.get("values")).stream()
                        .anyMatch(each -> value != null && order(value, each) == 0);
                yield (value == null && this == UNKNOWN) ? null : Boolean.valueOf(in == type.equals("in"));
            }
            default -> {
                only(node, "type", "left", "right");
                yield comparison(type, value(node.get("left"), row), constant((Map<?, ?>) node.get("right")));
            }
        };
    }

    private @Nullable Boolean comparison(String type, @Nullable Object value, Object literal) {
        if (value == null && this == UNKNOWN) {
            return null;
        }
        if (this != ORDERED && (value == null || isNaN(value))) {
            return type.equals("not-eq");
        }
        Predicate<Integer> holds = switch (type) {
            case "eq" -> order -> order == 0;
            case "not-eq" -> order -> order != 0;
            case "lt" -> order -> order < 0;
            case "lt-eq" -> order -> order <= 0;
            case "gt" -> order -> order > 0;
            case "gt-eq" -> order -> order >= 0;
            default -> throw new IllegalArgumentException("no predicate: " + type);
        };
        return holds.test(value == null ? -1 : order(value, literal));
    }

    private int order(Object value, Object literal) {
        if (value instanceof String text) {
            return Texts.compare(text, (String) literal);
        }
        if (value instanceof Double number && this != ORDERED && number.equals(literal)) {
            return 0;
        }
        if (value instanceof Double number && this != ORDERED && number == 0.0 && literal.equals(0.0)) {
            return 0;
        }
        @SuppressWarnings("unchecked")
        Comparable<Object> comparable = (Comparable<Object>) value;
        return comparable.compareTo(literal);
    }

    private static boolean isNaN(@Nullable Object value) {
        return value instanceof Double number && number.isNaN();
    }

    private static Object child(Map<?, ?> node) {
        only(node, "type", "child");
        return node.get("child");
    }

    private static @Nullable Object value(Object reference, Map<Integer, ? extends @Nullable Object> row) {
        Map<?, ?> node = (Map<?, ?>) reference;
        only(node, "type", "id");
        if (!"reference".equals(node.get("type")) || !row.containsKey((Integer) node.get("id"))) {
            throw new IllegalArgumentException("no reference to a field: " + reference);
        }
        return row.get((Integer) node.get("id"));
    }

    private static Object constant(Map<?, ?> literal) {
        only(literal, "type", "value", "data-type");
        return constant(literal.get("value"), (String) literal.get("data-type"));
    }

    private static List<Object> constants(Map<?, ?> literals) {
        only(literals, "type", "values", "data-type");
        String type = (String) literals.get("data-type");
        return ((List<?>) literals.get("values"))
                .stream().map(value -> constant(value, type)).toList();
    }

    private static Object constant(Object value, String type) {
        return switch (type) {
            case "boolean", "string" -> value;
            case "int" -> (long) (Integer) value;
            case "long" -> value;
            case "float" -> (double) (float) (double) (Double) value;
            case "double" -> value;
            case "date" -> LocalDate.parse((String) value);
            case "timestamp" -> LocalDateTime.parse((String) value);
            case "timestamptz" -> OffsetDateTime.parse((String) value).toInstant();
            default -> {
                if (!type.startsWith("decimal(")) {
                    throw new IllegalArgumentException("no type: " + type);
                }
                yield new BigDecimal((String) value);
            }
        };
    }

    /** A value of a row as this reader has it. */
    static @Nullable Object value(@Nullable Object value) {
        if (value instanceof Float number) {
            return (double) number;
        }
        if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof Double
                || value instanceof BigDecimal
                || value instanceof LocalDate
                || value instanceof LocalDateTime
                || value instanceof Instant
                || value instanceof List) {
            return value;
        }
        throw new IllegalArgumentException("no value: " + value);
    }

    private static void only(Map<?, ?> node, String... members) {
        if (!node.keySet().equals(Set.of(members))) {
            throw new IllegalArgumentException("not " + List.of(members) + ": " + node);
        }
    }
}
