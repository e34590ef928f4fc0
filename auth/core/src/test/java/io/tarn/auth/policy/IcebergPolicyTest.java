package io.tarn.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.auth.policy.IcebergPolicy.Field;
import io.tarn.auth.policy.IcebergPolicy.Projection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Iceberg's readers are told: the same rows and values as Paimon's, or nothing. */
class IcebergPolicyTest {
    private static final int ROUNDS = 4_000;
    private static final PolicySchema SCHEMA = RandomFilters.SCHEMA;
    private static final List<Field> FIELDS = SCHEMA.columns().stream()
            .map(column -> new Field(
                    column.id(),
                    column.name(),
                    type(column.type()),
                    !column.type().nullable()))
            .toList();

    private static String type(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> "boolean";
            case TINYINT, SMALLINT, INT -> "int";
            case BIGINT -> "long";
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case DECIMAL -> "decimal(" + type.precision() + ", " + type.scale() + ")";
            case CHAR, VARCHAR -> "string";
            case DATE -> "date";
            case TIMESTAMP -> "timestamp";
            case TIMESTAMP_LTZ -> "timestamptz";
            case OTHER -> "list<int>";
        };
    }

    private static IcebergPolicy of(String filter) {
        return IcebergPolicy.of(
                DataPolicy.of(Set.of(), List.of(RowFilter.parse(filter, SCHEMA)), List.of()), SCHEMA, FIELDS);
    }

    private static IcebergPolicy masked(String column, String mask) {
        return IcebergPolicy.of(
                DataPolicy.of(
                        Set.of(),
                        List.of(),
                        List.of(new DataPolicy.MaskedColumn(column, ColumnMask.parse(mask, SCHEMA, column)))),
                SCHEMA,
                FIELDS);
    }

    /** In each of the ways in which readers compare null and NaN. */
    @ParameterizedTest
    @EnumSource(IcebergReader.class)
    void readersKeepTheRowsThatPaimonsKeep(IcebergReader reader) {
        RandomFilters filters = new RandomFilters(20261129);
        Random random = new Random(20261130);
        PaimonFilters paimon = new PaimonFilters(SCHEMA);
        int written = 0;
        int kept = 0;
        for (int i = 0; i < ROUNDS; i++) {
            RowFilter filter = FilterCheck.check(filters.next(random.nextInt(4)), SCHEMA);
            Object predicate;
            RowFilter asPaimons;
            try {
                DataPolicy policy = DataPolicy.of(Set.of(), List.of(filter), List.of());
                Object told = IcebergPolicy.of(policy, SCHEMA, FIELDS).filter();
                predicate = told == null ? true : told;
                asPaimons = RowFilter.and(
                        paimon.write(filter).stream().map(paimon::read).toList());
            } catch (NotOnThisWireException e) {
                assertThat(e.getMessage()).isNotBlank();
                continue;
            }
            written++;
            for (int k = 0; k < 5; k++) {
                Map<String, Object> row = filters.row();
                boolean keeps = reader.keeps(predicate, byId(row));
                assertThat(keeps)
                        .as(() -> filter.sql() + " as " + predicate + " of " + row)
                        .isEqualTo(Evaluator.sees(filter, row))
                        .isEqualTo(Evaluator.sees(asPaimons, row));
                kept += keeps ? 1 : 0;
            }
        }
        assertThat(written).as("filters that both can be told").isGreaterThan(ROUNDS / 4);
        assertThat(kept).as("rows that are kept").isBetween(written / 2, 4 * written);
    }

    private static Map<Integer, Object> byId(Map<String, Object> row) {
        Map<Integer, Object> values = new HashMap<>();
        SCHEMA.columns().forEach(column -> values.put(column.id(), IcebergReader.value(row.get(column.name()))));
        return values;
    }

    @Test
    void aPredicateIsSaidByTheIdsOfFields() {
        assertThat(of("region = 'EU'").filter())
                .hasToString("{type=and, left={type=not-null, child={type=reference, id=1}}, right={type=eq,"
                        + " left={type=reference, id=1}, right={type=literal, value=EU, data-type=string}}}");
        assertThat(of("age NOT IN (1, 2)").filter())
                .hasToString("{type=and, left={type=not-null, child={type=reference, id=5}}, right={type=not-in,"
                        + " child={type=reference, id=5}, values={type=literals, values=[1, 2], data-type=int}}}");
        assertThat(of("tags IS NULL").filter()).hasToString("{type=is-null, child={type=reference, id=14}}");
        assertThat(of("FALSE").filter()).isEqualTo(false);
        assertThat(of("NOT (FALSE AND age > 1)").unrestricted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "price > 1.5 | value=1.50, data-type=decimal(10, 2)",
                "dt < DATE '2026-01-02' | value=2026-01-02, data-type=date",
                "ts = TIMESTAMP '2026-01-02 03:04:05.678' | value=2026-01-02T03:04:05.678000, data-type=timestamp",
                "at = TIMESTAMP '2026-01-02 03:04:05+01:00' | value=2026-01-02T02:04:05.000000+00:00, data-type=timestamptz",
                "ratio > 0.1 | value=0.1, data-type=double",
                "id < 9007199254740993 | value=9007199254740993, data-type=long",
            })
    void literalsAreSingleValues(String filter, String literal) {
        assertThat(String.valueOf(of(filter).filter())).contains(literal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "region LIKE '%a'",
                "region LIKE 'a_'",
                "NOT region LIKE '%a%'",
                "upper(region) = 'EU'",
                "concat(region, 'x') = 'EUx'",
                "ratio > 0",
                "weight = 0.1",
                "age = 1 AND (active = TRUE OR lower(code) = 'eu')",
            })
    void whatReadersCouldNotKeepToIsRefused(String filter) {
        assertThatThrownBy(() -> of(filter))
                .isInstanceOf(NotOnThisWireException.class)
                .message()
                .isNotBlank();
    }

    @Test
    void aColumnThatReadersAreNotShownAsItIsIsRefused() {
        DataPolicy policy = DataPolicy.of(Set.of(), List.of(RowFilter.parse("age > 1", SCHEMA)), List.of());
        for (Field shown : List.of(
                new Field(5, "age", "long", false),
                new Field(5, "years", "int", false),
                new Field(6, "age", "int", false))) {
            assertThatThrownBy(() -> IcebergPolicy.of(policy, SCHEMA, List.of(shown)))
                    .isInstanceOf(NotOnThisWireException.class)
                    .hasMessageContaining("column age");
        }
    }

    @Test
    void masksAreActionsThatShowTheVerySame() {
        assertThat(masked("region", "mask_null()").projections())
                .containsExactly(new Projection("replace-with-null", 1));
        assertThat(masked("region", "mask_hash(region)").projections())
                .containsExactly(new Projection("sha-256-global", 1));
        assertThat(masked("dt", "mask_date_show_year(dt)").projections())
                .containsExactly(new Projection("truncate-to-year", 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mask(region)",
                "mask_show_last_4(region)",
                "mask_show_first_4(region)",
                "upper(region)",
                "'XXXXXXXX'",
            })
    void masksThatShowSomethingElseAreRefused(String mask) {
        assertThatThrownBy(() -> masked("region", mask))
                .isInstanceOf(NotOnThisWireException.class)
                .hasMessageContaining("column region");
    }

    @Test
    void columnsThatMayNotBeReadAreRefused() {
        DataPolicy policy = DataPolicy.of(Set.of("age"), List.of(), List.of());
        assertThatThrownBy(() -> IcebergPolicy.of(policy, SCHEMA, FIELDS))
                .isInstanceOf(NotOnThisWireException.class)
                .hasMessageContaining("(age)");
    }
}
