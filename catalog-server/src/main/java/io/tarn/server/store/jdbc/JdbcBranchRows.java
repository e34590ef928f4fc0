package io.tarn.server.store.jdbc;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Statistics;
import io.tarn.server.store.BranchRows;
import io.tarn.server.store.jdbc.Inserts.Into;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

record JdbcBranchRows(Handle handle) implements BranchRows {
    static final Into BRANCH = new Into(
            "branch",
            "relation_id, name, schema_id, schema_published, snapshot_id, snapshot_uuid, snapshot_published,"
                    + " record_count, file_count, file_bytes, last_file_at, top_snapshot_id, epoch, settled");

    private static final String NAMES = """
            select name from branch where relation_id = :relation and name <> 'main' order by name
            """;

    /** The statement that decides a commit. */
    private static final String ADVANCE = """
            update branch
            set snapshot_id = ?, snapshot_uuid = ?, snapshot_published = false,
              record_count = ?, file_count = ?, file_bytes = ?, last_file_at = ?, top_snapshot_id = ?
            where relation_id = ? and name = ?
              and snapshot_id = ? and snapshot_uuid = ? and (snapshot_published = true or ? = true)
              and epoch = ? and settled = true
              and schema_id >= ?
            """;

    private static final String AS_READ = """
            where relation_id = :relation and name = :name
              and schema_id = :fromSchema and schema_published = true
              and snapshot_id = :fromId and snapshot_uuid = :fromUuid and snapshot_published = true
              and epoch = :fromEpoch and settled = true
            """;

    private static final String MOVE = """
            update branch
            set schema_id = :schemaId, schema_published = :schemaPublished,
              snapshot_id = :snapshotId, snapshot_uuid = :snapshotUuid, snapshot_published = :snapshotPublished,
              record_count = :recordCount, file_count = :fileCount, file_bytes = :fileBytes, last_file_at = :lastFileAt,
              top_snapshot_id = :topSnapshotId, epoch = :epoch, settled = :settled
            """ + AS_READ;

    private static final String HOLD = "update branch set settled = settled\n" + AS_READ;

    private static final String REOPEN = """
            update branch set snapshot_published = false
            """ + AS_READ;

    private static final String MARK_SETTLED = """
            update branch set settled = true where relation_id = :relation and name = :name
            """;

    private static final String MARK_SNAPSHOT_PUBLISHED = """
            update branch set snapshot_published = true
            where relation_id = ? and name = ? and snapshot_id = ? and epoch = ?
            """;

    private static final String ADVANCE_SCHEMA = """
            update branch set schema_id = :from + 1, schema_published = false
            where relation_id = :relation and name = :name and schema_id = :from and schema_published = true
              and settled = true
            """;

    private static final String SET_SCHEMA = """
            update branch set schema_id = :schemaId, schema_published = true
            where relation_id = :relation and name = :name
            """;

    private static final String MARK_SCHEMA_PUBLISHED = """
            update branch set schema_published = true
            where relation_id = ? and name = ? and schema_id = ?
            """;

    private static final String DELETE = "delete from branch where relation_id = :relation and name = :name";

    private static final String COUNT = """
            update branch
            set record_count = :recordCount, file_count = :fileCount, file_bytes = :fileBytes, last_file_at = :lastFileAt
            where relation_id = :relation and name = :name
              and record_count = -1 and file_count = -1 and file_bytes = -1 and last_file_at = -1
            """;

    private static final String COUNT_SNAPSHOT = """
            update snapshot
            set record_count = :recordCount, file_count = :fileCount, file_bytes = :fileBytes, last_file_at = :lastFileAt
            where relation_id = :relation and branch = :name and snapshot_id = :snapshotId
              and record_count = -1 and file_count = -1 and file_bytes = -1 and last_file_at = -1
            """;

    private static final String DELETE_ALL = "delete from branch where relation_id = :relation";

    @Override
    public void insert(Branch branch) {
        BRANCH.insert(handle, row(branch));
    }

    /** @param more the values of further columns */
    static @Nullable Object[] row(Branch branch, @Nullable Object... more) {
        Statistics sums = branch.statistics();
        return Stream.concat(
                        Stream.of(
                                Columns.bytes(branch.relationId()),
                                branch.name(),
                                branch.schemaId(),
                                branch.schemaPublished(),
                                branch.snapshotId(),
                                branch.snapshotUuid(),
                                branch.snapshotPublished(),
                                sums.recordCount(),
                                sums.fileCount(),
                                sums.fileSizeInBytes(),
                                sums.lastFileCreationTime(),
                                branch.topSnapshotId(),
                                branch.epoch(),
                                branch.settled()),
                        Stream.of(more))
                .toArray();
    }

    @Override
    public List<String> names(UUID relationId) {
        return handle.createQuery(NAMES)
                .bind("relation", Columns.bytes(relationId))
                .mapTo(String.class)
                .list();
    }

    @Override
    public boolean advance(Branch base, Branch next, long schemaId, boolean written) {
        Statistics sums = next.statistics();
        return Sql.update(
                        handle,
                        ADVANCE,
                        next.snapshotId(),
                        next.snapshotUuid(),
                        sums.recordCount(),
                        sums.fileCount(),
                        sums.fileSizeInBytes(),
                        sums.lastFileCreationTime(),
                        next.topSnapshotId(),
                        Columns.bytes(next.relationId()),
                        next.name(),
                        base.snapshotId(),
                        base.snapshotUuid(),
                        written,
                        next.epoch(),
                        schemaId)
                == 1;
    }

    @Override
    public boolean move(Branch from, Branch to) {
        return asRead(bind(handle.createUpdate(MOVE), to), from).execute() == 1;
    }

    @Override
    public boolean hold(Branch as) {
        return asRead(named(handle.createUpdate(HOLD), as.relationId(), as.name()), as)
                        .execute()
                == 1;
    }

    @Override
    public boolean reopen(Branch as) {
        return asRead(named(handle.createUpdate(REOPEN), as.relationId(), as.name()), as)
                        .execute()
                == 1;
    }

    private static Update asRead(Update update, Branch from) {
        return update.bind("fromSchema", from.schemaId())
                .bind("fromId", from.snapshotId())
                .bind("fromUuid", from.snapshotUuid())
                .bind("fromEpoch", from.epoch());
    }

    private static Update named(Update update, UUID relationId, String name) {
        return update.bind("relation", Columns.bytes(relationId)).bind("name", name);
    }

    private static Update bind(Update update, Branch branch) {
        return named(update, branch.relationId(), branch.name())
                .bind("schemaId", branch.schemaId())
                .bind("schemaPublished", branch.schemaPublished())
                .bind("snapshotId", branch.snapshotId())
                .bind("snapshotUuid", branch.snapshotUuid())
                .bind("snapshotPublished", branch.snapshotPublished())
                .bind("recordCount", branch.statistics().recordCount())
                .bind("fileCount", branch.statistics().fileCount())
                .bind("fileBytes", branch.statistics().fileSizeInBytes())
                .bind("lastFileAt", branch.statistics().lastFileCreationTime())
                .bind("topSnapshotId", branch.topSnapshotId())
                .bind("epoch", branch.epoch())
                .bind("settled", branch.settled());
    }

    /** A branch out of a row that names the branch's own columns, its name as {@code branch}. */
    static Branch branch(ResultSet row) throws SQLException {
        return new Branch(
                Columns.uuid(row, "id"),
                row.getString("branch"),
                row.getLong("schema_id"),
                row.getBoolean("schema_published"),
                row.getLong("snapshot_id"),
                row.getString("snapshot_uuid"),
                row.getBoolean("snapshot_published"),
                new Statistics(
                        row.getLong("record_count"),
                        row.getLong("file_bytes"),
                        row.getLong("file_count"),
                        row.getLong("last_file_at")),
                row.getLong("top_snapshot_id"),
                row.getLong("epoch"),
                row.getBoolean("settled"));
    }

    @Override
    public boolean markSnapshotPublished(Branch head) {
        return Sql.update(
                        handle,
                        MARK_SNAPSHOT_PUBLISHED,
                        Columns.bytes(head.relationId()),
                        head.name(),
                        head.snapshotId(),
                        head.epoch())
                == 1;
    }

    @Override
    public boolean advanceSchema(UUID relationId, String branch, long fromSchema) {
        return named(handle.createUpdate(ADVANCE_SCHEMA), relationId, branch)
                        .bind("from", fromSchema)
                        .execute()
                == 1;
    }

    @Override
    public boolean setSchema(UUID relationId, String branch, long schemaId) {
        return handle.createUpdate(SET_SCHEMA)
                        .bind("relation", Columns.bytes(relationId))
                        .bind("name", branch)
                        .bind("schemaId", schemaId)
                        .execute()
                == 1;
    }

    @Override
    public boolean markSchemaPublished(UUID relationId, String branch, long schemaId) {
        return Sql.update(handle, MARK_SCHEMA_PUBLISHED, Columns.bytes(relationId), branch, schemaId) == 1;
    }

    @Override
    public void markSettled(UUID relationId, String branch) {
        named(handle.createUpdate(MARK_SETTLED), relationId, branch).execute();
    }

    @Override
    public boolean delete(UUID relationId, String branch) {
        return named(handle.createUpdate(DELETE), relationId, branch).execute() == 1;
    }

    @Override
    public void count(UUID relationId, String branch, Statistics sums, long snapshotId, Statistics sumsOfSnapshot) {
        sums(named(handle.createUpdate(COUNT), relationId, branch), sums).execute();
        sums(named(handle.createUpdate(COUNT_SNAPSHOT), relationId, branch), sumsOfSnapshot)
                .bind("snapshotId", snapshotId)
                .execute();
    }

    private static Update sums(Update update, Statistics sums) {
        return update.bind("recordCount", sums.recordCount())
                .bind("fileCount", sums.fileCount())
                .bind("fileBytes", sums.fileSizeInBytes())
                .bind("lastFileAt", sums.lastFileCreationTime());
    }

    @Override
    public void deleteAll(UUID relationId) {
        handle.createUpdate(DELETE_ALL)
                .bind("relation", Columns.bytes(relationId))
                .execute();
    }
}
