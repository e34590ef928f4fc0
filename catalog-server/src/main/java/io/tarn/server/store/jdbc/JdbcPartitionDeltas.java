package io.tarn.server.store.jdbc;

import io.tarn.server.model.Limits;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.Statistics;
import io.tarn.server.store.PartitionDeltas;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

record JdbcPartitionDeltas(Handle handle) implements PartitionDeltas {
    private static final String APPEND = """
            insert into partition_delta (relation_id, set_id, snapshot_id, part, first_name, last_name, body,
              record_count, file_bytes, file_count, last_file_at, committed_at, committed_by)
            values (:relation, :set, :snapshotId, :part, :firstName, :lastName, :body,
              :recordCount, :fileBytes, :fileCount, :lastFileAt, :now, :principal)
            """;

    private static final String KEYS = """
            select snapshot_id, part from partition_delta
            where relation_id = :relation and set_id = :set and last_name >= :from and first_name < :to
            order by snapshot_id, part
            """;

    private static final String PARTS = """
            select snapshot_id, part, body, committed_at, committed_by from partition_delta
            where relation_id = :relation and set_id = :set
            """;

    private static final String FIND = PARTS + " and snapshot_id = :snapshotId and part = :part";

    private static final String OLDEST = PARTS + " order by snapshot_id, part limit 1";

    private static final String SUM = """
            select coalesce(sum(record_count), 0) as record_count, coalesce(sum(file_bytes), 0) as file_bytes,
              coalesce(sum(file_count), 0) as file_count, coalesce(max(last_file_at), 0) as last_file_at
            from partition_delta where relation_id = :relation and set_id = :set
            """;

    private static final String DELETE = """
            delete from partition_delta
            where relation_id = :relation and set_id = :set and snapshot_id = :snapshotId and part = :part
            """;

    @Override
    public void append(
            UUID relationId, UUID set, long snapshotId, Collection<PartitionDelta> deltas, long now, String principal) {
        List<PartitionDelta> all = List.copyOf(deltas);
        PreparedBatch append = handle.prepareBatch(APPEND);
        for (int from = 0; from < all.size(); from += Limits.PARTITIONS_AT_ONCE) {
            List<PartitionDelta> part = all.subList(from, Math.min(all.size(), from + Limits.PARTITIONS_AT_ONCE));
            Statistics sum = sum(part);
            set(append, relationId, set)
                    .bind("snapshotId", snapshotId)
                    .bind("part", from / Limits.PARTITIONS_AT_ONCE)
                    .bind("firstName", bytes(part.get(0).name()))
                    .bind("lastName", bytes(part.get(part.size() - 1).name()))
                    .bind("body", DeltaBody.write(part))
                    .bind("recordCount", sum.recordCount())
                    .bind("fileBytes", sum.fileSizeInBytes())
                    .bind("fileCount", sum.fileCount())
                    .bind("lastFileAt", sum.lastFileCreationTime())
                    .bind("now", now)
                    .bind("principal", principal)
                    .add();
        }
        if (append.size() > 0) {
            append.execute();
        }
    }

    private static Statistics sum(List<PartitionDelta> part) {
        return part.stream().reduce(PartitionDelta::then).orElseThrow().sizes();
    }

    @Override
    public List<PartKey> keys(UUID relationId, UUID set, PartitionRange range) {
        return set(handle.createQuery(KEYS), relationId, set)
                .bind("from", range.from())
                .bind("to", range.to())
                .map((row, context) -> new PartKey(row.getLong("snapshot_id"), row.getInt("part")))
                .list();
    }

    @Override
    public Optional<Part> find(UUID relationId, UUID set, PartKey key) {
        return set(handle.createQuery(FIND), relationId, set)
                .bind("snapshotId", key.snapshotId())
                .bind("part", key.number())
                .map((row, context) -> part(row))
                .findOne();
    }

    @Override
    public Optional<Part> oldest(UUID relationId, UUID set) {
        return set(handle.createQuery(OLDEST), relationId, set)
                .map((row, context) -> part(row))
                .findOne();
    }

    @Override
    public Statistics sum(UUID relationId, UUID set) {
        return set(handle.createQuery(SUM), relationId, set)
                .map((row, context) -> new Statistics(
                        row.getLong("record_count"),
                        row.getLong("file_bytes"),
                        row.getLong("file_count"),
                        row.getLong("last_file_at")))
                .one();
    }

    @Override
    public void delete(UUID relationId, UUID set, PartKey key) {
        set(handle.createUpdate(DELETE), relationId, set)
                .bind("snapshotId", key.snapshotId())
                .bind("part", key.number())
                .execute();
    }

    private static <S extends SqlStatement<S>> S set(S statement, UUID relationId, UUID set) {
        return statement.bind("relation", Columns.bytes(relationId)).bind("set", Columns.bytes(set));
    }

    private static Part part(ResultSet row) throws SQLException {
        return new Part(
                row.getLong("snapshot_id"),
                row.getInt("part"),
                DeltaBody.read(row.getBytes("body")),
                row.getLong("committed_at"),
                row.getString("committed_by"));
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
