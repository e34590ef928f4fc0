package io.tarn.server.http;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds the requests in work. Whoever is refused here has changed nothing, so 503 is a true answer. */
final class Admission {
    private final int limit;
    private final Semaphore free;
    private volatile boolean draining;

    Admission(int limit) {
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    /** @throws TarnException UNAVAILABLE when too many requests are in work, or the server stops */
    void enter() {
        if (draining || !free.tryAcquire()) {
            throw TarnException.of(
                    ErrorCode.UNAVAILABLE, draining ? "The server is stopping" : "The server is busy; try again");
        }
    }

    /** Once for each {@link #enter} that returned. */
    void leave() {
        free.release();
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
