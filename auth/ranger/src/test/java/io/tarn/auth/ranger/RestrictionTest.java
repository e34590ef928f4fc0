package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Caller;
import io.tarn.auth.ColumnSet;
import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.Operation;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Restrictions.Rule;
import io.tarn.auth.policy.RowFilter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row filters, masks and columns of Ranger, as the catalog's own language says them. */
class RestrictionTest extends RangerTestCase {
    private static final String[] ON_ORDERS = {"catalog", "lake", "database", "sales", "table", "orders"};
    private static final String[] ON_PHONE = {
        "catalog", "lake", "database", "sales", "table", "orders", "column", "phone"
    };

    @Test
    void whoIsAllowedTheTableSeesAllOfIt() {
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
        open();
        assertThat(seen(alice, ORDERS).none()).isTrue();
        assertThat(seen(bob, ORDERS).none())
                .as("who may not read it: that is decided elsewhere")
                .isTrue();
    }

    @Test
    void aRowFilterIsForWhomItIsMade() {
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("group:public", "select"));
        admin.put(RangerPolicyJson.filter(ON_ORDERS)
                .showOnly("user:alice", "region = 'EU'")
                .showOnly("group:public", "region <> 'EU'"));
        open();
        assertThat(seen(alice, ORDERS).rules())
                .containsExactly(new Rule("2 of Ranger service lake_tarn", "", "region = 'EU'", ""));
        assertThat(seen(bob, ORDERS).rules()).extracting(Rule::sql).containsExactly("region <> 'EU'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MASK              |                       | mask(phone)",
                "MASK_SHOW_LAST_4  |                       | mask_show_last_4(phone)",
                "MASK_SHOW_FIRST_4 |                       | mask_show_first_4(phone)",
                "MASK_HASH         |                       | mask_hash(phone)",
                "MASK_NULL         |                       | mask_null()",
                "MASK_DATE_SHOW_YEAR |                     | mask_date_show_year(phone)",
                "CUSTOM            | concat('x', {col}) | concat('x', phone)",
                "SOMETHING_NEW     |                       | mask_null()"
            })
    void theStandardMasksAreKept(String type, String value, String sql) {
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
        admin.put(RangerPolicyJson.mask(ON_PHONE).maskFor("user:alice", type, value == null ? "" : value));
        open();
        assertThat(seen(alice, ORDERS).rules())
                .containsExactly(new Rule("2 of Ranger service lake_tarn", "phone", sql, "mask_null()"));
    }

    @Test
    void maskNoneMasksNothing() {
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("group:public", "select"));
        admin.put(RangerPolicyJson.mask(ON_PHONE)
                .maskFor("user:alice", "MASK_NONE", "")
                .maskFor("group:public", "MASK_NULL", ""));
        open();
        assertThat(seen(alice, ORDERS).none()).isTrue();
        assertThat(seen(bob, ORDERS).rules()).hasSize(1);
    }

    @Test
    void aDeniedColumnIsNotShownAndTheTableIs() {
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
        admin.put(RangerPolicyJson.access(ON_PHONE).deny("user:alice", "select"));
        open();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(seen(alice, ORDERS).columns()).containsExactly(new ColumnSet(false, List.of("id", "region")));
    }

    @Test
    void whoMayReadSomeColumnsMayReadTheTable() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "orders", "column", "id")
                .allow("user:alice", "select"));
        open();
        assertThat(ask(alice, Operation.GET_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(ask(alice, Operation.COMMIT_SNAPSHOT, ORDERS)).isEqualTo(Verdict.DENIED);
        Restrictions hidden = seen(alice, ORDERS);
        assertThat(hidden.shows("id")).isTrue();
        assertThat(hidden.shows("phone")).isFalse();
        assertThat(authorizer.columns(Caller.of(alice), ORDERS, COLUMNS).allowed())
                .isEqualTo(Set.of("id"));
    }

    @Test
    void allColumnsOpenTheTable() {
        admin.put(RangerPolicyJson.access("catalog", "lake", "database", "sales", "table", "*", "column", "*")
                .allow("user:alice", "select", "update"));
        open();
        assertThat(ask(alice, Operation.COMMIT_SNAPSHOT, ORDERS)).isEqualTo(Verdict.ALLOWED);
        assertThat(seen(alice, ORDERS).none()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "region = '${{USER.region}}'        | region = attribute('region')",
                "region = ${{USER.region}}          | region = attribute('region')",
                "owner = '${{USER._name}}'          | owner = current_user()",
                "region in (${{GET_UG_ATTR_Q_CSV('region')}}) | region in (attribute('region'))"
            })
    void macrosBecomeFunctionsOfTheCaller(String ranger, String sql) {
        assertThat(RuleText.filter(ranger)).isEqualTo(sql);
        assertThat(RowFilter.parse(sql)).isNotNull();
    }

    @Test
    void whatIsNotUnderstoodIsListedAndReadsAsNothing() {
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
        admin.put(RangerPolicyJson.filter(ON_ORDERS).showOnly("user:alice", "id in (select id from allowed)"));
        admin.put(RangerPolicyJson.mask(ON_PHONE).maskFor("user:alice", "CUSTOM", "regexp_replace({col}, '.', 'x')"));
        open();
        assertThat(authorizer.problems())
                .extracting(problem -> problem.policy())
                .containsExactly("2 (policy 2)", "3 (policy 3)");
        assertThat(seen(alice, ORDERS).rules())
                .containsExactly(
                        new Rule("2 of Ranger service lake_tarn", "", "?", ""),
                        new Rule("3 of Ranger service lake_tarn", "phone", "?", ""));
    }
}
