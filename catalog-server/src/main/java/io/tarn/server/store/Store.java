package io.tarn.server.store;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The catalog database.
 *
 * <p>Neither form may be called inside the other, and neither may hold its transaction open across storage I/O.
 */
public interface Store extends AutoCloseable {
    /**
     * Reads. Every statement sees whatever was committed before it began; nothing ties two statements together.
     *
     * @throws StoreUnavailableException when the database cannot be reached
     */
    <T> T read(Function<Transaction, T> work);

    /**
     * Runs one READ COMMITTED transaction. The closure runs again when the database rolled it back for a deadlock, a lock
     * wait or a conflict of replicas, so it must do nothing but use its argument. An exception rolls back.
     *
     * @throws StoreUnavailableException when nothing was written, for certain
     * @throws UnknownOutcomeException when COMMIT got no answer: the work may or may not be there
     * @throws DuplicateKeyException when an insert met an existing key; nothing was written
     */
    <T> T write(Function<Transaction, T> work);

    /**
     * As {@link #write}, for what very many do at once, each to an object of its own: what comes at the same time may share one
     * transaction, and its COMMIT. None sees a difference, but that its keys are checked at the end. Small work that waits
     * for nobody.
     *
     * @param about what the work locks
     */
    <T> T writeTogether(UUID about, Function<Transaction, T> work);

    /** What was written to the database, when it belongs to this process; empty when others may write to it, too. */
    Optional<Changes> changes();

    /** Does the least that proves the database answers. */
    void ping();

    @Override
    void close();
}
