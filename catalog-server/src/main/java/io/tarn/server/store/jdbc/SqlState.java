package io.tarn.server.store.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;

/**
 * What a failure of JDBC means, over the different codes of H2, MySQL, MariaDB and TiDB.
 *
 * @param overtaken whether a replication group rolled the transaction back at its COMMIT, because another one came first
 */
record SqlState(String state, int vendorCode, boolean connection, boolean overtaken) {
    private static final int MYSQL_DUPLICATE_KEY = 1062;
    private static final int MYSQL_LOCK_WAIT = 1205;
    private static final int MYSQL_DEADLOCK = 1213;
    private static final int MYSQL_ERROR_DURING_COMMIT = 1180;
    private static final int MARIADB_RECORD_CHANGED = 1020;
    private static final int TIDB_WRITE_CONFLICT = 9007;
    private static final int H2_LOCK_TIMEOUT = 50200;
    private static final int H2_CONCURRENT_UPDATE = 90131;

    /** What Connector/J says, and no more, when the connection is lost in the middle of a batch. */
    private static final String STATEMENT_CLOSED = "No operations allowed after statement closed.";

    /** MySQL gives one code to all that goes wrong during COMMIT; this says that nothing of the transaction stays. */
    private static final String LOCK_DEADLOCK = "Got error 149 ";

    /** Finds the first SQLException among the causes; without one, nothing is known and nothing matches. */
    static SqlState of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e) {
                boolean connection = e instanceof SQLTransientConnectionException
                        || e instanceof SQLNonTransientConnectionException
                        || e instanceof SQLRecoverableException
                        || STATEMENT_CLOSED.equals(e.getMessage());
                boolean overtaken = e.getErrorCode() == MYSQL_ERROR_DURING_COMMIT
                        && e.getMessage() != null
                        && e.getMessage().startsWith(LOCK_DEADLOCK);
                return new SqlState(
                        e.getSQLState() == null ? "" : e.getSQLState(), e.getErrorCode(), connection, overtaken);
            }
        }
        return new SqlState("", 0, false, false);
    }

    boolean duplicateKey() {
        return state.equals("23505") || (state.equals("23000") && vendorCode == MYSQL_DUPLICATE_KEY);
    }

    boolean rolledBack() {
        return state.startsWith("40")
                || overtaken
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
