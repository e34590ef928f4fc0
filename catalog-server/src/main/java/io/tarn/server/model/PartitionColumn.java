package io.tarn.server.model;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** A column that a table is partitioned by. */
public record PartitionColumn(String name, Type type) {
    /** How values compare. Several types of the protocol are one here. */
    public enum Type {
        TEXT,
        BOOLEAN,
        INTEGER,
        DECIMAL,
        APPROXIMATE,
        DATE,
        TIMESTAMP,
        /** Values of another type are not understood here. */
        OTHER
    }

    /** A value that compares with others of its column. */
    static final class Value implements Comparable<Value> {
        private final Object typed;
        private final Comparator<Object> order;

        private Value(Object typed, Comparator<Object> order) {
            this.typed = typed;
            this.order = order;
        }

        private static <T> Value of(T typed, Class<T> type, Comparator<? super T> order) {
            return new Value(typed, (a, b) -> order.compare(type.cast(a), type.cast(b)));
        }

        private static <T extends Comparable<? super T>> Value of(T typed, Class<T> type) {
            return of(typed, type, Comparator.naturalOrder());
        }

        @Override
        public int compareTo(Value other) {
            return order.compare(typed, other.typed);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Value value && compareTo(value) == 0;
        }

        /** Equal decimals may be written with other scales. */
        @Override
        public int hashCode() {
            return 0;
        }

        @Override
        public String toString() {
            return typed.toString();
        }
    }

    /** @return empty when the text is not understood as a value of this column */
    Optional<Value> value(String text) {
        try {
            return switch (type) {
                case TEXT -> Optional.of(Value.of(text, String.class, PartitionName::compare));
                case BOOLEAN -> bool(text).map(value -> Value.of(value, Boolean.class));
                case INTEGER -> Optional.of(Value.of(Long.valueOf(text), Long.class));
                case DECIMAL -> Optional.of(Value.of(new BigDecimal(text), BigDecimal.class));
                case APPROXIMATE -> Optional.of(Value.of(Double.valueOf(text), Double.class));
                case DATE -> Optional.of(Value.of(day(text), Long.class));
                case TIMESTAMP ->
                    Optional.of(Value.of(LocalDateTime.parse(text.replace(' ', 'T')), LocalDateTime.class));
                case OTHER -> Optional.empty();
            };
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "yes", "y", "1" -> Optional.of(true);
            case "false", "f", "no", "n", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** Days since 1970; Paimon names a day by that number in many tables, by its date in others. */
    static long day(String text) {
        return text.matches("-?[0-9]+")
                ? Long.parseLong(text)
                : LocalDate.parse(text).toEpochDay();
    }
}
