package io.tarn.server.store.jdbc;

import io.tarn.server.model.Ids;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.Statistics;
import io.tarn.server.store.PartitionRows;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

record JdbcPartitionRows(Handle handle) implements PartitionRows {
    private static final String TRACKING = """
            select partition_state, partition_set, partition_version, partition_keys, snapshot_id, partition_base
            from branch where relation_id = :relation and name = :branch
            """;

    private static final String START = """
            update branch set partition_set = :set, partition_state = 'exact', partition_keys = :keys
            where relation_id = :relation and name = :branch
            """;

    /** Waits for whoever writes under the branch; what is read after it is still so at the end of the transaction. */
    private static final String LOCK = """
            update branch set partition_version = partition_version + 1 where relation_id = :relation and name = :branch
            """;

    /** MySQL evaluates from left to right, so the former set is kept before it is replaced. */
    private static final String KEEP_PREVIOUS = """
            update branch set partition_previous = partition_set, partition_set = :none
            where relation_id = :relation and name = :branch
            """;

    private static final String LEAVE = """
            update branch set partition_set = :none, partition_state = :state, partition_base = 0
            where relation_id = :relation and name = :branch
            """;

    private static final String DROP_SET =
            "insert into partition_set_dropped (relation_id, set_id) values (:relation, :set)";

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

    private static final String DELETE_EMPTY = """
            delete from partition_stat
            where relation_id = :relation and set_id = :set and name = :name
              and record_count <= 0 and file_bytes <= 0 and file_count <= 0
            """;

    /** Ordered by the whole key: H2 walks the index backwards only then. */
    private static final String PAGE = """
            select name, record_count, file_bytes, file_count, last_file_at, total_buckets, done,
              created_at, created_by, updated_at, updated_by
            from partition_stat
            where relation_id = :relation and set_id = :set and name >= :from and name < :to
            order by relation_id desc, set_id desc, name desc
            limit :size
            """;

    private static final List<String> DELETE_SOME = List.of(
            "delete from partition_stat where relation_id = :relation limit :size",
            "delete from partition_delta where relation_id = :relation limit :size",
            "delete from partition_set_dropped where relation_id = :relation limit :size");

    @Override
    public Optional<Tracking> tracking(UUID relationId, String branch) {
        return handle.createQuery(TRACKING)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .map((row, context) -> new Tracking(
                        State.valueOf(row.getString("partition_state").toUpperCase(Locale.ROOT)),
                        Columns.uuid(row, "partition_set"),
                        row.getLong("partition_version"),
                        NamesText.read(row.getString("partition_keys")),
                        row.getLong("snapshot_id"),
                        row.getLong("partition_base")))
                .findOne();
    }

    @Override
    public void start(UUID relationId, String branch, List<String> keys) {
        handle.createUpdate(START)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("set", Columns.bytes(Ids.next()))
                .bind("keys", NamesText.write(keys))
                .execute();
    }

    @Override
    public void forget(UUID relationId, String branch) {
        if (!lock(relationId, branch)) {
            return;
        }
        Tracking tracking = tracking(relationId, branch).orElseThrow();
        if (tracking.state() == State.EXACT || tracking.state() == State.BACKLOG) {
            handle.createUpdate(KEEP_PREVIOUS)
                    .bind("relation", Columns.bytes(relationId))
                    .bind("branch", branch)
                    .bind("none", Columns.bytes(NO_SET))
                    .execute();
        } else {
            drop(relationId, tracking.set());
        }
        leave(relationId, branch, State.UNKNOWN);
    }

    @Override
    public void giveUp(UUID relationId, String branch) {
        if (lock(relationId, branch)) {
            drop(relationId, tracking(relationId, branch).orElseThrow().set());
            leave(relationId, branch, State.UNCOUNTABLE);
        }
    }

    private boolean lock(UUID relationId, String branch) {
        return handle.createUpdate(LOCK)
                        .bind("relation", Columns.bytes(relationId))
                        .bind("branch", branch)
                        .execute()
                == 1;
    }

    private void leave(UUID relationId, String branch, State state) {
        handle.createUpdate(LEAVE)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("none", Columns.bytes(NO_SET))
                .bind("state", text(state))
                .execute();
    }

    private void drop(UUID relationId, UUID set) {
        if (!set.equals(NO_SET)) {
            handle.createUpdate(DROP_SET)
                    .bind("relation", Columns.bytes(relationId))
                    .bind("set", Columns.bytes(set))
                    .execute();
        }
    }

    @Override
    public void add(UUID relationId, UUID set, Collection<PartitionDelta> deltas, long now, String principal) {
        if (deltas.isEmpty()) {
            return;
        }
        PreparedBatch add = handle.prepareBatch(ADD);
        deltas.forEach(delta -> add.bind("relation", Columns.bytes(relationId))
                .bind("set", Columns.bytes(set))
                .bind("name", bytes(delta.name()))
                .bind("recordCount", delta.sizes().recordCount())
                .bind("fileBytes", delta.sizes().fileSizeInBytes())
                .bind("fileCount", delta.sizes().fileCount())
                .bind("lastFileAt", delta.sizes().lastFileCreationTime())
                .bind("totalBuckets", delta.totalBuckets())
                .bind("now", now)
                .bind("principal", principal)
                .add());
        add.execute();
        PreparedBatch delete = handle.prepareBatch(DELETE_EMPTY);
        deltas.stream()
                .filter(JdbcPartitionRows::mayEmpty)
                .forEach(delta -> delete.bind("relation", Columns.bytes(relationId))
                        .bind("set", Columns.bytes(set))
                        .bind("name", bytes(delta.name()))
                        .add());
        if (delete.size() > 0) {
            delete.execute();
        }
    }

    /** What only adds leaves no partition without anything. */
    private static boolean mayEmpty(PartitionDelta delta) {
        return delta.sizes().recordCount() <= 0
                || delta.sizes().fileSizeInBytes() <= 0
                || delta.sizes().fileCount() <= 0;
    }

    @Override
    public List<Partition> page(UUID relationId, UUID set, PartitionRange range, int size) {
        return handle.createQuery(PAGE)
                .bind("relation", Columns.bytes(relationId))
                .bind("set", Columns.bytes(set))
                .bind("from", range.from())
                .bind("to", range.to())
                .bind("size", size)
                .map((row, context) -> partition(row))
                .list();
    }

    @Override
    public int deleteSome(UUID relationId, int size) {
        int deleted = 0;
        for (String statement : DELETE_SOME) {
            deleted += handle.createUpdate(statement)
                    .bind("relation", Columns.bytes(relationId))
                    .bind("size", size)
                    .execute();
        }
        return deleted;
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

    private static String text(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
