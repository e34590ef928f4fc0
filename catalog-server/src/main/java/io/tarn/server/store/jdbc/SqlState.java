package io.tarn.server.store.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;

/** What a failure of JDBC means, over the different codes of H2, MySQL, MariaDB and TiDB. */
record SqlState(String state, int vendorCode, boolean connection) {
    private static final int MYSQL_DUPLICATE_KEY = 1062;
    private static final int MYSQL_LOCK_WAIT = 1205;
    private static final int MYSQL_DEADLOCK = 1213;
    private static final int MARIADB_RECORD_CHANGED = 1020;
    private static final int TIDB_WRITE_CONFLICT = 9007;
    private static final int H2_LOCK_TIMEOUT = 50200;
    private static final int H2_CONCURRENT_UPDATE = 90131;

    /** What Connector/J says, and no more, when the connection is lost in the middle of a batch. */
    private static final String STATEMENT_CLOSED = "No operations allowed after statement closed.";

    /** Finds the first SQLException among the causes; without one, nothing is known and nothing matches. */
    static SqlState of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e) {
                boolean connection = e instanceof SQLTransientConnectionException
                        || e instanceof SQLNonTransientConnectionException
                        || e instanceof SQLRecoverableException
                        || STATEMENT_CLOSED.equals(e.getMessage());
                return new SqlState(e.getSQLState() == null ? "" : e.getSQLState(), e.getErrorCode(), connection);
            }
        }
        return new SqlState("", 0, false);
    }

    boolean duplicateKey() {
        return state.equals("23505") || (state.equals("23000") && vendorCode == MYSQL_DUPLICATE_KEY);
    }

    boolean rolledBack() {
        return state.startsWith("40")
                || vendorCode == MYSQL_LOCK_WAIT
                || vendorCode == MYSQL_DEADLOCK
                || vendorCode == MARIADB_RECORD_CHANGED
                || vendorCode == TIDB_WRITE_CONFLICT
                || vendorCode == H2_LOCK_TIMEOUT
                || vendorCode == H2_CONCURRENT_UPDATE;
    }

    boolean lostConnection() {
        return connection || state.startsWith("08") || state.startsWith("57");
    }
}
