package io.tarn.server.store.jdbc;

import io.tarn.server.model.Snapshot;
import io.tarn.server.store.SnapshotRows;
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
            insert into snapshot (relation_id, branch, snapshot_id, body, committed_at, committed_by)
            values (:relation, :branch, :snapshotId, :body, :now, :principal)
            """;

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
    public void insert(UUID relationId, String branch, Snapshot snapshot, long now, String principal) {
        handle.createUpdate(INSERT)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("snapshotId", snapshot.id())
                .bind("body", snapshot.json())
                .bind("now", now)
                .bind("principal", principal)
                .execute();
        handle.createUpdate(INSERT_IDENTITY)
                .bind("relation", Columns.bytes(relationId))
                .bind("branch", branch)
                .bind("identity", snapshot.identity())
                .bind("snapshotId", snapshot.id())
                .bind("now", now)
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
