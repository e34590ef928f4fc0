package io.tarn.server.http;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.RateLimit;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the requests in work, of all protocols together, and how many a second come of one principal. Whoever is refused here
 * has changed nothing, so 503 and 429 are true answers. When there are too many, those who look around are refused before
 * those whose jobs would stand still.
 */
public final class Admission {
    /** What running jobs ask for again and again. */
    private static final Set<Operation> OF_JOBS = EnumSet.of(
            Operation.GET_CONFIG,
            Operation.GET_TABLE,
            Operation.GET_TABLE_TOKEN,
            Operation.GET_SNAPSHOT,
            Operation.COMMIT_SNAPSHOT,
            Operation.ALTER_TABLE,
            Operation.SIGN_STORAGE_REQUEST);

    private final int limit;
    private final Semaphore free;

    /** What others than jobs may hold of all places. */
    private final Semaphore others;

    private final RateLimit<UUID> rates;

    /** For those that wait aside, who bound their number themselves. */
    private final Semaphore aside = new Semaphore(Integer.MAX_VALUE);

    private final LongAdder refused = new LongAdder();

    private volatile boolean draining;

    /** @param rates of principals, by their ids */
    public Admission(int limit, RateLimit<UUID> rates) {
        this.limit = limit;
        this.free = new Semaphore(limit);
        this.others = new Semaphore(Math.max(1, limit / 2));
        this.rates = rates;
    }

    /** The place of a request among those in work. */
    public final class Place {
        private final AtomicReference<@Nullable Semaphore> held = new AtomicReference<>(free);
        private final AtomicBoolean amongOthers;

        private Place(boolean ofJob) {
            amongOthers = new AtomicBoolean(!ofJob);
        }

        /** Lets another request in, and is still waited for when the server stops. */
        public void stepAside() {
            leaveOthers();
            aside.acquireUninterruptibly();
            (held.compareAndSet(free, aside) ? free : aside).release();
        }

        private void leaveOthers() {
            if (amongOthers.compareAndSet(true, false)) {
                others.release();
            }
        }

        /** As often as one likes. */
        public void leave() {
            leaveOthers();
            Semaphore semaphore = held.getAndSet(null);
            if (semaphore != null) {
                semaphore.release();
            }
        }
    }

    /** @throws TarnException UNAVAILABLE when too many requests are in work, or the server stops */
    public Place enter(Operation operation) {
        boolean ofJob = OF_JOBS.contains(operation);
        if (draining || (!ofJob && !others.tryAcquire())) {
            throw refusal();
        }
        if (!free.tryAcquire()) {
            if (!ofJob) {
                others.release();
            }
            throw refusal();
        }
        return new Place(ofJob);
    }

    private TarnException refusal() {
        refused.increment();
        return TarnException.of(
                ErrorCode.UNAVAILABLE, draining ? "The server is stopping" : "The server is busy; try again");
    }

    /**
     * Once it is known who calls.
     *
     * @throws TarnException RATE_LIMITED
     */
    public void count(Caller caller) {
        rates.take(caller.principal().id());
    }

    /** Requests in work that hold a place, of {@link #limit()}. */
    public int inWork() {
        return limit - free.availablePermits();
    }

    /** Requests that wait aside for something to happen. */
    public int waitingAside() {
        return Integer.MAX_VALUE - aside.availablePermits();
    }

    public int limit() {
        return limit;
    }

    /** How many requests found no place, since the start. */
    public long refused() {
        return refused.sum();
    }

    /** Whether the server stops: from now on nothing gets in. */
    public boolean draining() {
        return draining;
    }

    /** @return whether everything in work finished in time */
    public boolean drain(Duration patience) {
        draining = true;
        long end = System.nanoTime() + patience.toNanos();
        try {
            return free.tryAcquire(limit, end - System.nanoTime(), TimeUnit.NANOSECONDS)
                    && aside.tryAcquire(Integer.MAX_VALUE, end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
