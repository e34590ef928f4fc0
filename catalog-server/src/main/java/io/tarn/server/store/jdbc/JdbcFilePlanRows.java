package io.tarn.server.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.server.model.FilePlan;
import io.tarn.server.store.FilePlanRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcFilePlanRows(Handle handle) implements FilePlanRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String COLUMNS = "select relation_id, branch, plan_id, body from file_plan\n";

    private static final String FIND = COLUMNS + "where relation_id = :relation and branch = :branch";

    private static final String OPEN = COLUMNS + "where created_at < :before order by created_at limit :size";

    private static final String INSERT = """
            insert into file_plan (relation_id, branch, plan_id, body, created_at)
            values (:relation, :branch, :plan, :body, :now)
            """;

    private static final String IS_OPEN = """
            select 1 from file_plan where relation_id = :relation and branch = :branch and plan_id = :plan
            """;

    private static final String CLOSE = """
            delete from file_plan where relation_id = :relation and branch = :branch and plan_id = :plan
            """;

    private static final String DELETE_ALL = "delete from file_plan where relation_id = :relation";

    @Override
    public Optional<FilePlan> find(UUID relationId, String branch) {
        return handle.createQuery(FIND)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .map((row, context) -> plan(row))
                .findOne();
    }

    @Override
    public List<FilePlan> open(long before, int size) {
        return handle.createQuery(OPEN)
                .bind("before", before)
                .bind("size", size)
                .map((row, context) -> plan(row))
                .list();
    }

    @Override
    public void insert(FilePlan plan, long now) {
        handle.createUpdate(INSERT)
                .bind("relation", Columns.bytes(plan.relationId()))
                .bind("branch", plan.branch())
                .bind("plan", Columns.bytes(plan.id()))
                .bind("body", write(plan.work()))
                .bind("now", now)
                .execute();
    }

    @Override
    public boolean isOpen(FilePlan plan) {
        return handle.createQuery(IS_OPEN)
                .bind("relation", Columns.bytes(plan.relationId()))
                .bind("branch", plan.branch())
                .bind("plan", Columns.bytes(plan.id()))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Override
    public boolean close(FilePlan plan) {
        return handle.createUpdate(CLOSE)
                        .bind("relation", Columns.bytes(plan.relationId()))
                        .bind("branch", plan.branch())
                        .bind("plan", Columns.bytes(plan.id()))
                        .execute()
                == 1;
    }

    @Override
    public void deleteAll(UUID relationId) {
        handle.createUpdate(DELETE_ALL)
                .bind("relation", Columns.bytes(relationId))
                .execute();
    }

    private static FilePlan plan(ResultSet row) throws SQLException {
        return new FilePlan(
                Columns.uuid(row, "plan_id"),
                Columns.uuid(row, "relation_id"),
                row.getString("branch"),
                read(row.getString("body")));
    }

    private static String write(FilePlan.Work work) {
        try {
            return JSON.writeValueAsString(work);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of lists can be written", e);
        }
    }

    private static FilePlan.Work read(String body) {
        try {
            return JSON.readValue(body, FilePlan.Work.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored file plan cannot be read", e);
        }
    }
}
