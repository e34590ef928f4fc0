package io.tarn.server.store.jdbc;

import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.Statistics;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The rows of one set of partitions. */
record PartitionStats(Handle handle, UUID relationId, UUID set) {
    /** A count of -1 is unknown: adding to it leaves what was added. */
    private static final String ADD = """
            insert into partition_stat (relation_id, set_id, name, record_count, file_bytes, file_count, last_file_at,
              total_buckets, done, created_at, created_by, updated_at, updated_by)
            values (:relation, :set, :name, :recordCount, :fileBytes, :fileCount, :lastFileAt,
              :totalBuckets, false, :now, :principal, :now, :principal)
            on duplicate key update
              record_count =
                case when record_count = -1 then values(record_count) else record_count + values(record_count) end,
              file_bytes = case when file_bytes = -1 then values(file_bytes) else file_bytes + values(file_bytes) end,
              file_count = case when file_count = -1 then values(file_count) else file_count + values(file_count) end,
              last_file_at = greatest(last_file_at, values(last_file_at)),
              total_buckets = values(total_buckets),
              updated_at = values(updated_at),
              updated_by = values(updated_by)
            """;

    private static final String COUNT = """
            insert into partition_stat (relation_id, set_id, name, record_count, file_bytes, file_count, last_file_at,
              total_buckets, done, created_at, created_by, updated_at, updated_by)
            values (:relation, :set, :name, :recordCount, :fileBytes, :fileCount, :lastFileAt,
              :totalBuckets, false, :now, :principal, :now, :principal)
            on duplicate key update
              record_count = record_count + values(record_count),
              file_bytes = file_bytes + values(file_bytes),
              file_count = file_count + values(file_count),
              last_file_at = greatest(last_file_at, values(last_file_at)),
              total_buckets = values(total_buckets)
            """;

    private static final String DELETE =
            "delete from partition_stat where relation_id = :relation and set_id = :set and name = :name";

    private static final String TAKE_OVER = """
            update partition_stat set done = :done, created_at = :createdAt, created_by = :createdBy
            where relation_id = :relation and set_id = :set and name = :name
            """;

    private static final String INSERT = """
            insert into partition_stat (relation_id, set_id, name, record_count, file_bytes, file_count, last_file_at,
              total_buckets, done, created_at, created_by, updated_at, updated_by)
            values (:relation, :set, :name, 0, 0, 0, 0, -1, false, :now, :principal, :now, :principal)
            """;

    private static final String MARK_DONE = """
            update partition_stat set done = true, updated_at = :now, updated_by = :principal
            where relation_id = :relation and set_id = :set and name = :name
            """;

    private static final String DELETE_EMPTY = """
            delete from partition_stat
            where relation_id = :relation and set_id = :set and name = :name
              and record_count <= 0 and file_bytes <= 0 and file_count <= 0
            """;

    private static final String COLUMNS = """
            select name, record_count, file_bytes, file_count, last_file_at, total_buckets, done,
              created_at, created_by, updated_at, updated_by
            from partition_stat
            """;

    /** H2 finds no name of a list through the key, so each name is a select of its own. */
    private static final String ONE = COLUMNS + "where relation_id = ? and set_id = ? and name = ?";

    private static final int NAMES_AT_ONCE = 100;

    /** Ordered by the whole key: H2 walks the index backwards only then. */
    private static final String PAGE = COLUMNS + """
            where relation_id = :relation and set_id = :set and name >= :from and name < :to
            order by relation_id desc, set_id desc, name desc
            limit :size
            """;

    void add(Collection<PartitionDelta> deltas, long now, String principal) {
        write(ADD, deltas, now, principal);
        delete(
                DELETE_EMPTY,
                deltas.stream()
                        .filter(PartitionStats::mayEmpty)
                        .map(PartitionDelta::name)
                        .toList());
    }

    /** What only adds leaves no partition without anything. */
    private static boolean mayEmpty(PartitionDelta delta) {
        return delta.sizes().recordCount() <= 0
                || delta.sizes().fileSizeInBytes() <= 0
                || delta.sizes().fileCount() <= 0;
    }

    void count(Collection<PartitionDelta> deltas, long now, String principal) {
        write(COUNT, deltas, now, principal);
    }

    private void write(String statement, Collection<PartitionDelta> deltas, long now, String principal) {
        if (deltas.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(statement);
        deltas.forEach(delta -> row(batch, delta.name())
                .bind("recordCount", delta.sizes().recordCount())
                .bind("fileBytes", delta.sizes().fileSizeInBytes())
                .bind("fileCount", delta.sizes().fileCount())
                .bind("lastFileAt", delta.sizes().lastFileCreationTime())
                .bind("totalBuckets", delta.totalBuckets())
                .bind("now", now)
                .bind("principal", principal)
                .add());
        batch.execute();
    }

    void delete(Collection<String> names) {
        delete(DELETE, names);
    }

    private void delete(String statement, Collection<String> names) {
        if (!names.isEmpty()) {
            PreparedBatch batch = handle.prepareBatch(statement);
            names.forEach(name -> row(batch, name).add());
            batch.execute();
        }
    }

    void insert(Collection<String> names, long now, String principal) {
        write(INSERT, names, now, principal);
    }

    void markDone(Collection<String> names, long now, String principal) {
        write(MARK_DONE, names, now, principal);
    }

    private void write(String statement, Iterable<String> names, long now, String principal) {
        PreparedBatch batch = handle.prepareBatch(statement);
        names.forEach(name ->
                row(batch, name).bind("now", now).bind("principal", principal).add());
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    void takeOver(Collection<Partition> from) {
        if (!from.isEmpty()) {
            PreparedBatch batch = handle.prepareBatch(TAKE_OVER);
            from.forEach(partition -> row(batch, partition.name())
                    .bind("done", partition.done())
                    .bind("createdAt", partition.createdAt())
                    .bind("createdBy", partition.createdBy())
                    .add());
            batch.execute();
        }
    }

    private PreparedBatch row(PreparedBatch batch, String name) {
        return batch.bind("relation", Columns.bytes(relationId))
                .bind("set", Columns.bytes(set))
                .bind("name", bytes(name));
    }

    List<Partition> page(PartitionRange range, int size) {
        return handle.createQuery(PAGE)
                .bind("relation", Columns.bytes(relationId))
                .bind("set", Columns.bytes(set))
                .bind("from", range.from())
                .bind("to", range.to())
                .bind("size", size)
                .map((row, context) -> partition(row))
                .list();
    }

    List<Partition> find(Collection<String> names) {
        List<String> all = List.copyOf(names);
        List<Partition> found = new ArrayList<>();
        for (int from = 0; from < all.size(); from += NAMES_AT_ONCE) {
            found.addAll(findSome(all.subList(from, Math.min(all.size(), from + NAMES_AT_ONCE))));
        }
        return found;
    }

    private List<Partition> findSome(List<String> names) {
        Query query = handle.createQuery(String.join("\nunion all\n", Collections.nCopies(names.size(), ONE)));
        int position = 0;
        for (String name : names) {
            query.bind(position++, Columns.bytes(relationId));
            query.bind(position++, Columns.bytes(set));
            query.bind(position++, bytes(name));
        }
        return query.map((row, context) -> partition(row)).list();
    }

    private static Partition partition(ResultSet row) throws SQLException {
        return new Partition(
                new String(row.getBytes("name"), StandardCharsets.UTF_8),
                new Statistics(
                        row.getLong("record_count"),
                        row.getLong("file_bytes"),
                        row.getLong("file_count"),
                        row.getLong("last_file_at")),
                row.getInt("total_buckets"),
                row.getBoolean("done"),
                row.getLong("created_at"),
                row.getString("created_by"),
                row.getLong("updated_at"),
                row.getString("updated_by"));
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
