package io.tarn.server.store.jdbc;

import io.tarn.server.store.SecretRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcSecretRows(Handle handle) implements SecretRows {
    private static final String SELECT =
            "select id, owner_kind, owner_id, name, key_id, ciphertext, changed_at from secret where ";

    private static final String INSERT = """
            insert into secret (id, owner_kind, owner_id, name, key_id, ciphertext, changed_at)
            values (:id, :kind, :owner, :name, :key, :ciphertext, :at)
            """;

    private static final String REPLACE = """
            update secret set key_id = :key, ciphertext = :ciphertext, changed_at = :at
            where id = :id and ciphertext = :from
            """;

    @Override
    public Optional<Secret> find(Name name) {
        return handle.createQuery(SELECT + "owner_kind = :kind and owner_id = :owner and name = :name")
                .bind("kind", name.ownerKind())
                .bind("owner", Columns.bytes(name.ownerId()))
                .bind("name", name.name())
                .map((row, context) -> secret(row))
                .findOne();
    }

    @Override
    public void insert(Secret secret) {
        handle.createUpdate(INSERT)
                .bind("id", Columns.bytes(secret.id()))
                .bind("kind", secret.name().ownerKind())
                .bind("owner", Columns.bytes(secret.name().ownerId()))
                .bind("name", secret.name().name())
                .bind("key", secret.keyId())
                .bind("ciphertext", JdbcAuditSeals.bytes(secret.ciphertext()))
                .bind("at", secret.changedAt())
                .execute();
    }

    @Override
    public boolean replace(Secret from, Secret to) {
        return handle.createUpdate(REPLACE)
                        .bind("id", Columns.bytes(from.id()))
                        .bind("from", JdbcAuditSeals.bytes(from.ciphertext()))
                        .bind("key", to.keyId())
                        .bind("ciphertext", JdbcAuditSeals.bytes(to.ciphertext()))
                        .bind("at", to.changedAt())
                        .execute()
                == 1;
    }

    @Override
    public boolean delete(UUID id) {
        return handle.createUpdate("delete from secret where id = :id")
                        .bind("id", Columns.bytes(id))
                        .execute()
                == 1;
    }

    @Override
    public void deleteAll(String ownerKind, UUID ownerId) {
        handle.createUpdate("delete from secret where owner_kind = :kind and owner_id = :owner")
                .bind("kind", ownerKind)
                .bind("owner", Columns.bytes(ownerId))
                .execute();
    }

    @Override
    public List<Secret> withKey(String keyId, UUID after, int size) {
        return handle.createQuery(SELECT + "key_id = :key and id > :after order by id limit :size")
                .bind("key", keyId)
                .bind("after", Columns.bytes(after))
                .bind("size", size)
                .map((row, context) -> secret(row))
                .list();
    }

    private static Secret secret(ResultSet row) throws SQLException {
        return new Secret(
                Columns.uuid(row, "id"),
                new Name(row.getString("owner_kind"), Columns.uuid(row, "owner_id"), row.getString("name")),
                row.getString("key_id"),
                JdbcAuditSeals.hex(row, "ciphertext"),
                row.getLong("changed_at"));
    }
}
