package io.tarn.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.model.PartitionFilter.All;
import io.tarn.server.model.PartitionFilter.Any;
import io.tarn.server.model.PartitionFilter.Anything;
import io.tarn.server.model.PartitionFilter.Comparison;
import io.tarn.server.model.PartitionFilter.Function;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionPruningTest {
    private static final String NULL = "__DEFAULT_PARTITION__";
    private static final List<PartitionColumn> COLUMNS = List.of(
            new PartitionColumn("dt", PartitionColumn.Type.TEXT),
            new PartitionColumn("n:n", PartitionColumn.Type.INTEGER),
            new PartitionColumn("day", PartitionColumn.Type.DATE));
    private static final List<String> PIECES = List.of(
            "2", "20", "2025", "-", "0", "!", "$", "&", "%", "/", ":", "=", "{", "é", "😀", "\uFFFD", " ", "\t", "z");
    private static final List<String> NUMBERS = List.of("0", "1", "01", "+1", "-1", "-01", "5", "10", "05", NULL);
    private static final List<String> DATES = List.of("2025-01-01", "20089", "2024-12-31", "020089", NULL);

    /** The one thing that must never happen: a partition that matches and is not looked at. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatMatchesLiesInTheRanges(long seed) {
        Random random = new Random(seed);
        int inside = 0;
        int outside = 0;
        for (int round = 0; round < 20_000; round++) {
            PartitionFilter filter = filter(random, 3);
            Map<String, String> spec = Map.of(
                    "dt",
                    random.nextInt(9) == 0 ? NULL : text(random),
                    "n:n",
                    one(random, NUMBERS),
                    "day",
                    one(random, DATES));
            String name = PartitionName.of(List.of("dt", "n:n", "day"), spec).orElseThrow();
            boolean matches = filter.mayMatch(new PartitionFilter.Row(COLUMNS, spec, NULL));
            boolean covered = new PartitionPruning(COLUMNS, NULL)
                    .ranges(filter).descending().stream().anyMatch(range -> range.contains(name));
            assertThat(covered || !matches).as("%s %s", filter, name).isTrue();
            inside += covered ? 1 : 0;
            outside += covered ? 0 : 1;
        }
        assertThat(inside).isPositive();
        assertThat(outside).as("pruned").isGreaterThan(1_000);
    }

    private static PartitionFilter filter(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            List<PartitionFilter> parts = new ArrayList<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                parts.add(filter(random, depth - 1));
            }
            return random.nextBoolean() ? new All(parts) : new Any(parts);
        }
        if (random.nextInt(20) == 0) {
            return new Anything();
        }
        String column = one(random, List.of("dt", "dt", "n:n", "day", "other"));
        List<String> literals = new ArrayList<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            literals.add(literal(random, column));
        }
        return new Comparison(column, one(random, List.of(Function.values())), literals);
    }

    private static String literal(Random random, String column) {
        return switch (column) {
            case "n:n" -> one(random, List.of("0", "1", "-1", "5", "10", "x"));
            case "day" -> one(random, List.of("2025-01-01", "2024-12-31", "x"));
            default -> random.nextInt(9) == 0 ? null : text(random);
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            text.append(one(random, PIECES));
        }
        return text.toString();
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    @Test
    void equalityOnTheFirstColumnsIsOneRange() {
        PartitionFilter filter = new All(List.of(
                new Comparison("dt", Function.EQUAL, List.of("a/b")),
                new Comparison("day", Function.IS_NULL, List.of())));
        List<PartitionRange> ranges =
                new PartitionPruning(COLUMNS, NULL).ranges(filter).descending();
        assertThat(ranges).hasSize(1);
        assertThat(ranges.get(0).contains("dt=a%2Fb/n%3An=1/day=1")).isTrue();
        assertThat(ranges.get(0).contains("dt=a%2Fb0/n%3An=1/day=1")).isFalse();
        assertThat(ranges.get(0).contains("dt=a%2F/n%3An=1/day=1")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "TEXT, EQUAL, a, a, true",
        "TEXT, EQUAL, a, b, false",
        "TEXT, LESS_THAN, 😀, \uFFFD, true",
        "TEXT, LIKE, a%_c, axxbc, true",
        "TEXT, LIKE, a%_c, ac, false",
        "TEXT, LIKE, a\\%c, a%c, true",
        "TEXT, LIKE, a\\%c, abc, false",
        "TEXT, LIKE, a\\bc, zzz, true",
        "TEXT, ENDS_WITH, c, abc, true",
        "TEXT, CONTAINS, x, abc, false",
        "INTEGER, EQUAL, 5, 05, true",
        "INTEGER, LESS_THAN, 10, 9, true",
        "INTEGER, LESS_THAN, 10, x, true",
        "INTEGER, LESS_THAN, x, 99, true",
        "DECIMAL, EQUAL, 1.50, 1.5, true",
        "DECIMAL, GREATER_THAN, 1.50, 1.49, false",
        "APPROXIMATE, GREATER_THAN, 1e3, 999.5, false",
        "DATE, EQUAL, 2025-01-01, 20089, true",
        "DATE, GREATER_THAN, 2025-01-01, 2024-12-31, false",
        "TIMESTAMP, GREATER_THAN, 2025-01-01T10:00:00, 2025-01-01 10:00:01, true",
        "TIMESTAMP, GREATER_THAN, 2025-01-01T10:00:00, 2025-01-01 09:00:01, false",
        "BOOLEAN, EQUAL, true, false, false",
        "OTHER, EQUAL, a, b, true",
    })
    void valuesCompareByTheirType(
            PartitionColumn.Type type, Function function, String literal, String value, boolean matches) {
        assertThat(matches(type, function, value, literal)).isEqualTo(matches);
    }

    @Test
    void nullMatchesWhatItMatchesInSql() {
        for (Function function : Function.values()) {
            assertThat(matches(PartitionColumn.Type.TEXT, function, NULL, "a", "b"))
                    .as("%s", function)
                    .isEqualTo(function == Function.IS_NULL);
        }
        assertThat(matches(PartitionColumn.Type.TEXT, Function.IN, "a", null, "a"))
                .isTrue();
        assertThat(matches(PartitionColumn.Type.TEXT, Function.NOT_IN, "a", null, "b"))
                .isFalse();
        assertThat(matches(PartitionColumn.Type.TEXT, Function.NOT_EQUAL, "a", (String) null))
                .isFalse();
    }

    private static boolean matches(PartitionColumn.Type type, Function function, String value, String... literals) {
        Map<String, String> spec = new LinkedHashMap<>(Map.of("c", value));
        List<String> texts = new ArrayList<>();
        for (String literal : literals) {
            texts.add(literal);
        }
        return new Comparison("c", function, texts)
                .mayMatch(new PartitionFilter.Row(List.of(new PartitionColumn("c", type)), spec, NULL));
    }
}
