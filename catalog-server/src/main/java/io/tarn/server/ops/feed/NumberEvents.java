package io.tarn.server.ops.feed;

import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.ops.JobLease;
import io.tarn.server.store.EventRows.Head;
import io.tarn.server.store.EventRows.Pending;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Gives numbers to changes. With numbers that have no gaps and are only ever given at the end, "after number N" says exactly
 * what a reader has seen, on every server and for ever.
 *
 * <p>One server at a time does it, so that not all do the same work; the lease is for nothing else. Two that believe they
 * hold it read the head first and move it under compare-and-set: of the two, one transaction is rolled back. The head must
 * be read before what waits: what waited after it was read is not numbered yet, or the head has moved.
 */
public final class NumberEvents implements AutoCloseable {
    /** How long events wait when the server that numbered them has died. */
    private static final Duration LEASE = Duration.ofSeconds(3);

    private static final long ASK_AGAIN = Duration.ofMillis(700).toNanos();

    private final Store store;
    private final JobLease lease;
    private final Clock clock;
    private final LongSupplier ticks;
    private long askedAt;
    private boolean asked;
    private boolean leads;
    private volatile long oldestMillis;

    /** @param ticks nanoseconds of any beginning, always going forward */
    public NumberEvents(Store store, String server, Clock clock, LongSupplier ticks) {
        this.store = store;
        this.lease = new JobLease(store, "events", server, LEASE, clock);
        this.clock = clock;
        this.ticks = ticks;
    }

    /** Between rounds while there is nothing to number. */
    public static Duration interval() {
        return Duration.ofMillis(60);
    }

    /** @return whether there was something to number */
    public synchronized boolean run() {
        long now = ticks.getAsLong();
        if (!asked || now - askedAt > ASK_AGAIN) {
            leads = lease.acquire().isPresent();
            asked = true;
            askedAt = now;
            if (!leads) {
                // Also tells the store how far numbers go, which spares its inserts a search.
                Head unused = store.read(tx -> tx.events().head());
            }
        }
        return leads && number();
    }

    private boolean number() {
        Head head = store.read(tx -> tx.events().head());
        List<Pending> waiting = store.read(tx -> tx.events().pending(Limits.EVENTS_AT_ONCE));
        long now = clock.millis();
        oldestMillis = waiting.stream()
                .mapToLong(change -> Math.max(0, now - Ids.time(change.entry())))
                .max()
                .orElse(0);
        if (waiting.isEmpty()) {
            return false;
        }
        try {
            return store.write(tx -> {
                if (!tx.events().number(head, waiting, now)) {
                    throw new OvertakenException();
                }
                return true;
            });
        } catch (OvertakenException e) {
            // Another server numbers, too: it is asked again whose turn it is.
            asked = false;
            return false;
        }
    }

    /** How long the oldest change had waited in the last round, in milliseconds, as far as clocks agree. */
    public long oldestMillis() {
        return oldestMillis;
    }

    /** Lets another server go on at once. */
    @Override
    public synchronized void close() {
        if (leads) {
            leads = false;
            lease.release();
        }
    }

    /** Rolls the transaction back. */
    private static final class OvertakenException extends RuntimeException {
        private OvertakenException() {
            super("somebody else gives numbers");
        }
    }
}
