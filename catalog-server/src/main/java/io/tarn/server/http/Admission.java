package io.tarn.server.http;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Bounds the requests in work, of all protocols together. Whoever is refused here has changed nothing, so 503 is a true answer. */
public final class Admission {
    private final int limit;
    private final Semaphore free;

    /** For those that wait aside, who bound their number themselves. */
    private final Semaphore aside = new Semaphore(Integer.MAX_VALUE);

    private final LongAdder refused = new LongAdder();

    private volatile boolean draining;

    public Admission(int limit) {
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    /** The place of a request among those in work. */
    public final class Place {
        private final AtomicReference<@Nullable Semaphore> held = new AtomicReference<>(free);

        private Place() {}

        /** Lets another request in, and is still waited for when the server stops. */
        public void stepAside() {
            aside.acquireUninterruptibly();
            (held.compareAndSet(free, aside) ? free : aside).release();
        }

        /** As often as one likes. */
        public void leave() {
            Semaphore semaphore = held.getAndSet(null);
            if (semaphore != null) {
                semaphore.release();
            }
        }
    }

    /** @throws TarnException UNAVAILABLE when too many requests are in work, or the server stops */
    public Place enter() {
        if (draining || !free.tryAcquire()) {
            refused.increment();
            throw TarnException.of(
                    ErrorCode.UNAVAILABLE, draining ? "The server is stopping" : "The server is busy; try again");
        }
        return new Place();
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
