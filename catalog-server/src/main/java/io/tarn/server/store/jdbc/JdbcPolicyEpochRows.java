package io.tarn.server.store.jdbc;

import io.tarn.auth.PolicyChanges;
import io.tarn.auth.PolicyChanges.GrantState;
import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.PolicyChanges.PolicyState;
import io.tarn.auth.PolicyChanges.PrincipalState;
import io.tarn.server.store.PolicyEpochRows;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

record JdbcPolicyEpochRows(Handle handle) implements PolicyEpochRows {
    private static final String CURRENT = "select epoch from policy_epoch where id = 1";

    private static final String ADVANCE = "update policy_epoch set epoch = epoch + 1 where id = 1";

    private static final String PRINCIPALS = """
            select id, kind, name, disabled_at, dropped_at, enforces, enforces_iceberg
            from principal where changed_epoch > :epoch
            """;

    private static final String MEMBERSHIPS = "select member_id, group_id, until_epoch from membership where ";

    private static final String GRANTS = JdbcPermissionRows.GRANT_COLUMNS + " from permission g where ";

    private static final String POLICIES = JdbcPolicyRows.POLICY_COLUMNS + " from data_policy d where ";

    /** What began and ended before anybody looked is left out by the first two, so the last word on a row is its own. */
    private static final String BEGAN = "since_epoch > :epoch and until_epoch = 0";

    private static final String ENDED = "until_epoch > :epoch";

    @Override
    public long current() {
        return handle.createQuery(CURRENT).mapTo(Long.class).one();
    }

    @Override
    public long advance() {
        if (handle.createUpdate(ADVANCE).execute() != 1) {
            throw new IllegalStateException("policy_epoch has lost its row");
        }
        return current();
    }

    @Override
    public PolicyChanges since(long epoch) {
        // First: what is committed while the rest is read belongs to a later epoch, and is read again then.
        long now = current();
        RowMapper<PrincipalState> principal = (row, context) -> new PrincipalState(
                JdbcPrincipalRows.principal(row, "id"),
                row.getLong("disabled_at") == 0 && row.getLong("dropped_at") == 0,
                row.getBoolean("enforces"),
                row.getBoolean("enforces_iceberg"));
        RowMapper<Membership> membership = (row, context) -> new Membership(
                Columns.uuid(row, "member_id"), Columns.uuid(row, "group_id"), row.getLong("until_epoch") == 0);
        RowMapper<GrantState> grant =
                (row, context) -> new GrantState(JdbcPermissionRows.grant(row), row.getLong("until_epoch") == 0);
        RowMapper<PolicyState> policy =
                (row, context) -> new PolicyState(JdbcPolicyRows.policy(row), row.getLong("until_epoch") == 0);
        // Ends before beginnings: what was ended and made again holds.
        return new PolicyChanges(
                now,
                handle.createQuery(PRINCIPALS)
                        .bind("epoch", epoch)
                        .map(principal)
                        .list(),
                both(MEMBERSHIPS, epoch, membership),
                both(GRANTS, epoch, grant),
                both(POLICIES, epoch, policy));
    }

    private <T> List<T> both(String select, long epoch, RowMapper<T> mapper) {
        List<T> rows = new ArrayList<>();
        if (epoch > 0) {
            rows.addAll(handle.createQuery(select + ENDED)
                    .bind("epoch", epoch)
                    .map(mapper)
                    .list());
        }
        rows.addAll(handle.createQuery(select + BEGAN)
                .bind("epoch", epoch)
                .map(mapper)
                .list());
        return rows;
    }
}
