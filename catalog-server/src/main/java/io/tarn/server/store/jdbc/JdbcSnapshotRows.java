package io.tarn.server.store.jdbc;

import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.store.SnapshotRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcSnapshotRows(Handle handle) implements SnapshotRows {
    private static final String BODY = """
            select body from snapshot
            where relation_id = :relation and branch = :branch and snapshot_id = :snapshotId
            """;

    private static final String COMMITTED_AS = """
            select snapshot_id from commit_identity
            where relation_id = :relation and branch = :branch and identity = :identity
            """;

    private static final String INSERT = """
            insert into snapshot (relation_id, branch, snapshot_id, body, committed_at, committed_by,
              record_count, file_count, file_bytes, last_file_at)
            values (:relation, :branch, :snapshotId, :body, :now, :principal,
              :recordCount, :fileCount, :fileBytes, :lastFileAt)
            """;

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

    private static final String INSERT_IDENTITY = """
            insert into commit_identity (relation_id, branch, identity, snapshot_id, committed_at)
            values (:relation, :branch, :identity, :snapshotId, :now)
            """;

    private static final List<String> DELETE_SOME = List.of(
            "delete from snapshot where relation_id = :relation limit :size",
            "delete from commit_identity where relation_id = :relation limit :size");

    @Override
    public Optional<String> body(UUID relationId, String branch, long snapshotId) {
        return handle.createQuery(BODY)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("snapshotId", snapshotId)
                .mapTo(String.class)
                .findOne();
    }

    @Override
    public Optional<Long> committedAs(UUID relationId, String branch, byte[] identity) {
        return handle.createQuery(COMMITTED_AS)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("identity", identity)
                .mapTo(Long.class)
                .findOne();
    }

    @Override
    public Optional<Statistics> statistics(UUID relationId, String branch, long snapshotId) {
        return handle.createQuery(STATISTICS)
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
        return handle.createQuery(NEWEST)
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
        handle.createUpdate(INSERT_IDENTITY)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("identity", snapshot.identity())
                .bind("snapshotId", snapshot.id())
                .bind("now", now)
                .execute();
    }

    @Override
    public void restore(UUID relationId, String branch, Snapshot snapshot, long now, String principal) {
        insertRow(relationId, branch, snapshot, Statistics.UNKNOWN, now, principal);
    }

    private void insertRow(
            UUID relationId, String branch, Snapshot snapshot, Statistics statistics, long now, String principal) {
        handle.createUpdate(INSERT)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("snapshotId", snapshot.id())
                .bind("body", snapshot.json())
                .bind("now", now)
                .bind("principal", principal)
                .bind("recordCount", statistics.recordCount())
                .bind("fileCount", statistics.fileCount())
                .bind("fileBytes", statistics.fileSizeInBytes())
                .bind("lastFileAt", statistics.lastFileCreationTime())
                .execute();
    }

    @Override
    public void copy(UUID relationId, String from, String to, long firstId, long lastId) {
        handle.createUpdate(COPY)
                .bind("relation", Columns.bytes(relationId))
                .bind("from", from)
                .bind("to", to)
                .bind("first", firstId)
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
    public void deleteBranch(UUID relationId, String branch) {
        deleteFrom(relationId, branch, 0);
        handle.createUpdate(DELETE_IDENTITIES)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .execute();
    }

    @Override
    public void renameBranch(UUID relationId, String from, String to) {
        for (String statement : RENAME_BRANCH) {
            handle.createUpdate(statement)
                    .bind("relation", Columns.bytes(relationId))
                    .bind("from", from)
                    .bind("to", to)
                    .execute();
        }
    }

    @Override
    public List<Long> ids(UUID relationId, String branch, long after, int size) {
        return handle.createQuery(IDS)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("after", after)
                .bind("size", size)
                .mapTo(Long.class)
                .list();
    }

    @Override
    public Optional<Long> oldest(UUID relationId, String branch) {
        return handle.createQuery(OLDEST)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .mapTo(Long.class)
                .findOne();
    }

    @Override
    public int forget(UUID relationId, String branch, long before, int size) {
        return handle.createUpdate(FORGET)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("before", before)
                .bind("size", size)
                .execute();
    }

    @Override
    public int forgetIdentities(UUID relationId, String branch, long upTo, long committedBefore, int size) {
        return handle.createUpdate(FORGET_IDENTITIES)
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
            deleted += handle.createUpdate(statement)
                    .bind("relation", Columns.bytes(relationId))
                    .bind("size", size)
                    .execute();
        }
        return deleted;
    }
}
