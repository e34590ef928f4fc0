package io.tarn.server.store.jdbc;

import io.tarn.server.store.Changes;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** What it takes beyond COMMIT that a database forgets nothing it acknowledged. */
public interface Durability {
    /** Runs a transaction when it may run. */
    default <T> T inTurn(Supplier<T> transaction) {
        return transaction.get();
    }

    /** As {@link io.tarn.server.store.Store#changes}. */
    default Optional<Changes> changes() {
        return Optional.empty();
    }

    /** How many transactions that are shared by what comes at the same time are on their way together. */
    default int groupsAtOnce() {
        return 2;
    }

    /** @throws RuntimeException the outcome then counts as unknown */
    void afterCommit(Handle handle);

    /** MySQL and MariaDB see to it themselves. */
    static Durability ofDatabase() {
        return handle -> {};
    }

    /**
     * The embedded database: one write transaction at a time. H2 hands a commit to the operating system at once only
     * when no other thread is writing the store at that moment; else it answers first, and a killed process then loses
     * what was acknowledged. Measured: about one crash in twenty-five with four threads, none with this lock. The
     * embedded store belongs to one process, so a lock inside it is enough.
     *
     * @param forceToDisk whether each commit also survives a power cut
     */
    static Durability ofEmbedded(boolean forceToDisk) {
        return new Durability() {
            private final ReentrantLock turn = new ReentrantLock(true);

            /** Of the transactions that began and of those that are over: odd while one is under way. */
            private final AtomicLong steps = new AtomicLong();

            @Override
            public <T> T inTurn(Supplier<T> transaction) {
                turn.lock();
                try {
                    steps.incrementAndGet();
                    return transaction.get();
                } finally {
                    steps.incrementAndGet();
                    turn.unlock();
                }
            }

            @Override
            public Optional<Changes> changes() {
                return Optional.of(() -> {
                    long now = steps.get();
                    return now % 2 == 0 ? OptionalLong.of(now) : OptionalLong.empty();
                });
            }

            @Override
            public int groupsAtOnce() {
                return 1;
            }

            @Override
            public void afterCommit(Handle handle) {
                if (forceToDisk) {
                    checkpoint(handle);
                }
            }
        };
    }

    private static void checkpoint(Handle handle) {
        try (var statement = handle.getConnection().createStatement()) {
            statement.execute("checkpoint sync");
        } catch (SQLException e) {
            throw new IllegalStateException("checkpoint failed", e);
        }
    }
}
