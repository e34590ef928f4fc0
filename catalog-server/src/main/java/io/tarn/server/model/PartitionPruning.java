package io.tarn.server.model;

import io.tarn.server.model.PartitionFilter.All;
import io.tarn.server.model.PartitionFilter.Any;
import io.tarn.server.model.PartitionFilter.Comparison;
import io.tarn.server.model.PartitionFilter.Nothing;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * Which ranges of names a filter needs to look at. Names are ordered by the first column, then by the second, and so on, as
 * texts; so equality on the first columns and ranges of texts become ranges of names. All names that match lie in them.
 */
public final class PartitionPruning {
    private static final int RANGES = 200;

    private final List<PartitionColumn> columns;
    private final String nullName;

    public PartitionPruning(List<PartitionColumn> columns, String nullName) {
        this.columns = List.copyOf(columns);
        this.nullName = nullName;
    }

    public PartitionRanges ranges(PartitionFilter filter) {
        return wanted(filter).atMost(RANGES);
    }

    private PartitionRanges wanted(PartitionFilter filter) {
        if (filter instanceof Any any) {
            return any.parts().stream().map(this::wanted).reduce(PartitionRanges.NONE, PartitionRanges::or);
        }
        if (filter instanceof Nothing) {
            return PartitionRanges.NONE;
        }
        List<PartitionFilter> conditions = conditions(filter);
        PartitionRanges ranges = below("", 0, conditions);
        for (PartitionFilter condition : conditions) {
            // Anything about one column is in the ranges already.
            if (!(condition instanceof Comparison) && column(condition).isEmpty()) {
                ranges = ranges.and(condition.equals(filter) ? PartitionRanges.ALL : wanted(condition));
            }
        }
        return ranges;
    }

    /** What must hold together. */
    private static List<PartitionFilter> conditions(PartitionFilter filter) {
        if (filter instanceof All all) {
            return all.parts().stream()
                    .flatMap(part -> conditions(part).stream())
                    .toList();
        }
        return List.of(filter);
    }

    /** The one column that a condition is about. */
    private static Optional<String> column(PartitionFilter condition) {
        if (condition instanceof Comparison comparison) {
            return Optional.of(comparison.column());
        }
        List<PartitionFilter> parts = parts(condition);
        Set<Optional<String>> columns = new LinkedHashSet<>();
        parts.forEach(part -> columns.add(column(part)));
        return columns.size() == 1 ? columns.iterator().next() : Optional.empty();
    }

    private static List<PartitionFilter> parts(PartitionFilter filter) {
        return filter instanceof All all ? all.parts() : filter instanceof Any any ? any.parts() : List.of();
    }

    /** The names below {@code prefix}, whose last column was the one before {@code index}. */
    private PartitionRanges below(String prefix, int index, List<PartitionFilter> conditions) {
        if (index == columns.size()) {
            return PartitionRanges.of(PartitionRange.only(prefix.substring(0, prefix.length() - 1)));
        }
        PartitionColumn column = columns.get(index);
        List<PartitionFilter> about = conditions.stream()
                .filter(condition -> column(condition).equals(Optional.of(column.name())))
                .toList();
        if (about.isEmpty()) {
            return PartitionRanges.of(PartitionRange.startingWith(prefix));
        }
        Place place = new Place(prefix, column, index == columns.size() - 1);
        PartitionFilter all = new All(about);
        Optional<Set<String>> values = values(column, all);
        if (values.isEmpty() || values.get().size() > RANGES) {
            return place.ranges(all);
        }
        PartitionRanges ranges = place.otherSpellings();
        for (String value : values.get()) {
            // Only the last columns of few values: the ranges must not multiply.
            ranges = ranges.or(
                    values.get().size() == 1
                            ? below(place.of(value) + "/", index + 1, conditions)
                            : PartitionRanges.of(place.exactly(value)));
        }
        return ranges;
    }

    /** The values that a condition leaves, when they are few and known, as the server and clients write them. */
    private static Optional<Set<String>> values(PartitionColumn column, PartitionFilter filter) {
        if (filter instanceof Comparison comparison) {
            boolean equality = comparison.function() == PartitionFilter.Function.EQUAL
                    || comparison.function() == PartitionFilter.Function.IN;
            boolean spelled =
                    column.type() == PartitionColumn.Type.TEXT || column.type() == PartitionColumn.Type.INTEGER;
            boolean understood = comparison
                    .present()
                    .allMatch(literal -> column.value(literal).isPresent());
            return equality && spelled && understood
                    ? Optional.of(new LinkedHashSet<>(comparison
                            .present()
                            .map(literal -> column.type() == PartitionColumn.Type.TEXT
                                    ? literal
                                    : Long.valueOf(literal).toString())
                            .filter(value -> !value.isEmpty())
                            .toList()))
                    : Optional.empty();
        }
        if (filter instanceof Any any) {
            Set<String> values = new LinkedHashSet<>();
            for (PartitionFilter part : any.parts()) {
                Optional<Set<String>> some = values(column, part);
                if (some.isEmpty()) {
                    return Optional.empty();
                }
                values.addAll(some.get());
            }
            return Optional.of(values);
        }
        return filter instanceof All all
                ? all.parts().stream()
                        .flatMap(part -> values(column, part).stream())
                        .findFirst()
                : Optional.empty();
    }

    /** Where the values of a column stand in names that begin alike. */
    private final class Place {
        private final String start;
        private final PartitionColumn column;
        private final boolean last;

        Place(String prefix, PartitionColumn column, boolean last) {
            StringBuilder text = new StringBuilder(prefix);
            PartitionName.escape(column.name(), text);
            this.start = text.append('=').toString();
            this.column = column;
            this.last = last;
        }

        String of(String value) {
            StringBuilder text = new StringBuilder(start);
            PartitionName.escape(value, text);
            return text.toString();
        }

        PartitionRange exactly(String value) {
            return last ? PartitionRange.only(of(value)) : PartitionRange.startingWith(of(value) + "/");
        }

        /** Numbers may be written in more than one way: +7, 007, -07. */
        PartitionRanges otherSpellings() {
            return column.type() == PartitionColumn.Type.INTEGER
                    ? PartitionRanges.of(
                            PartitionRange.startingWith(start + "0"),
                            PartitionRange.startingWith(start + "+"),
                            PartitionRange.startingWith(start + "-0"))
                    : PartitionRanges.NONE;
        }

        private PartitionRanges everything() {
            return PartitionRanges.of(PartitionRange.startingWith(start));
        }

        PartitionRanges ranges(PartitionFilter filter) {
            if (filter instanceof All all) {
                return joined(all.parts(), everything(), PartitionRanges::and);
            }
            if (filter instanceof Any any) {
                return joined(any.parts(), PartitionRanges.NONE, PartitionRanges::or);
            }
            return filter instanceof Comparison comparison ? ranges(comparison) : everything();
        }

        private PartitionRanges joined(
                List<PartitionFilter> parts, PartitionRanges first, BinaryOperator<PartitionRanges> join) {
            return parts.stream().map(this::ranges).reduce(first, join);
        }

        private PartitionRanges ranges(Comparison comparison) {
            Optional<Set<String>> values = values(column, comparison);
            if (values.isPresent()) {
                return values.get().stream()
                        .map(value -> PartitionRanges.of(exactly(value)))
                        .reduce(otherSpellings(), PartitionRanges::or);
            }
            if (comparison.function() == PartitionFilter.Function.IS_NULL) {
                return PartitionRanges.of(exactly(nullName));
            }
            if (column.type() != PartitionColumn.Type.TEXT
                    || comparison.literals().contains(null)) {
                return everything();
            }
            List<String> literals = comparison.present().toList();
            return switch (comparison.function()) {
                case LESS_THAN, LESS_OR_EQUAL -> literals.size() == 1 ? upTo(literals.get(0)) : everything();
                case GREATER_THAN, GREATER_OR_EQUAL -> literals.size() == 1 ? from(literals.get(0)) : everything();
                case BETWEEN -> literals.size() == 2 ? from(literals.get(0)).and(upTo(literals.get(1))) : everything();
                case STARTS_WITH -> literals.size() == 1 ? startingWith(literals.get(0)) : everything();
                case LIKE -> literals.size() == 1 ? startingWith(fixed(literals.get(0))) : everything();
                default -> everything();
            };
        }

        private PartitionRanges startingWith(String prefix) {
            return PartitionRanges.of(PartitionRange.startingWith(of(prefix)));
        }

        private static String fixed(String pattern) {
            return pattern.split("[%_\\\\]", 2)[0];
        }

        /**
         * Texts that are not less. A character that is escaped stands at the place of {@code %}, so a greater text may
         * have a smaller name: one that is equal up to some character and goes on with an escaped one.
         */
        private PartitionRanges from(String least) {
            String plain = plain(least, '\0');
            List<PartitionRange> ranges = new ArrayList<>();
            ranges.add(PartitionRange.startingWith(start).from(of(plain)));
            for (int i = 0; i < plain.length(); i++) {
                ranges.add(PartitionRange.startingWith(of(plain.substring(0, i)) + "%"));
            }
            return PartitionRanges.of(ranges);
        }

        /**
         * Texts that are not greater. The value ends with {@code /} in a name that goes on, so a shorter text may have a
         * greater name.
         */
        private PartitionRanges upTo(String most) {
            String plain = plain(most, '&');
            List<PartitionRange> ranges = new ArrayList<>();
            ranges.add(PartitionRange.startingWith(start).through(PartitionRange.startingWith(of(plain))));
            for (int i = 0; i < plain.length(); i++) {
                ranges.add(PartitionRange.startingWith(of(plain.substring(0, i)) + "/"));
            }
            return PartitionRanges.of(ranges);
        }

        /** The beginning of a text, up to the first character that is escaped or less than {@code least}. */
        private static String plain(String text, char least) {
            int end = 0;
            while (end < text.length()
                    && !PartitionName.isEscaped(text.charAt(end))
                    && text.charAt(end) >= least
                    && !Character.isSurrogate(text.charAt(end))) {
                end++;
            }
            return text.substring(0, end);
        }
    }
}
