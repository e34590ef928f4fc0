package io.tarn.server.model;

import io.tarn.server.model.PartitionColumn.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions a client asks for. What is not understood is taken as true: a client filters again, so it may get more
 * than it asked for and never less.
 */
public sealed interface PartitionFilter {
    /** What a comparison does. */
    enum Function {
        EQUAL,
        NOT_EQUAL,
        LESS_THAN,
        LESS_OR_EQUAL,
        GREATER_THAN,
        GREATER_OR_EQUAL,
        IS_NULL,
        IS_NOT_NULL,
        STARTS_WITH,
        ENDS_WITH,
        CONTAINS,
        LIKE,
        IN,
        NOT_IN,
        BETWEEN,
        NOT_BETWEEN
    }

    /** A filter that is not understood. */
    record Anything() implements PartitionFilter {
        @Override
        public boolean mayMatch(Row row) {
            return true;
        }
    }

    record Nothing() implements PartitionFilter {
        @Override
        public boolean mayMatch(Row row) {
            return false;
        }
    }

    record All(List<PartitionFilter> parts) implements PartitionFilter {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean mayMatch(Row row) {
            return parts.stream().allMatch(part -> part.mayMatch(row));
        }
    }

    record Any(List<PartitionFilter> parts) implements PartitionFilter {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean mayMatch(Row row) {
            return parts.stream().anyMatch(part -> part.mayMatch(row));
        }
    }

    /**
     * A partition's values.
     *
     * @param nullName the value that stands for null
     */
    record Row(List<PartitionColumn> columns, Map<String, String> spec, String nullName) {
        public Row {
            columns = List.copyOf(columns);
        }

        Optional<PartitionColumn> column(String name) {
            return columns.stream()
                    .filter(column -> column.name().equals(name) && spec.containsKey(name))
                    .findFirst();
        }
    }

    /**
     * A comparison of a column.
     *
     * @param literals as texts; null stands for SQL's null
     */
    record Comparison(String column, Function function, List<@Nullable String> literals) implements PartitionFilter {
        public Comparison {
            // List.copyOf refuses null.
            literals = new ArrayList<>(literals);
        }

        @Override
        public boolean mayMatch(Row row) {
            Optional<PartitionColumn> column = row.column(column());
            if (column.isEmpty()) {
                return true;
            }
            String text = row.spec().getOrDefault(column(), row.nullName());
            boolean isNull = text.equals(row.nullName());
            return switch (function) {
                case IS_NULL -> isNull;
                case IS_NOT_NULL -> !isNull;
                case STARTS_WITH, ENDS_WITH, CONTAINS, LIKE -> !isNull && matchesText(column.get(), text);
                case IN -> !isNull && in(column.get(), text, true);
                case NOT_IN -> !isNull && !literals.contains(null) && in(column.get(), text, false);
                default -> !isNull && !literals.contains(null) && compares(column.get(), text);
            };
        }

        private boolean compares(PartitionColumn column, String text) {
            return switch (function) {
                case EQUAL -> compares(column, text, 0, order -> order == 0);
                case NOT_EQUAL -> compares(column, text, 0, order -> order != 0);
                case LESS_THAN -> compares(column, text, 0, order -> order < 0);
                case LESS_OR_EQUAL -> compares(column, text, 0, order -> order <= 0);
                case GREATER_THAN -> compares(column, text, 0, order -> order > 0);
                case GREATER_OR_EQUAL -> compares(column, text, 0, order -> order >= 0);
                case BETWEEN ->
                    compares(column, text, 0, order -> order >= 0) && compares(column, text, 1, order -> order <= 0);
                case NOT_BETWEEN ->
                    compares(column, text, 0, order -> order < 0) || compares(column, text, 1, order -> order > 0);
                default -> true;
            };
        }

        private boolean compares(PartitionColumn column, String text, int literal, IntPredicate wanted) {
            Optional<Value> value = column.value(text);
            Optional<Value> compared =
                    literal < literals.size() ? literal(literal).flatMap(column::value) : Optional.empty();
            return value.isEmpty()
                    || compared.isEmpty()
                    || wanted.test(value.get().compareTo(compared.get()));
        }

        /** @param found what a literal that equals the value makes of it */
        private boolean in(PartitionColumn column, String text, boolean found) {
            Optional<Value> value = column.value(text);
            List<Optional<Value>> compared = present().map(column::value).toList();
            if (value.isEmpty() || compared.stream().anyMatch(Optional::isEmpty)) {
                return true;
            }
            return compared.contains(value) == found;
        }

        private boolean matchesText(PartitionColumn column, String text) {
            Optional<String> literal = literals.isEmpty() ? Optional.empty() : literal(0);
            if (literal.isEmpty()) {
                return literals.isEmpty();
            }
            if (column.type() != PartitionColumn.Type.TEXT) {
                return true;
            }
            return switch (function) {
                case STARTS_WITH -> text.startsWith(literal.get());
                case ENDS_WITH -> text.endsWith(literal.get());
                case CONTAINS -> text.contains(literal.get());
                default ->
                    like(literal.get())
                            .map(pattern -> pattern.matcher(text).matches())
                            .orElse(true);
            };
        }

        /** SQL's LIKE with {@code \} as its escape; empty when it escapes something else. */
        private static Optional<Pattern> like(String pattern) {
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                if (c == '%') {
                    regex.append(".*");
                } else if (c == '_') {
                    regex.append('.');
                } else if (c != '\\') {
                    regex.append(Pattern.quote(String.valueOf(c)));
                } else if (++i < pattern.length() && "%_\\".indexOf(pattern.charAt(i)) >= 0) {
                    regex.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
                } else {
                    return Optional.empty();
                }
            }
            return Optional.of(Pattern.compile(regex.toString(), Pattern.DOTALL));
        }

        Optional<String> literal(int index) {
            return Optional.ofNullable(literals.get(index));
        }

        Stream<String> present() {
            return literals.stream().flatMap(Stream::ofNullable);
        }
    }

    /** False only when the partition does not match, for certain. */
    boolean mayMatch(Row row);
}
