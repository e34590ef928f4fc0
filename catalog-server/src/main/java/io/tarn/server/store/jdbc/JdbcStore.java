package io.tarn.server.store.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.store.Changes;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreCopy;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.Transaction;
import io.tarn.server.store.UnknownOutcomeException;
import io.tarn.server.tracing.Traces;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection per call, READ COMMITTED, no second connection inside.
 *
 * <p>Reads run in autocommit: one round trip a statement. Writes run as one transaction whose three ends are kept apart,
 * because clients act on the difference: rolled back for certain (run again, or say unavailable), met an existing key, and
 * COMMIT without an answer.
 */
public final class JdbcStore implements Store, StoreCopy {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

    private final HikariDataSource reads;
    private final HikariDataSource writes;
    private final Jdbi reading;
    private final Jdbi writing;
    private final Durability durability;
    private final GroupCommit groups;
    private final UUID process = Ids.next();
    private final AtomicLong turn = new AtomicLong();
    private volatile Consumer<List<AuditEntry>> audited = entries -> {};

    /**
     * @param reads connections in autocommit, so that a statement is one round trip
     * @param writes connections that are not, so that a transaction has no statement around it but COMMIT; of their own, so
     *     that no crowd of readers keeps a commit waiting
     */
    public JdbcStore(HikariDataSource reads, HikariDataSource writes, Durability durability) {
        this.reads = reads;
        this.writes = writes;
        this.reading = Jdbi.create(reads);
        this.writing = Jdbi.create(writes);
        // Such connections are always in a transaction; the pool rolls back what a failure left.
        writing.getConfig(Handles.class).setForceEndTransactions(false);
        this.durability = durability;
        this.groups = new GroupCommit(durability.groupsAtOnce(), this::together);
    }

    /** A store that nobody writes to. */
    public static JdbcStore reading(HikariDataSource pool) {
        return new JdbcStore(pool, pool, Durability.ofDatabase());
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
        try (Handle handle = reading.open()) {
            return work.apply(new JdbcTransaction(handle, process, Notes.empty(turn, new Inserts())));
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
                return durability.inTurn(() -> transact(transactions -> work.apply(transactions.get())));
            } catch (RolledBackException e) {
                if (attempt >= Limits.TRANSACTION_ATTEMPTS) {
                    throw new StoreUnavailableException("the transaction kept losing to others", e);
                }
                // Two that deadlocked must not meet again at the same moment.
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2_000_000L << Math.min(attempt, 6)));
            }
        }
    }

    @Override
    public <T> T writeTogether(UUID about, Function<Transaction, T> work) {
        return Traces.part("database write", () -> groups.run(about, work, this::writeUntilDecided));
    }

    /** What fails for one of them leaves each to a transaction of its own: so it harms no other. */
    private void together(List<GroupCommit.Member<?>> members) {
        try {
            durability.inTurn(() -> transact(transactions -> {
                members.forEach(member -> member.run(transactions.get()));
                return true;
            }));
        } catch (UnknownOutcomeException | StoreUnavailableException e) {
            members.forEach(member -> member.fail(e));
        } catch (RuntimeException e) {
            if (members.size() == 1 && !(e instanceof RolledBackException)) {
                members.get(0).fail(e);
                return;
            }
            LOG.atDebug().setCause(e).log("a group of transactions came to nothing");
            members.forEach(GroupCommit.Member::forget);
        }
    }

    /** Works of one transaction, each of which takes notes of its own. */
    @FunctionalInterface
    private interface Works<T> {
        T run(Supplier<Transaction> transactions);
    }

    private <T> T transact(Works<T> works) {
        try (Handle handle = writing.open()) {
            List<Notes> notes = new ArrayList<>();
            T result = run(handle, works, notes);
            commit(handle);
            notes.stream().filter(each -> !each.audited().isEmpty()).forEach(each -> audited.accept(each.audited()));
            return result;
        } catch (ConnectionException e) {
            throw new StoreUnavailableException("no connection to the database", e);
        }
    }

    /** All that comes before COMMIT. */
    private <T> T run(Handle handle, Works<T> works, List<Notes> notes) {
        try {
            Inserts inserts = new Inserts();
            T result = works.run(() -> {
                Notes own = Notes.empty(turn, inserts);
                notes.add(own);
                return new JdbcTransaction(handle, process, own);
            });
            inserts.write(handle);
            JdbcEventRows.write(
                    handle,
                    turn,
                    notes.stream().flatMap(each -> each.events().stream()).toList());
            return result;
        } catch (RuntimeException e) {
            rollback(handle, e);
            throw afterRollback(e);
        }
    }

    private void commit(Handle handle) {
        try {
            handle.getConnection().commit();
        } catch (SQLException e) {
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
            handle.getConnection().rollback();
        } catch (SQLException e) {
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
    public Optional<Changes> changes() {
        return durability.changes();
    }

    @Override
    public void ping() {
        read(transaction -> transaction.catalogs().all());
    }

    /** Of the embedded database alone; others have their own tools. */
    @Override
    public void writeTo(Path file) {
        try (Handle handle = reading.open()) {
            handle.execute("backup to ?", file.toString());
        } catch (RuntimeException e) {
            throw new StoreUnavailableException("the embedded database could not be copied", e);
        }
    }

    /** For the pool's metrics and the migrations. */
    public DataSource dataSource() {
        return reads;
    }

    @Override
    public void close() {
        writes.close();
        reads.close();
    }

    /** The database undid the transaction; running it again is safe. */
    private static final class RolledBackException extends RuntimeException {
        RolledBackException(Throwable cause) {
            super("the database rolled the transaction back", cause);
        }
    }
}
