package io.tarn.server.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.exceptions.MysqlErrorNumbers;
import com.mysql.cj.exceptions.StatementIsClosedException;
import com.mysql.cj.jdbc.exceptions.SQLError;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class SqlStateTest {

    /** Its state is that of a wrong argument; but nothing was done, and a client may be told so. */
    @Test
    void aStatementThatWasClosedUnderneathIsALostConnection() {
        SQLException closed = SQLError.createSQLException(
                "No operations allowed after statement closed.",
                MysqlErrorNumbers.SQLSTATE_CONNJ_ILLEGAL_ARGUMENT,
                new StatementIsClosedException("No operations allowed after statement closed."),
                null);

        assertThat(SqlState.of(new IllegalStateException(closed)).lostConnection())
                .isTrue();
    }

    @Test
    void aWrongArgumentIsNot() {
        SQLException wrong = new SQLException("Parameter index out of range", "S1009");

        assertThat(SqlState.of(wrong).lostConnection()).isFalse();
        assertThat(SqlState.of(wrong).rolledBack()).isFalse();
    }

    /** What a MySQL says whose transaction lost to one on another primary; see MySqlGroupTest for the real one. */
    @Test
    void ofAllThatCanGoWrongDuringCommitOnlyALostRaceIsARollback() {
        assertThat(duringCommit("Got error 149 - 'Lock deadlock; Retry transaction' during COMMIT"))
                .isTrue();
        assertThat(duringCommit("Got error 28 - 'No space left on device' during COMMIT"))
                .isFalse();
        assertThat(duringCommit(null)).isFalse();
    }

    private static boolean duringCommit(String message) {
        return SqlState.of(new SQLException(message, "HY000", 1180)).rolledBack();
    }
}
