package io.tarn.server.http;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bounds the requests in work, of all protocols together. Whoever is refused here has changed nothing, so 503 is a true answer. */
public final class Admission {
    private final int limit;
    private final Semaphore free;
    private volatile boolean draining;

    public Admission(int limit) {
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    /** The place of a request among those in work. */
    public final class Place {
        private final AtomicBoolean left = new AtomicBoolean();

        private Place() {}

        /** As often as one likes. */
        public void leave() {
            if (left.compareAndSet(false, true)) {
                free.release();
            }
        }
    }

    /** @throws TarnException UNAVAILABLE when too many requests are in work, or the server stops */
    public Place enter() {
        if (draining || !free.tryAcquire()) {
            throw TarnException.of(
                    ErrorCode.UNAVAILABLE, draining ? "The server is stopping" : "The server is busy; try again");
        }
        return new Place();
    }

    /** Whether the server stops: from now on nothing gets in. */
    public boolean draining() {
        return draining;
    }

    /** @return whether everything in work finished in time */
    public boolean drain(Duration patience) {
        draining = true;
        try {
            return free.tryAcquire(limit, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
