package io.tarn.server.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreCopy;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.Transaction;
import io.tarn.server.store.UnknownOutcomeException;
import io.tarn.server.tracing.Traces;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * One connection per call, READ COMMITTED, no second connection inside.
 *
 * <p>Reads run in autocommit: one round trip a statement. Writes run as one transaction whose three ends are kept apart,
 * because clients act on the difference: rolled back for certain (run again, or say unavailable), met an existing key, and
 * COMMIT without an answer.
 */
public final class JdbcStore implements Store, StoreCopy {
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final Durability durability;
    private final UUID process = Ids.next();
    private final AtomicLong turn = new AtomicLong();
    private volatile Consumer<List<AuditEntry>> audited = entries -> {};

    public JdbcStore(HikariDataSource pool, Durability durability) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.durability = durability;
    }

    /** This process among all those on the database; entries of the audit are filed under it. */
    public UUID process() {
        return process;
    }

    /**
     * Tells of every committed transaction's entries of the audit, on its thread. Not told are those whose COMMIT got no
     * answer: whether they are there must be asked.
     */
    public void onAudited(Consumer<List<AuditEntry>> listener) {
        audited = listener;
    }

    @Override
    public <T> T read(Function<Transaction, T> work) {
        return Traces.part("database read", () -> readOnce(work));
    }

    private <T> T readOnce(Function<Transaction, T> work) {
        try (Handle handle = jdbi.open()) {
            return work.apply(new JdbcTransaction(handle, process, Notes.empty(turn)));
        } catch (ConnectionException e) {
            throw new StoreUnavailableException("no connection to the database", e);
        } catch (RuntimeException e) {
            SqlState state = SqlState.of(e);
            if (state.lostConnection() || state.rolledBack()) {
                throw new StoreUnavailableException("the database did not answer a read", e);
            }
            throw e;
        }
    }

    @Override
    public <T> T write(Function<Transaction, T> work) {
        return Traces.part("database write", () -> writeUntilDecided(work));
    }

    private <T> T writeUntilDecided(Function<Transaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return durability.inTurn(() -> writeOnce(work));
            } catch (RolledBackException e) {
                if (attempt >= Limits.TRANSACTION_ATTEMPTS) {
                    throw new StoreUnavailableException("the transaction kept losing to others", e);
                }
                // Two that deadlocked must not meet again at the same moment.
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000L << Math.min(attempt, 6)));
            }
        }
    }

    private <T> T writeOnce(Function<Transaction, T> work) {
        try (Handle handle = jdbi.open()) {
            T result;
            Notes notes = Notes.empty(turn);
            try {
                handle.begin();
                JdbcTransaction transaction = new JdbcTransaction(handle, process, notes);
                result = work.apply(transaction);
                transaction.events().writeNoted();
            } catch (RuntimeException e) {
                rollback(handle, e);
                throw afterRollback(e);
            }
            commit(handle);
            if (!notes.audited().isEmpty()) {
                audited.accept(notes.audited());
            }
            return result;
        } catch (ConnectionException e) {
            throw new StoreUnavailableException("no connection to the database", e);
        }
    }

    private void commit(Handle handle) {
        try {
            handle.commit();
        } catch (RuntimeException e) {
            if (SqlState.of(e).rolledBack()) {
                throw new RolledBackException(e);
            }
            throw new UnknownOutcomeException(e);
        }
        try {
            durability.afterCommit(handle);
        } catch (RuntimeException e) {
            // Committed, but perhaps not for good: whatever the failure says, running again would do the work twice.
            throw new UnknownOutcomeException(e);
        }
    }

    private static void rollback(Handle handle, RuntimeException cause) {
        try {
            handle.rollback();
        } catch (RuntimeException e) {
            // A connection that cannot roll back is closed, and that rolls back.
            cause.addSuppressed(e);
        }
    }

    private static RuntimeException afterRollback(RuntimeException e) {
        SqlState state = SqlState.of(e);
        if (state.duplicateKey()) {
            return new DuplicateKeyException(e);
        }
        if (state.rolledBack()) {
            return new RolledBackException(e);
        }
        if (state.lostConnection()) {
            return new StoreUnavailableException("the database went away before COMMIT", e);
        }
        return e;
    }

    @Override
    public void ping() {
        read(transaction -> transaction.catalogs().all());
    }

    /** Of the embedded database alone; others have their own tools. */
    @Override
    public void writeTo(Path file) {
        try (Handle handle = jdbi.open()) {
            handle.execute("backup to ?", file.toString());
        } catch (RuntimeException e) {
            throw new StoreUnavailableException("the embedded database could not be copied", e);
        }
    }

    /** For the pool's metrics and the migrations. */
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    /** The database undid the transaction; running it again is safe. */
    private static final class RolledBackException extends RuntimeException {
        RolledBackException(Throwable cause) {
            super("the database rolled the transaction back", cause);
        }
    }
}
