package io.tarn.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is true of every filter. A fixed seed: a failure can be seen again. */
class RandomFilterTest {
    private static final int ROUNDS = 4_000;
    private static final PolicySchema SCHEMA = RandomFilters.SCHEMA;
    private static final List<String> WORDS = List.of(
            "region",
            "age",
            "dt",
            "`Phone no.`",
            "(",
            ")",
            ",",
            "=",
            "<>",
            "<=",
            "AND",
            "OR",
            "NOT",
            "IN",
            "BETWEEN",
            "LIKE",
            "ESCAPE",
            "IS",
            "NULL",
            "TRUE",
            "DATE",
            "TIMESTAMP",
            "'EU'",
            "'2026-01-01'",
            "'!'",
            "''",
            "5",
            "-",
            "1.5",
            "upper",
            "concat",
            "current_user",
            "attribute",
            "attributes",
            "is_member",
            "mask",
            "mask_null",
            "'",
            "`",
            "\"",
            "\ud83d",
            "\0",
            "é",
            "--",
            "/*",
            ";",
            "$",
            "{{",
            "%",
            "_",
            "x");

    private final RandomFilters filters = new RandomFilters(20261123);
    private final Random random = new Random(20261124);

    @Test
    void whatIsWrittenIsReadAsTheSame() {
        for (int i = 0; i < ROUNDS; i++) {
            RowFilter filter = filters.next(random.nextInt(5));
            assertThat(RowFilter.parse(filter.sql())).as(filter.sql()).isEqualTo(filter);
            RowFilter checked = FilterCheck.check(filter, SCHEMA);
            assertThat(RowFilter.parse(checked.sql(), SCHEMA)).as(filter.sql()).isEqualTo(checked);
        }
    }

    @Test
    void theNormalFormSaysTheSameOfEveryRow() {
        int seen = 0;
        for (int i = 0; i < ROUNDS; i++) {
            RowFilter filter = FilterCheck.check(filters.next(random.nextInt(5)), SCHEMA);
            RowFilter normal = Normalizer.normal(filter);
            RowFilter rows = Normalizer.rows(filter);
            assertThat(rows.sql()).doesNotContain("NOT (").doesNotContain("UNKNOWN");
            for (int k = 0; k < 5; k++) {
                Map<String, Object> row = filters.row();
                assertThat(Evaluator.truth(normal, row)).as(filter.sql()).isEqualTo(Evaluator.truth(filter, row));
                assertThat(Evaluator.sees(rows, row)).as(filter.sql()).isEqualTo(Evaluator.sees(filter, row));
                seen += Evaluator.sees(filter, row) ? 1 : 0;
            }
        }
        assertThat(seen).isBetween(ROUNDS, 4 * ROUNDS);
    }

    @Test
    void predicatesAreReadAsWhatTheyWereWrittenFor() {
        PaimonFilters json = new PaimonFilters(SCHEMA);
        int written = 0;
        for (int i = 0; i < ROUNDS; i++) {
            RowFilter filter = FilterCheck.check(filters.next(random.nextInt(4)), SCHEMA);
            List<Map<String, Object>> predicates;
            try {
                predicates = json.write(filter);
            } catch (NotOnThisWireException e) {
                continue;
            }
            written++;
            RowFilter read = RowFilter.and(predicates.stream().map(json::read).collect(Collectors.toList()));
            for (int k = 0; k < 5; k++) {
                Map<String, Object> row = filters.row();
                assertThat(Evaluator.sees(read, row))
                        .as(() -> filter.sql() + " came back as " + read.sql() + " for " + row)
                        .isEqualTo(Evaluator.sees(filter, row));
            }
        }
        assertThat(written).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void randomTextsAreReadOrRefused() {
        int read = 0;
        for (int i = 0; i < 5 * ROUNDS; i++) {
            StringBuilder text = new StringBuilder();
            for (int count = random.nextInt(12); count > 0; count--) {
                text.append(WORDS.get(random.nextInt(WORDS.size()))).append(random.nextInt(5) == 0 ? "" : " ");
            }
            read += isReadOrRefused(text.toString());
        }
        assertThat(read).isPositive();
    }

    @Test
    void spoiltTextsAreReadOrRefused() {
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text =
                    new StringBuilder(filters.next(random.nextInt(4)).sql());
            for (int count = 1 + random.nextInt(3); count > 0 && text.length() > 0; count--) {
                int at = random.nextInt(text.length());
                if (random.nextBoolean()) {
                    text.deleteCharAt(at);
                } else {
                    text.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                }
            }
            read += isReadOrRefused(text.toString());
        }
        assertThat(read).isPositive();
    }

    /** Trees that are nearly predicates: one member or literal of a right one is something else. */
    @Test
    void spoiltTreesAreReadOrRefused() {
        PaimonFilters json = new PaimonFilters(SCHEMA);
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Object tree;
            try {
                tree = json.write(FilterCheck.check(filters.next(random.nextInt(3)), SCHEMA));
            } catch (NotOnThisWireException e) {
                continue;
            }
            for (Object predicate : (List<?>) spoilt(tree)) {
                try {
                    json.read(predicate);
                    read++;
                } catch (PolicyException e) {
                    assertThat(e.getMessage()).isNotBlank();
                } catch (RuntimeException e) {
                    fail(predicate + " breaks the reader of predicates", e);
                }
            }
        }
        assertThat(read).isPositive();
    }

    private Object spoilt(Object tree) {
        if (!(tree instanceof List<?>) && random.nextInt(30) == 0) {
            return junk();
        }
        if (tree instanceof Map<?, ?> members) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            members.forEach((name, value) -> copy.put(random.nextInt(100) == 0 ? "x" : name, spoilt(value)));
            return copy;
        }
        if (tree instanceof List<?> list) {
            return list.stream().map(this::spoilt).collect(Collectors.toList());
        }
        return tree;
    }

    private Object junk() {
        List<Object> junk = Arrays.asList(
                null,
                "",
                "x",
                "dt",
                "LIKE",
                "CAST",
                "a\\",
                "\ud83d",
                0,
                -1L,
                1.5,
                Double.NaN,
                1e300,
                Long.MAX_VALUE,
                true,
                new BigDecimal("1E2147483647"),
                List.of(),
                Map.of(),
                List.of(1),
                Map.of("name", "dt"));
        return junk.get(random.nextInt(junk.size()));
    }

    private static int isReadOrRefused(String text) {
        int read = 0;
        try {
            RowFilter filter = RowFilter.parse(text, SCHEMA);
            assertThat(RowFilter.parse(filter.sql(), SCHEMA)).as(text).isEqualTo(filter);
            read = 1;
        } catch (PolicyException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException e) {
            fail("'" + text + "' breaks the parser of filters", e);
        }
        try {
            ColumnMask mask = ColumnMask.parse(text, SCHEMA, "region");
            assertThat(ColumnMask.parse(mask.sql(), SCHEMA, "region")).as(text).isEqualTo(mask);
        } catch (PolicyException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (RuntimeException e) {
            fail("'" + text + "' breaks the parser of masks", e);
        }
        return read;
    }
}
