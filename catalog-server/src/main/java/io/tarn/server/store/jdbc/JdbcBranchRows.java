package io.tarn.server.store.jdbc;

import io.tarn.server.model.Branch;
import io.tarn.server.store.BranchRows;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcBranchRows(Handle handle) implements BranchRows {
    private static final String INSERT = """
            insert into branch (relation_id, name, schema_id, schema_published, snapshot_id, snapshot_uuid,
              snapshot_published, record_count, file_count, file_bytes, last_file_at)
            values (:relation, :name, :schemaId, :schemaPublished, :snapshotId, :snapshotUuid,
              :snapshotPublished, :recordCount, :fileCount, :fileBytes, :lastFileAt)
            """;

    /** The statement that decides a commit. */
    private static final String ADVANCE = """
            update branch
            set snapshot_id = :snapshotId, snapshot_uuid = :snapshotUuid, snapshot_published = false,
              record_count = :recordCount, file_count = :fileCount, file_bytes = :fileBytes, last_file_at = :lastFileAt
            where relation_id = :relation and name = :name
              and snapshot_id = :baseId and snapshot_uuid = :baseUuid and snapshot_published = true
            """;

    private static final String MARK_SNAPSHOT_PUBLISHED = """
            update branch set snapshot_published = true
            where relation_id = :relation and name = :name and snapshot_id = :snapshotId
            """;

    private static final String ADVANCE_SCHEMA = """
            update branch set schema_id = :from + 1, schema_published = false
            where relation_id = :relation and name = :name and schema_id = :from and schema_published = true
            """;

    private static final String MARK_SCHEMA_PUBLISHED = """
            update branch set schema_published = true
            where relation_id = :relation and name = :name and schema_id = :schemaId
            """;

    private static final String DELETE_ALL = "delete from branch where relation_id = :relation";

    @Override
    public void insert(Branch branch) {
        handle.createUpdate(INSERT)
                .bind("relation", Columns.bytes(branch.relationId()))
                .bind("name", branch.name())
                .bind("schemaId", branch.schemaId())
                .bind("schemaPublished", branch.schemaPublished())
                .bind("snapshotId", branch.snapshotId())
                .bind("snapshotUuid", branch.snapshotUuid())
                .bind("snapshotPublished", branch.snapshotPublished())
                .bind("recordCount", branch.statistics().recordCount())
                .bind("fileCount", branch.statistics().fileCount())
                .bind("fileBytes", branch.statistics().fileSizeInBytes())
                .bind("lastFileAt", branch.statistics().lastFileCreationTime())
                .execute();
    }

    @Override
    public boolean advance(Branch base, Branch next) {
        return handle.createUpdate(ADVANCE)
                        .bind("relation", Columns.bytes(base.relationId()))
                        .bind("name", base.name())
                        .bind("baseId", base.snapshotId())
                        .bind("baseUuid", base.snapshotUuid())
                        .bind("snapshotId", next.snapshotId())
                        .bind("snapshotUuid", next.snapshotUuid())
                        .bind("recordCount", next.statistics().recordCount())
                        .bind("fileCount", next.statistics().fileCount())
                        .bind("fileBytes", next.statistics().fileSizeInBytes())
                        .bind("lastFileAt", next.statistics().lastFileCreationTime())
                        .execute()
                == 1;
    }

    @Override
    public boolean markSnapshotPublished(UUID relationId, String branch, long snapshotId) {
        return handle.createUpdate(MARK_SNAPSHOT_PUBLISHED)
                        .bind("relation", Columns.bytes(relationId))
                        .bind("name", branch)
                        .bind("snapshotId", snapshotId)
                        .execute()
                == 1;
    }

    @Override
    public boolean advanceSchema(UUID relationId, String branch, long fromSchema) {
        return handle.createUpdate(ADVANCE_SCHEMA)
                        .bind("relation", Columns.bytes(relationId))
                        .bind("name", branch)
                        .bind("from", fromSchema)
                        .execute()
                == 1;
    }

    @Override
    public boolean markSchemaPublished(UUID relationId, String branch, long schemaId) {
        return handle.createUpdate(MARK_SCHEMA_PUBLISHED)
                        .bind("relation", Columns.bytes(relationId))
                        .bind("name", branch)
                        .bind("schemaId", schemaId)
                        .execute()
                == 1;
    }

    @Override
    public void deleteAll(UUID relationId) {
        handle.createUpdate(DELETE_ALL)
                .bind("relation", Columns.bytes(relationId))
                .execute();
    }
}
