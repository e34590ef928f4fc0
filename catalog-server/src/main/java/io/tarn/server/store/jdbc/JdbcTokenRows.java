package io.tarn.server.store.jdbc;

import io.tarn.server.store.TokenRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcTokenRows(Handle handle) implements TokenRows {
    private static final int AT_ONCE = 1_000;

    private static final String FIND_BY_HASH = """
            select t.id, t.principal_id, t.label, t.created_at, t.created_by, t.expires_at, t.revoked_at, t.last_used_at,
              t.parent_id, p.kind, p.name, p.disabled_at
            from principal_token t
            join principal p on p.id = t.principal_id
            where t.secret_hash = :hash and p.dropped_at = 0
            """;

    private static final String OF_PRINCIPAL = """
            select id, principal_id, label, created_at, created_by, expires_at, revoked_at, last_used_at, parent_id
            from principal_token where principal_id = :principal and parent_id is null order by id
            """;

    private static final String INSERT = """
            insert into principal_token
              (id, principal_id, secret_hash, label, created_at, created_by, expires_at, revoked_at, last_used_at, parent_id)
            values (:id, :principal, :hash, :label, :createdAt, :createdBy, :expiresAt, :revokedAt, 0, :parent)
            """;

    private static final String REVOKE = """
            update principal_token set revoked_at = case when revoked_at = 0 then :now else revoked_at end
            where id = :id and principal_id = :principal
            """;

    private static final String REVOKE_GIVEN_OUT = """
            update principal_token set revoked_at = :now
            where parent_id = :id and principal_id = :principal and revoked_at = 0
            """;

    private static final String DELETE_GIVEN_OUT =
            "delete from principal_token where expires_at > 0 and expires_at < :before and parent_id is not null limit "
                    + AT_ONCE;

    private static final String USED =
            "update principal_token set last_used_at = :at where id = :id and last_used_at < :at";

    private static final String DELETE_ALL = "delete from principal_token where principal_id = :principal";

    @Override
    public Optional<Bearer> findByHash(byte[] secretHash) {
        return handle.createQuery(FIND_BY_HASH)
                .bind("hash", secretHash)
                .map((row, context) -> new Bearer(
                        JdbcPrincipalRows.principal(row, "principal_id"), row.getLong("disabled_at") == 0, token(row)))
                .findOne();
    }

    @Override
    public List<Token> of(UUID principalId) {
        return handle.createQuery(OF_PRINCIPAL)
                .bind("principal", Columns.bytes(principalId))
                .map((row, context) -> token(row))
                .list();
    }

    @Override
    public void insert(Token token, byte[] secretHash) {
        handle.createUpdate(INSERT)
                .bind("id", Columns.bytes(token.id()))
                .bind("principal", Columns.bytes(token.principalId()))
                .bind("hash", secretHash)
                .bind("label", token.label())
                .bind("createdAt", token.createdAt())
                .bind("createdBy", token.createdBy())
                .bind("expiresAt", token.expiresAt())
                .bind("revokedAt", token.revokedAt())
                .bind("parent", token.parentId() == null ? null : Columns.bytes(token.parentId()))
                .execute();
    }

    @Override
    public boolean revoke(UUID principalId, UUID tokenId, long now) {
        handle.createUpdate(REVOKE_GIVEN_OUT)
                .bind("id", Columns.bytes(tokenId))
                .bind("principal", Columns.bytes(principalId))
                .bind("now", now)
                .execute();
        return handle.createUpdate(REVOKE)
                        .bind("id", Columns.bytes(tokenId))
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

    @Override
    public boolean deleteGivenOut(long expiredBefore) {
        return handle.createUpdate(DELETE_GIVEN_OUT)
                        .bind("before", expiredBefore)
                        .execute()
                == AT_ONCE;
    }

    @Override
    public void used(UUID tokenId, long at) {
        handle.createUpdate(USED)
                .bind("id", Columns.bytes(tokenId))
                .bind("at", at)
                .execute();
    }

    private static Token token(ResultSet row) throws SQLException {
        return new Token(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "principal_id"),
                row.getString("label"),
                row.getLong("created_at"),
                row.getString("created_by"),
                row.getLong("expires_at"),
                row.getLong("revoked_at"),
                row.getLong("last_used_at"),
                row.getBytes("parent_id") == null ? null : Columns.uuid(row, "parent_id"));
    }
}
