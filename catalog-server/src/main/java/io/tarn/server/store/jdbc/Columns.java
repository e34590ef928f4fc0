package io.tarn.server.store.jdbc;

import io.tarn.auth.Principal;
import io.tarn.server.model.Audit;
import io.tarn.server.model.PolicyChange;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** How values that several tables share stand in a row. */
final class Columns {
    private Columns() {}

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static byte @Nullable [] bytesOrNull(@Nullable UUID id) {
        return id == null ? null : bytes(id);
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(column));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    static @Nullable UUID uuidOrNull(ResultSet row, String column) throws SQLException {
        return row.getBytes(column) == null ? null : uuid(row, column);
    }

    static <S extends SqlStatement<S>> S bind(S statement, PolicyChange change) {
        return statement.bind("epoch", change.epoch()).bind("at", change.at()).bind("by", change.by());
    }

    /** @return false when there is no such row */
    static boolean setOwner(Handle handle, String table, UUID id, Principal owner) {
        return handle.createUpdate("update " + table + " set owner = :owner, owner_id = :ownerId where id = :id")
                        .bind("id", bytes(id))
                        .bind("owner", owner.name())
                        .bind("ownerId", bytes(owner.id()))
                        .execute()
                == 1;
    }

    static Audit audit(ResultSet row) throws SQLException {
        return new Audit(
                row.getString("owner"),
                uuidOrNull(row, "owner_id"),
                row.getLong("created_at"),
                row.getString("created_by"),
                row.getLong("updated_at"),
                row.getString("updated_by"));
    }

    /** What every new row of a named object has: :id, :name, :owner, :createdAt, :createdBy, :updatedAt and :updatedBy. */
    static <S extends SqlStatement<S>> S bindNew(S insert, UUID id, String name, Audit audit) {
        return bindChanged(insert, id, audit)
                .bind("name", name)
                .bind("owner", audit.owner())
                .bind("ownerId", bytesOrNull(audit.ownerId()))
                .bind("createdAt", audit.createdAt())
                .bind("createdBy", audit.createdBy());
    }

    /** What every change of a named object writes: :updatedAt and :updatedBy of its :id. */
    static <S extends SqlStatement<S>> S bindChanged(S update, UUID id, Audit audit) {
        return update.bind("id", bytes(id)).bind("updatedAt", audit.updatedAt()).bind("updatedBy", audit.updatedBy());
    }
}
