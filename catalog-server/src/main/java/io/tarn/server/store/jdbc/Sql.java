package io.tarn.server.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Runs the statements of every commit and of every look at a table as they are. What JDBI does for a statement, its names
 * and its configuration, costs as much as an embedded database needs to run it; it is worth that elsewhere.
 */
final class Sql {
    private Sql() {}

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * @param values for the question marks, in their order
     * @return how many rows were changed
     */
    static int update(Handle handle, String sql, @Nullable Object... values) {
        try (PreparedStatement statement = prepared(handle.getConnection(), sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new StatementFailedException(sql, e);
        }
    }

    /** The first row, if there is any. */
    static <T> Optional<T> first(Handle handle, String sql, Row<T> row, Object... values) {
        try (PreparedStatement statement = prepared(handle.getConnection(), sql, values);
                ResultSet found = statement.executeQuery()) {
            return found.next() ? Optional.of(row.read(found)) : Optional.empty();
        } catch (SQLException e) {
            throw new StatementFailedException(sql, e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object[] values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                bind(statement, i + 1, values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof String text) {
            statement.setString(index, text);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else if (value instanceof Boolean flag) {
            statement.setBoolean(index, flag);
        } else {
            throw new IllegalArgumentException("no value of a column: " + value.getClass());
        }
    }

    /** What the database says of it is the cause, see {@link SqlState}. */
    static final class StatementFailedException extends RuntimeException {
        private StatementFailedException(String sql, SQLException cause) {
            super("failed: " + sql.strip(), cause);
        }
    }
}
