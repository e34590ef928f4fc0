package io.tarn.server.store.jdbc;

import io.tarn.auth.TablePolicy;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.store.PolicyRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcPolicyRows(Handle handle) implements PolicyRows {
    static final String POLICY_COLUMNS =
            "select d.id as policy_id, d.relation_id, d.principal_id, d.column_name, d.policy_sql, d.until_epoch";

    private static final String OF = POLICY_COLUMNS + """
            , d.policy_json, d.since_at, d.since_by, p.kind, p.name
            from data_policy d
            join principal p on p.id = d.principal_id
            where d.relation_id = :table and d.until_epoch = 0
            order by d.column_name, p.kind, p.name
            """;

    private static final String FIND = POLICY_COLUMNS + """
             from data_policy d
            where d.relation_id = :table and d.principal_id = :principal and d.column_name = :column
              and d.until_epoch = 0
            """;

    private static final String INSERT = """
            insert into data_policy (id, relation_id, principal_id, column_name, policy_sql, policy_json,
              since_epoch, since_at, since_by, until_epoch, until_at, until_by)
            values (:id, :table, :principal, :column, :sql, :json, :epoch, :at, :by, 0, 0, '')
            """;

    private static final String END =
            "update data_policy set until_epoch = :epoch, until_at = :at, until_by = :by where until_epoch = 0 and ";

    private static final String ANY_ON =
            "select 1 from data_policy where relation_id = :table and until_epoch = 0 limit 1";

    @Override
    public List<Entry> of(UUID table) {
        return handle.createQuery(OF)
                .bind("table", Columns.bytes(table))
                .map((row, context) -> new Entry(
                        policy(row),
                        JdbcPrincipalRows.principal(row, "principal_id"),
                        row.getString("policy_json"),
                        row.getLong("since_at"),
                        row.getString("since_by")))
                .list();
    }

    @Override
    public Optional<TablePolicy> find(UUID table, UUID principal, String column) {
        return handle.createQuery(FIND)
                .bind("table", Columns.bytes(table))
                .bind("principal", Columns.bytes(principal))
                .bind("column", column)
                .map((row, context) -> policy(row))
                .findOne();
    }

    @Override
    public void insert(TablePolicy policy, String json, PolicyChange change) {
        Columns.bind(handle.createUpdate(INSERT), change)
                .bind("id", Columns.bytes(policy.id()))
                .bind("table", Columns.bytes(policy.table()))
                .bind("principal", Columns.bytes(policy.principal()))
                .bind("column", policy.column())
                .bind("sql", policy.sql())
                .bind("json", json)
                .execute();
    }

    @Override
    public boolean end(UUID id, PolicyChange change) {
        return end("id", id, change) == 1;
    }

    @Override
    public boolean anyOn(UUID table) {
        return handle.createQuery(ANY_ON)
                .bind("table", Columns.bytes(table))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Override
    public void endOn(UUID table, PolicyChange change) {
        end("relation_id", table, change);
    }

    @Override
    public void endOf(UUID principal, PolicyChange change) {
        end("principal_id", principal, change);
    }

    private int end(String column, UUID id, PolicyChange change) {
        return Columns.bind(handle.createUpdate(END + column + " = :id"), change)
                .bind("id", Columns.bytes(id))
                .execute();
    }

    static TablePolicy policy(ResultSet row) throws SQLException {
        return new TablePolicy(
                Columns.uuid(row, "policy_id"),
                Columns.uuid(row, "relation_id"),
                Columns.uuid(row, "principal_id"),
                row.getString("column_name"),
                row.getString("policy_sql"));
    }
}
