package io.tarn.server.store.jdbc;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.store.SnapshotRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** @param inserts where new snapshots and identities wait for the end of the transaction */
record JdbcSnapshotRows(Handle handle, Inserts inserts) implements SnapshotRows {
    private static final String BODY = """
            select body from snapshot
            where relation_id = ? and branch = ? and snapshot_id = ?
            """;

    private static final String BODY_OF_HEAD = """
            select s.body from snapshot s join branch b on b.relation_id = s.relation_id and b.name = s.branch
            where s.relation_id = ? and s.branch = ? and s.snapshot_id = ? and b.epoch = ?
            """;

    private static final String COMMITTED_AS = """
            select snapshot_id from commit_identity
            where relation_id = ? and branch = ? and identity = ?
            """;

    private static final Inserts.Into SNAPSHOT = new Inserts.Into(
            "snapshot",
            "relation_id, branch, snapshot_id, body, committed_at, committed_by, record_count, file_count, file_bytes,"
                    + " last_file_at");

    private static final String STATISTICS = """
            select record_count, file_count, file_bytes, last_file_at from snapshot
            where relation_id = :relation and branch = :branch and snapshot_id = :snapshotId
            """;

    private static final String NEWEST = """
            select snapshot_id, committed_at, committed_by, body, record_count, file_count, file_bytes, last_file_at
            from snapshot
            where relation_id = :relation and branch = :branch
            order by snapshot_id desc
            limit :size
            """;

    private static final String COPY = """
            insert into snapshot (relation_id, branch, snapshot_id, body, committed_at, committed_by,
              record_count, file_count, file_bytes, last_file_at)
            select relation_id, :to, snapshot_id, body, committed_at, committed_by,
              record_count, file_count, file_bytes, last_file_at
            from snapshot
            where relation_id = :relation and branch = :from and snapshot_id between :first and :last
            """;

    private static final String DELETE_FROM = """
            delete from snapshot where relation_id = :relation and branch = :branch and snapshot_id >= :first
            """;

    private static final String DELETE_IDENTITIES = """
            delete from commit_identity where relation_id = :relation and branch = :branch
            """;

    private static final String OLDEST = """
            select min(snapshot_id) from snapshot where relation_id = :relation and branch = :branch
            """;

    private static final String IDS = """
            select snapshot_id from snapshot
            where relation_id = :relation and branch = :branch and snapshot_id > :after
            order by snapshot_id
            limit :size
            """;

    private static final String FORGET = """
            delete from snapshot
            where relation_id = :relation and branch = :branch and snapshot_id < :before
            limit :size
            """;

    private static final String FORGET_IDENTITIES = """
            delete from commit_identity
            where relation_id = :relation and branch = :branch
              and snapshot_id <= :upTo and committed_at < :committedBefore
            limit :size
            """;

    private static final List<String> RENAME_BRANCH = List.of(
            "update snapshot set branch = :to where relation_id = :relation and branch = :from",
            "update commit_identity set branch = :to where relation_id = :relation and branch = :from");

    private static final Inserts.Into IDENTITY =
            new Inserts.Into("commit_identity", "relation_id, branch, identity, snapshot_id, committed_at");

    private static final List<String> DELETE_SOME = List.of(
            "delete from snapshot where relation_id = :relation limit :size",
            "delete from commit_identity where relation_id = :relation limit :size");

    /** With all that was added. */
    private Handle settled() {
        inserts.write(handle);
        return handle;
    }

    @Override
    public Optional<String> body(UUID relationId, String branch, long snapshotId) {
        return Sql.first(settled(), BODY, row -> row.getString("body"), Columns.bytes(relationId), branch, snapshotId);
    }

    @Override
    public Optional<String> body(Branch head) {
        return Sql.first(
                settled(),
                BODY_OF_HEAD,
                row -> row.getString("body"),
                Columns.bytes(head.relationId()),
                head.name(),
                head.snapshotId(),
                head.epoch());
    }

    @Override
    public Optional<Long> committedAs(UUID relationId, String branch, byte[] identity) {
        return Sql.first(
                settled(),
                COMMITTED_AS,
                row -> row.getLong("snapshot_id"),
                Columns.bytes(relationId),
                branch,
                identity);
    }

    @Override
    public Optional<Statistics> statistics(UUID relationId, String branch, long snapshotId) {
        return settled()
                .createQuery(STATISTICS)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("snapshotId", snapshotId)
                .map((row, context) -> statistics(row))
                .findOne();
    }

    private static Statistics statistics(ResultSet row) throws SQLException {
        return new Statistics(
                row.getLong("record_count"),
                row.getLong("file_bytes"),
                row.getLong("file_count"),
                row.getLong("last_file_at"));
    }

    @Override
    public List<Committed> newest(UUID relationId, String branch, int size) {
        return settled()
                .createQuery(NEWEST)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("size", size)
                .map((row, context) -> new Committed(
                        row.getLong("snapshot_id"),
                        row.getLong("committed_at"),
                        row.getString("committed_by"),
                        statistics(row),
                        row.getString("body")))
                .list();
    }

    @Override
    public void insert(
            UUID relationId, String branch, Snapshot snapshot, Statistics statistics, long now, String principal) {
        insertRow(relationId, branch, snapshot, statistics, now, principal);
        inserts.add(IDENTITY, Columns.bytes(relationId), branch, snapshot.identity(), snapshot.id(), now);
    }

    @Override
    public void restore(UUID relationId, String branch, Snapshot snapshot, long now, String principal) {
        insertRow(relationId, branch, snapshot, Statistics.UNKNOWN, now, principal);
    }

    private void insertRow(
            UUID relationId, String branch, Snapshot snapshot, Statistics statistics, long now, String principal) {
        inserts.add(
                SNAPSHOT,
                Columns.bytes(relationId),
                branch,
                snapshot.id(),
                snapshot.json(),
                now,
                principal,
                statistics.recordCount(),
                statistics.fileCount(),
                statistics.fileSizeInBytes(),
                statistics.lastFileCreationTime());
    }

    @Override
    public void copy(UUID relationId, String from, String to, long firstId, long lastId) {
        settled()
                .createUpdate(COPY)
                .bind("relation", Columns.bytes(relationId))
                .bind("from", from)
                .bind("to", to)
                .bind("first", firstId)
                .bind("last", lastId)
                .execute();
    }

    @Override
    public void deleteFrom(UUID relationId, String branch, long firstId) {
        settled()
                .createUpdate(DELETE_FROM)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("first", firstId)
                .execute();
    }

    @Override
    public void deleteBranch(UUID relationId, String branch) {
        deleteFrom(relationId, branch, 0);
        settled()
                .createUpdate(DELETE_IDENTITIES)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .execute();
    }

    @Override
    public void renameBranch(UUID relationId, String from, String to) {
        for (String statement : RENAME_BRANCH) {
            settled()
                    .createUpdate(statement)
                    .bind("relation", Columns.bytes(relationId))
                    .bind("from", from)
                    .bind("to", to)
                    .execute();
        }
    }

    @Override
    public List<Long> ids(UUID relationId, String branch, long after, int size) {
        return settled()
                .createQuery(IDS)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("after", after)
                .bind("size", size)
                .mapTo(Long.class)
                .list();
    }

    @Override
    public Optional<Long> oldest(UUID relationId, String branch) {
        return settled()
                .createQuery(OLDEST)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .mapTo(Long.class)
                .findOne();
    }

    @Override
    public int forget(UUID relationId, String branch, long before, int size) {
        return settled()
                .createUpdate(FORGET)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("before", before)
                .bind("size", size)
                .execute();
    }

    @Override
    public int forgetIdentities(UUID relationId, String branch, long upTo, long committedBefore, int size) {
        return settled()
                .createUpdate(FORGET_IDENTITIES)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("upTo", upTo)
                .bind("committedBefore", committedBefore)
                .bind("size", size)
                .execute();
    }

    @Override
    public int deleteSome(UUID relationId, int size) {
        int deleted = 0;
        for (String statement : DELETE_SOME) {
            deleted += settled()
                    .createUpdate(statement)
                    .bind("relation", Columns.bytes(relationId))
                    .bind("size", size)
                    .execute();
        }
        return deleted;
    }
}
