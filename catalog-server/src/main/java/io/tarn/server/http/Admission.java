package io.tarn.server.http;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bounds the requests in work. Whoever is refused here has changed nothing, so 503 is a true answer. */
final class Admission {
    private final int limit;
    private final Semaphore free;
    private volatile boolean draining;

    Admission(int limit) {
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    /** The place of a request among those in work. */
    final class Place {
        private final AtomicBoolean left = new AtomicBoolean();

        private Place() {}

        /** As often as one likes. */
        void leave() {
            if (left.compareAndSet(false, true)) {
                free.release();
            }
        }
    }

    /** @throws TarnException UNAVAILABLE when too many requests are in work, or the server stops */
    Place enter() {
        if (draining || !free.tryAcquire()) {
            throw TarnException.of(
                    ErrorCode.UNAVAILABLE, draining ? "The server is stopping" : "The server is busy; try again");
        }
        return new Place();
    }

    boolean draining() {
        return draining;
    }

    /** @return whether everything in work finished in time */
    boolean drain(Duration patience) {
        draining = true;
        try {
            return free.tryAcquire(limit, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
