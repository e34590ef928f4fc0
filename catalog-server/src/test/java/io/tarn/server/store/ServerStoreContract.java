package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.schema.testing.DatabaseServer;
import io.tarn.server.TestStores;
import io.tarn.server.model.Namespace;
import io.tarn.server.testing.Race;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract on a database server, whose writers run side by side. */
abstract class ServerStoreContract extends StoreContract {
    private final DatabaseServer server;
    private final String administration;

    ServerStoreContract(DatabaseServer server) {
        this.server = server;
        this.administration = server.jdbcUrl("mysql");
    }

    @Nested
    class Deadlocks extends StoreBed {
        Deadlocks() {
            super(ServerStoreContract.this.store);
        }

        @Test
        void twoTransactionsThatDeadlockBothSucceedBecauseOneRunsAgain() {
            Namespace left = insertDatabase("left");
            Namespace right = insertDatabase("right");
            AtomicInteger runs = new AtomicInteger();
            CyclicBarrier bothHoldOne = new CyclicBarrier(2);
            Callable<Boolean> leftFirst = () -> store.write(inOrder(left, right, runs, bothHoldOne));
            Callable<Boolean> rightFirst = () -> store.write(inOrder(right, left, runs, bothHoldOne));
            assertThat(Race.run(List.of(leftFirst, rightFirst))).containsExactly(true, true);
            assertThat(runs.get()).as("runs of the two closures").isGreaterThanOrEqualTo(3);
        }
    }

    private static Function<Transaction, Boolean> inOrder(
            Namespace first, Namespace second, AtomicInteger runs, CyclicBarrier bothHoldOne) {
        return tx -> {
            boolean touched = tx.namespaces().touch(first.id());
            // Only the first run of each waits: the second must find the other one gone.
            if (runs.incrementAndGet() <= 2) {
                await(bothHoldOne);
            }
            return touched && tx.namespaces().touch(second.id());
        };
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the other transaction did not come", e);
        }
    }

    /** Nothing here stops the server in the middle, so it need not wait for the disk. */
    @BeforeAll
    void spareTheDisk() {
        administer(statement -> statement.execute("set global innodb_flush_log_at_trx_commit = 0"));
    }

    @Override
    void stopDatabase() {
        server.close();
    }

    @Override
    Store open(String name) {
        return TestStores.on(server, name);
    }

    @Override
    void cutConnections(String name) {
        administer(statement -> {
            List<Long> ids = new ArrayList<>();
            try (ResultSet found =
                    statement.executeQuery("select id from information_schema.processlist where db = '" + name + "'")) {
                while (found.next()) {
                    ids.add(found.getLong(1));
                }
            }
            for (long id : ids) {
                statement.execute("kill " + id);
            }
        });
    }

    private interface Work {
        void run(Statement statement) throws SQLException;
    }

    private void administer(Work work) {
        try (Connection connection = DriverManager.getConnection(administration, server.user(), server.password());
                Statement statement = connection.createStatement()) {
            work.run(statement);
        } catch (SQLException e) {
            throw new AssertionError("the database refused its administrator", e);
        }
    }
}
