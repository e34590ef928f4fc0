package io.tarn.server.store.jdbc;

import io.tarn.server.model.Ids;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionDelta;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.store.PartitionDeltas;
import io.tarn.server.store.PartitionRows;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcPartitionRows(Handle handle) implements PartitionRows {
    private static final String TRACKING = """
            select partition_state, partition_set, partition_version, partition_keys, snapshot_id, partition_base,
              partition_previous
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

    private static final String BECOME =
            "update branch set partition_state = :state where relation_id = :relation and name = :branch";

    private static final String DROP_PREVIOUS = """
            insert into partition_set_dropped (relation_id, set_id)
            select relation_id, partition_previous from branch
            where relation_id = :relation and name = :branch and partition_previous <> :none
            on duplicate key update set_id = values(set_id)
            """;

    private static final String START_COUNTING = """
            update branch
            set partition_set = :set, partition_state = 'counting', partition_base = snapshot_id, partition_keys = :keys
            where relation_id = :relation and name = :branch
            """;

    private static final String END_COUNTING = """
            update branch set partition_previous = :none, partition_state = :state
            where relation_id = :relation and name = :branch
            """;

    private static final String IN = """
            select relation_id, name from branch where partition_state = :state order by relation_id, name limit :size
            """;

    private static final String DROP_SET = """
            insert into partition_set_dropped (relation_id, set_id) values (:relation, :set)
            on duplicate key update set_id = values(set_id)
            """;

    private static final String DROPPED_SETS =
            "select relation_id, set_id from partition_set_dropped order by relation_id, set_id limit :size";

    private static final List<String> DELETE_SET = List.of(
            "delete from partition_stat where relation_id = :relation and set_id = :set limit :size",
            "delete from partition_delta where relation_id = :relation and set_id = :set limit :size");

    private static final String DEQUEUE_SET =
            "delete from partition_set_dropped where relation_id = :relation and set_id = :set";

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
                        row.getLong("partition_base"),
                        Columns.uuid(row, "partition_previous")))
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
            dropSet(relationId, tracking.set());
        }
        leave(relationId, branch, State.UNKNOWN);
    }

    @Override
    public void giveUp(UUID relationId, String branch) {
        if (lock(relationId, branch)) {
            dropSet(relationId, tracking(relationId, branch).orElseThrow().set());
            leave(relationId, branch, State.UNCOUNTABLE);
        }
    }

    @Override
    public void discard(UUID relationId, String branch) {
        if (lock(relationId, branch)) {
            dropSet(relationId, tracking(relationId, branch).orElseThrow().set());
            dropPrevious(relationId, branch);
            leave(relationId, branch, State.UNCOUNTABLE);
        }
    }

    @Override
    public Optional<Tracking> hold(UUID relationId, String branch) {
        return lock(relationId, branch) ? tracking(relationId, branch) : Optional.empty();
    }

    @Override
    public void become(UUID relationId, String branch, State state) {
        handle.createUpdate(BECOME)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("state", text(state))
                .execute();
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

    @Override
    public void dropSet(UUID relationId, UUID set) {
        if (!set.equals(NO_SET)) {
            handle.createUpdate(DROP_SET)
                    .bind("relation", Columns.bytes(relationId))
                    .bind("set", Columns.bytes(set))
                    .execute();
        }
    }

    @Override
    public List<DroppedSet> droppedSets(int size) {
        return handle.createQuery(DROPPED_SETS)
                .bind("size", size)
                .map((row, context) -> new DroppedSet(Columns.uuid(row, "relation_id"), Columns.uuid(row, "set_id")))
                .list();
    }

    @Override
    public boolean deleteSome(DroppedSet set, int size) {
        int deleted = 0;
        for (String statement : DELETE_SET) {
            deleted += handle.createUpdate(statement)
                    .bind("relation", Columns.bytes(set.relationId()))
                    .bind("set", Columns.bytes(set.set()))
                    .bind("size", size)
                    .execute();
        }
        if (deleted == 0) {
            handle.createUpdate(DEQUEUE_SET)
                    .bind("relation", Columns.bytes(set.relationId()))
                    .bind("set", Columns.bytes(set.set()))
                    .execute();
        }
        return deleted > 0;
    }

    @Override
    public List<BranchKey> in(State state, int size) {
        return handle.createQuery(IN)
                .bind("state", text(state))
                .bind("size", size)
                .map((row, context) -> new BranchKey(Columns.uuid(row, "relation_id"), row.getString("name")))
                .list();
    }

    @Override
    public void startCounting(UUID relationId, String branch, UUID set, List<String> keys) {
        tracking(relationId, branch).ifPresent(tracking -> dropSet(relationId, tracking.set()));
        handle.createUpdate(START_COUNTING)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("set", Columns.bytes(set))
                .bind("keys", NamesText.write(keys))
                .execute();
    }

    @Override
    public void endCounting(UUID relationId, String branch, State state) {
        dropPrevious(relationId, branch);
        handle.createUpdate(END_COUNTING)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("none", Columns.bytes(NO_SET))
                .bind("state", text(state))
                .execute();
    }

    private void dropPrevious(UUID relationId, String branch) {
        handle.createUpdate(DROP_PREVIOUS)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("none", Columns.bytes(NO_SET))
                .execute();
    }

    @Override
    public void add(UUID relationId, UUID set, Collection<PartitionDelta> deltas, long now, String principal) {
        new PartitionStats(handle, relationId, set).add(deltas, now, principal);
    }

    @Override
    public void count(UUID relationId, UUID set, Collection<PartitionDelta> deltas, long now, String principal) {
        new PartitionStats(handle, relationId, set).count(deltas, now, principal);
    }

    @Override
    public void delete(UUID relationId, UUID set, Collection<String> names) {
        new PartitionStats(handle, relationId, set).delete(names);
    }

    @Override
    public void insert(UUID relationId, UUID set, Collection<String> names, long now, String principal) {
        new PartitionStats(handle, relationId, set).insert(names, now, principal);
    }

    @Override
    public void markDone(UUID relationId, UUID set, Collection<String> names, long now, String principal) {
        new PartitionStats(handle, relationId, set).markDone(names, now, principal);
    }

    @Override
    public void takeOver(UUID relationId, UUID set, Collection<Partition> from) {
        new PartitionStats(handle, relationId, set).takeOver(from);
    }

    @Override
    public List<Partition> page(UUID relationId, UUID set, PartitionRange range, int size) {
        return new PartitionStats(handle, relationId, set).page(range, size);
    }

    @Override
    public List<Partition> find(UUID relationId, UUID set, Collection<String> names) {
        return new PartitionStats(handle, relationId, set).find(names);
    }

    @Override
    public PartitionDeltas deltas() {
        return new JdbcPartitionDeltas(handle);
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

    static String text(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
