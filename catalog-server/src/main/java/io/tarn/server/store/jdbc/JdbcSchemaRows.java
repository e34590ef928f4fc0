package io.tarn.server.store.jdbc;

import io.tarn.server.model.TableSchema;
import io.tarn.server.store.SchemaRows;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcSchemaRows(Handle handle) implements SchemaRows {
    private static final String FIND = """
            select schema_id, body from table_schema
            where relation_id = :relation and branch = :branch and schema_id = :schemaId
            """;

    private static final String INSERT = """
            insert into table_schema (relation_id, branch, schema_id, body, created_at, created_by)
            values (:relation, :branch, :schemaId, :body, :now, :principal)
            """;

    private static final String DELETE_SOME = "delete from table_schema where relation_id = :relation limit :size";

    @Override
    public Optional<TableSchema> find(UUID relationId, String branch, long schemaId) {
        return handle.createQuery(FIND)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("schemaId", schemaId)
                .map((row, context) -> new TableSchema(row.getLong("schema_id"), row.getString("body")))
                .findOne();
    }

    @Override
    public void insert(UUID relationId, String branch, TableSchema schema, long now, String principal) {
        handle.createUpdate(INSERT)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("schemaId", schema.id())
                .bind("body", schema.body())
                .bind("now", now)
                .bind("principal", principal)
                .execute();
    }

    @Override
    public int deleteSome(UUID relationId, int size) {
        return handle.createUpdate(DELETE_SOME)
                .bind("relation", Columns.bytes(relationId))
                .bind("size", size)
                .execute();
    }
}
