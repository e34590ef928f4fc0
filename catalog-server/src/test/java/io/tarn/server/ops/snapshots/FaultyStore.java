package io.tarn.server.ops.snapshots;

import io.tarn.server.store.Changes;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.Transaction;
import io.tarn.server.store.UnknownOutcomeException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** A real store whose COMMIT can be made to lose its answer. */
public final class FaultyStore implements Store {
    /** What happens to a write. */
    public enum Fault {
        NONE,
        /** The work is applied; the answer to COMMIT is lost. */
        APPLIED_WITHOUT_ANSWER,
        /** The connection breaks at COMMIT, before the database has seen it. */
        LOST_WITHOUT_ANSWER,
        UNAVAILABLE
    }

    /** Neither a second connection nor storage may be asked for while a transaction is open. */
    private static final ThreadLocal<Boolean> IN_TRANSACTION = ThreadLocal.withInitial(() -> false);

    private final Store real;
    private volatile Supplier<Fault> next = () -> Fault.NONE;
    private volatile Runnable beforeWrite = () -> {};

    public FaultyStore(Store real) {
        this.real = real;
    }

    void faults(Supplier<Fault> faults) {
        next = faults;
    }

    /** Only the very next write meets the fault. */
    public void failOnce(Fault fault) {
        next = () -> {
            next = () -> Fault.NONE;
            return fault;
        };
    }

    /** Runs once, before the very next write: what another server may do meanwhile. */
    public void meanwhile(Runnable other) {
        beforeWrite = () -> {
            beforeWrite = () -> {};
            other.run();
        };
    }

    static void assertNoTransaction() {
        if (IN_TRANSACTION.get()) {
            throw new AssertionError("a transaction is open");
        }
    }

    private static <T> Function<Transaction, T> alone(Function<Transaction, T> work) {
        return tx -> {
            IN_TRANSACTION.set(true);
            try {
                return work.apply(tx);
            } finally {
                IN_TRANSACTION.set(false);
            }
        };
    }

    @Override
    public <T> T read(Function<Transaction, T> work) {
        assertNoTransaction();
        return real.read(alone(work));
    }

    @Override
    public <T> T write(Function<Transaction, T> work) {
        return faulty(() -> real.write(alone(work)));
    }

    @Override
    public <T> T writeTogether(UUID about, Function<Transaction, T> work) {
        return faulty(() -> real.writeTogether(about, alone(work)));
    }

    private <T> T faulty(Supplier<T> write) {
        assertNoTransaction();
        beforeWrite.run();
        return switch (next.get()) {
            case NONE -> write.get();
            case APPLIED_WITHOUT_ANSWER -> {
                T unused = write.get();
                throw new UnknownOutcomeException(new SQLException("injected"));
            }
            case LOST_WITHOUT_ANSWER -> throw new UnknownOutcomeException(new SQLException("injected"));
            case UNAVAILABLE -> throw new StoreUnavailableException("injected", new SQLException("injected"));
        };
    }

    @Override
    public Optional<Changes> changes() {
        return real.changes();
    }

    @Override
    public void ping() {
        real.ping();
    }

    @Override
    public void close() {
        real.close();
    }
}
