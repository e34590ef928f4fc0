package io.tarn.server.store.jdbc;

import io.tarn.server.model.TableSchema;
import io.tarn.server.store.SchemaRows;
import io.tarn.server.store.jdbc.Inserts.Into;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcSchemaRows(Handle handle) implements SchemaRows {
    private static final String FIND = """
            select schema_id, body from table_schema
            where relation_id = :relation and branch = :branch and schema_id = :schemaId
            """;

    static final Into SCHEMA = new Into("table_schema", "relation_id, branch, schema_id, body, created_at, created_by");

    private static final String LIST = """
            select schema_id, body from table_schema
            where relation_id = :relation and branch = :branch and schema_id < :before
            order by schema_id desc
            limit :size
            """;

    private static final String ALL = "select schema_id, body from table_schema where relation_id = :relation";

    private static final String IDS = """
            select schema_id from table_schema where relation_id = :relation and branch = :branch order by schema_id
            """;

    private static final String COPY = """
            insert into table_schema (relation_id, branch, schema_id, body, created_at, created_by)
            select relation_id, :to, schema_id, body, created_at, created_by from table_schema
            where relation_id = :relation and branch = :from and schema_id <= :last
            """;

    private static final String DELETE_FROM = """
            delete from table_schema where relation_id = :relation and branch = :branch and schema_id >= :first
            """;

    private static final String RENAME_BRANCH =
            "update table_schema set branch = :to where relation_id = :relation and branch = :from";

    private static final String DELETE_SOME = "delete from table_schema where relation_id = :relation limit :size";

    @Override
    public Optional<TableSchema> find(UUID relationId, String branch, long schemaId) {
        return handle.createQuery(FIND)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("schemaId", schemaId)
                .map((row, context) -> schema(row))
                .findOne();
    }

    @Override
    public List<TableSchema> all(UUID relationId) {
        return handle
                .createQuery(ALL)
                .bind("relation", Columns.bytes(relationId))
                .map((row, context) -> schema(row))
                .stream()
                .distinct()
                .toList();
    }

    private static TableSchema schema(ResultSet row) throws SQLException {
        return new TableSchema(row.getLong("schema_id"), row.getString("body"));
    }

    @Override
    public List<TableSchema> list(UUID relationId, String branch, long before, int size) {
        return handle.createQuery(LIST)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("before", before)
                .bind("size", size)
                .map((row, context) -> schema(row))
                .list();
    }

    @Override
    public List<Long> ids(UUID relationId, String branch) {
        return handle.createQuery(IDS)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .mapTo(Long.class)
                .list();
    }

    @Override
    public void copy(UUID relationId, String from, String to, long lastId) {
        handle.createUpdate(COPY)
                .bind("relation", Columns.bytes(relationId))
                .bind("from", from)
                .bind("to", to)
                .bind("last", lastId)
                .execute();
    }

    @Override
    public void deleteFrom(UUID relationId, String branch, long firstId) {
        handle.createUpdate(DELETE_FROM)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("first", firstId)
                .execute();
    }

    @Override
    public void renameBranch(UUID relationId, String from, String to) {
        handle.createUpdate(RENAME_BRANCH)
                .bind("relation", Columns.bytes(relationId))
                .bind("from", from)
                .bind("to", to)
                .execute();
    }

    @Override
    public void insert(UUID relationId, String branch, TableSchema schema, long now, String principal) {
        SCHEMA.insert(handle, row(relationId, branch, schema, now, principal));
    }

    static Object[] row(UUID relationId, String branch, TableSchema schema, long now, String principal) {
        return new Object[] {Columns.bytes(relationId), branch, schema.id(), schema.body(), now, principal};
    }

    @Override
    public int deleteSome(UUID relationId, int size) {
        return handle.createUpdate(DELETE_SOME)
                .bind("relation", Columns.bytes(relationId))
                .bind("size", size)
                .execute();
    }
}
