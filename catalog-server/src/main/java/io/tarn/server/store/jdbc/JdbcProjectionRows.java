package io.tarn.server.store.jdbc;

import io.tarn.server.store.ProjectionRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

record JdbcProjectionRows(Handle handle) implements ProjectionRows {
    private static final String SELECT = """
            select relation_id, format, projection_id, snapshot_id, snapshot_identity, schema_id, maker, way,
              format_version, metadata_file, made_at
            from projection
            """;

    private static final String FIND = SELECT + "where relation_id = :relation and format = :format";

    private static final String OF_TABLES = SELECT + "where relation_id in (<relations>)";

    private static final String INSERT = """
            insert into projection (relation_id, format, projection_id, snapshot_id, snapshot_identity, schema_id, maker,
              way, format_version, metadata_file, made_at)
            values (:relation, :format, :id, :snapshot, :identity, :schema, :maker, :way, :version, :file, :madeAt)
            """;

    private static final String REPLACE = """
            update projection set projection_id = :id, snapshot_id = :snapshot, snapshot_identity = :identity,
              schema_id = :schema, maker = :maker, way = :way, format_version = :version, metadata_file = :file,
              made_at = :madeAt
            where relation_id = :relation and format = :format and projection_id = :before
            """;

    private static final String INSERT_PAST = """
            insert into projection_past (relation_id, projection_id, metadata_file, superseded_at)
            values (:relation, :id, :file, :now)
            """;

    private static final String PAST = """
            select relation_id, projection_id, metadata_file, superseded_at from projection_past
            where superseded_at < :before order by superseded_at, relation_id, projection_id limit :size
            """;

    private static final String KEPT = """
            select metadata_file from projection where relation_id = :relation
            union all
            select metadata_file from projection_past where relation_id = :relation and superseded_at >= :since
            """;

    private static final String FORGET =
            "delete from projection_past where relation_id = :relation and projection_id = :id";

    private static final String DELETE_PAST = "delete from projection_past where relation_id = :relation limit :size";

    private static final String DELETE = "delete from projection where relation_id = :relation limit :size";

    @Override
    public Optional<Current> find(UUID relationId, String format) {
        return handle.createQuery(FIND)
                .bind("relation", Columns.bytes(relationId))
                .bind("format", format)
                .map((row, context) -> current(row))
                .findOne();
    }

    @Override
    public List<Current> ofTables(Collection<UUID> relationIds) {
        return relationIds.isEmpty()
                ? List.of()
                : handle.createQuery(OF_TABLES)
                        .bindList(
                                "relations",
                                relationIds.stream().map(Columns::bytes).toList())
                        .map((row, context) -> current(row))
                        .list();
    }

    @Override
    public boolean replace(@Nullable Current before, Current next, long now) {
        if (before == null) {
            bind(handle.createUpdate(INSERT), next).execute();
            return true;
        }
        int replaced = bind(handle.createUpdate(REPLACE), next)
                .bind("before", Columns.bytes(before.id()))
                .execute();
        if (replaced == 0) {
            return false;
        }
        handle.createUpdate(INSERT_PAST)
                .bind("relation", Columns.bytes(before.relationId()))
                .bind("id", Columns.bytes(before.id()))
                .bind("file", before.file())
                .bind("now", now)
                .execute();
        return true;
    }

    @Override
    public List<Past> past(long before, int size) {
        return handle.createQuery(PAST)
                .bind("before", before)
                .bind("size", size)
                .map((row, context) -> new Past(
                        Columns.uuid(row, "relation_id"),
                        Columns.uuid(row, "projection_id"),
                        row.getString("metadata_file"),
                        row.getLong("superseded_at")))
                .list();
    }

    @Override
    public List<String> kept(UUID relationId, long since) {
        return handle.createQuery(KEPT)
                .bind("relation", Columns.bytes(relationId))
                .bind("since", since)
                .mapTo(String.class)
                .list();
    }

    @Override
    public void forget(Past past) {
        handle.createUpdate(FORGET)
                .bind("relation", Columns.bytes(past.relationId()))
                .bind("id", Columns.bytes(past.id()))
                .execute();
    }

    @Override
    public int deleteSome(UUID relationId, int size) {
        return delete(DELETE_PAST, relationId, size) + delete(DELETE, relationId, size);
    }

    private int delete(String sql, UUID relationId, int size) {
        return handle.createUpdate(sql)
                .bind("relation", Columns.bytes(relationId))
                .bind("size", size)
                .execute();
    }

    private static Update bind(Update update, Current current) {
        return update.bind("relation", Columns.bytes(current.relationId()))
                .bind("format", current.format())
                .bind("id", Columns.bytes(current.id()))
                .bind("snapshot", current.shows().snapshot())
                .bind("identity", HexFormat.of().parseHex(current.shows().identity()))
                .bind("schema", current.shows().schema())
                .bind("maker", current.maker())
                .bind("way", current.way())
                .bind("version", current.formatVersion())
                .bind("file", current.file())
                .bind("madeAt", current.madeAt());
    }

    private static Current current(ResultSet row) throws SQLException {
        return new Current(
                Columns.uuid(row, "relation_id"),
                row.getString("format"),
                Columns.uuid(row, "projection_id"),
                new Shows(
                        row.getLong("snapshot_id"),
                        HexFormat.of().formatHex(row.getBytes("snapshot_identity")),
                        row.getLong("schema_id")),
                row.getInt("maker"),
                row.getString("way"),
                row.getInt("format_version"),
                row.getString("metadata_file"),
                row.getLong("made_at"));
    }
}
