package io.tarn.server.store.jdbc;

import io.tarn.server.store.AccessKeyRows;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcAccessKeyRows(Handle handle) implements AccessKeyRows {
    private static final String FIND = """
            select k.principal_id, p.kind, p.name, p.disabled_at, k.id
            from access_key k
            join principal p on p.id = k.principal_id and p.dropped_at = 0
            where k.access_key_id = :accessKeyId and k.revoked_at = 0
            """;

    private static final String OF_PRINCIPAL = """
            select id, access_key_id, principal_id, created_at, created_by, revoked_at
            from access_key where principal_id = :principal order by id
            """;

    private static final String INSERT = """
            insert into access_key (id, access_key_id, principal_id, created_at, created_by, revoked_at)
            values (:id, :accessKeyId, :principal, :createdAt, :createdBy, 0)
            """;

    private static final String REVOKE = """
            update access_key set revoked_at = case when revoked_at = 0 then :now else revoked_at end
            where id = :id and principal_id = :principal
            """;

    private static final String DELETE_ALL = "delete from access_key where principal_id = :principal";

    @Override
    public Optional<Signer> find(String accessKeyId) {
        return handle.createQuery(FIND)
                .bind("accessKeyId", accessKeyId)
                .map((row, context) -> new Signer(
                        JdbcPrincipalRows.principal(row, "principal_id"),
                        row.getLong("disabled_at") == 0,
                        Columns.uuid(row, "id")))
                .findOne();
    }

    @Override
    public List<AccessKey> of(UUID principalId) {
        return handle.createQuery(OF_PRINCIPAL)
                .bind("principal", Columns.bytes(principalId))
                .map((row, context) -> new AccessKey(
                        Columns.uuid(row, "id"),
                        row.getString("access_key_id"),
                        Columns.uuid(row, "principal_id"),
                        row.getLong("created_at"),
                        row.getString("created_by"),
                        row.getLong("revoked_at")))
                .list();
    }

    @Override
    public void insert(AccessKey key) {
        handle.createUpdate(INSERT)
                .bind("id", Columns.bytes(key.id()))
                .bind("accessKeyId", key.accessKeyId())
                .bind("principal", Columns.bytes(key.principalId()))
                .bind("createdAt", key.createdAt())
                .bind("createdBy", key.createdBy())
                .execute();
    }

    @Override
    public boolean revoke(UUID principalId, UUID keyId, long now) {
        return handle.createUpdate(REVOKE)
                        .bind("id", Columns.bytes(keyId))
                        .bind("principal", Columns.bytes(principalId))
                        .bind("now", now)
                        .execute()
                == 1;
    }

    @Override
    public void deleteAll(UUID principalId) {
        handle.createUpdate(DELETE_ALL)
                .bind("principal", Columns.bytes(principalId))
                .execute();
    }
}
