package io.tarn.server.store.jdbc;

import io.tarn.server.model.Audit;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/** How values that several tables share stand in a row. */
final class Columns {
    private Columns() {}

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID uuid(ResultSet row, String column) throws SQLException {
        ByteBuffer bytes = ByteBuffer.wrap(row.getBytes(column));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    static Audit audit(ResultSet row) throws SQLException {
        return new Audit(
                row.getString("owner"),
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
                .bind("createdAt", audit.createdAt())
                .bind("createdBy", audit.createdBy());
    }

    /** What every change of a named object writes: :updatedAt and :updatedBy of its :id. */
    static <S extends SqlStatement<S>> S bindChanged(S update, UUID id, Audit audit) {
        return update.bind("id", bytes(id)).bind("updatedAt", audit.updatedAt()).bind("updatedBy", audit.updatedBy());
    }
}
