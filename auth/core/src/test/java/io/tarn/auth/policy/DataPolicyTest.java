package io.tarn.auth.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.policy.DataPolicy.MaskedColumn;
import io.tarn.auth.policy.RowFilter.Truth;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataPolicyTest {
    private static final PolicySchema SCHEMA = RandomFilters.SCHEMA;

    @Test
    void nothingRestrictsNothing() {
        assertThat(DataPolicy.NONE.unrestricted()).isTrue();
        assertThat(DataPolicy.of(Set.of(), List.of(Truth.TRUE), List.of()).unrestricted())
                .isTrue();
        assertThat(DataPolicy.of(Set.of("age"), List.of(), List.of()).unrestricted())
                .isFalse();
    }

    @Test
    void allFiltersHoldAtOnce() {
        DataPolicy policy = DataPolicy.of(
                Set.of(),
                List.of(filter("age = 1 AND id = 2"), Truth.TRUE, filter("id = 2"), filter("region = 'EU'")),
                List.of());

        assertThat(policy.filters()).extracting(RowFilter::sql).containsExactly("age = 1", "id = 2", "region = 'EU'");
    }

    @Test
    void falseStandsAlone() {
        DataPolicy policy = DataPolicy.of(Set.of(), List.of(filter("age = 1"), Truth.FALSE), List.of());

        assertThat(policy.filters()).containsExactly(Truth.FALSE);
        assertThat(policy.unrestricted()).isFalse();
    }

    /** Two masks on one column, in both orders, and what is left of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "NULL | '***' | mask_null()",
                "'***' | mask_hash(region) | '***'",
                "mask_hash(region) | mask_show_last_4(region) | mask_hash(region)",
                "mask(region) | upper(region) | mask(region)",
                "mask(region) | mask(region) | mask(region)",
                "'b' | 'a' | 'a'",
                "mask(region) | mask_show_last_4(region) | denied",
                "mask_show_first_4(region) | mask_show_last_4(region) | denied",
                "upper(region) | lower(region) | denied",
            })
    void theStricterMaskHolds(String first, String second, String left) {
        MaskedColumn one = new MaskedColumn("region", ColumnMask.parse(first));
        MaskedColumn two = new MaskedColumn("region", ColumnMask.parse(second));

        for (List<MaskedColumn> masks : List.of(Arrays.asList(one, two), Arrays.asList(two, one))) {
            DataPolicy policy = DataPolicy.of(Set.of(), List.of(), masks);
            if (left.equals("denied")) {
                assertThat(policy.deniedColumns()).containsExactly("region");
                assertThat(policy.masks()).isEmpty();
            } else {
                assertThat(policy.masks()).hasSize(1);
                assertThat(policy.masks().get("region").sql()).isEqualTo(left);
                assertThat(policy.deniedColumns()).isEmpty();
            }
        }
    }

    @Test
    void aStricterThirdMaskSettlesTwoThatCannotBeCompared() {
        List<MaskedColumn> masks = List.of(
                new MaskedColumn("region", ColumnMask.parse("mask(region)")),
                new MaskedColumn("region", ColumnMask.parse("mask_show_last_4(region)")),
                new MaskedColumn("region", ColumnMask.parse("mask_hash(region)")));

        assertThat(DataPolicy.of(Set.of(), List.of(), masks)
                        .masks()
                        .get("region")
                        .sql())
                .isEqualTo("mask_hash(region)");
    }

    @Test
    void twoPoliciesTogetherRestrictWhatEitherDoes() {
        DataPolicy one = DataPolicy.of(
                Set.of("age"),
                List.of(filter("id = 1")),
                List.of(new MaskedColumn("region", ColumnMask.parse("mask(region)"))));
        DataPolicy two = DataPolicy.of(
                Set.of("tiny"),
                List.of(filter("id = 2")),
                List.of(
                        new MaskedColumn("region", ColumnMask.parse("NULL")),
                        new MaskedColumn("age", ColumnMask.parse("NULL"))));

        DataPolicy both = one.and(two);

        assertThat(both.deniedColumns()).containsExactlyInAnyOrder("age", "tiny");
        assertThat(both.filters()).extracting(RowFilter::sql).containsExactly("id = 1", "id = 2");
        assertThat(both.masks()).containsOnlyKeys("region");
        assertThat(both.masks().get("region").sql()).isEqualTo("mask_null()");
        assertThat(one.and(DataPolicy.NONE)).isEqualTo(one);
    }

    @Test
    void aRowIsFilteredOnWhatItIsAndShownMasked() {
        DataPolicy policy = DataPolicy.of(
                Set.of("age"),
                List.of(filter("region = 'Europe'")),
                List.of(new MaskedColumn("region", ColumnMask.parse("mask_show_last_4(region)"))));
        Map<String, Object> row = new HashMap<>(Map.of("id", 1L, "region", "Europe", "age", 42));

        assertThat(policy.seen(SCHEMA, row))
                .containsEntry("id", 1L)
                .containsEntry("region", "xxrope")
                .containsEntry("dt", null)
                .doesNotContainKey("age");
        row.put("region", null);
        assertThat(policy.seen(SCHEMA, row)).isNull();
    }

    private static RowFilter filter(String text) {
        return RowFilter.parse(text, SCHEMA);
    }
}
