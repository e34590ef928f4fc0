package io.tarn.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Requests that come at a rate of their own, whether the server keeps up or not. Each counts from the moment at which it
 * should have been sent, so that waiting behind slow ones is part of what it took.
 */
final class OpenLoop implements Measured {
    private final MixedLoad load;
    private final double perSecond;

    /** @param perSecond how many come */
    OpenLoop(MixedLoad load, double perSecond) {
        this.load = load;
        this.perSecond = perSecond;
    }

    @Override
    public Round round(int clients, long nanos) throws Exception {
        Histogram times = new Histogram(Round.LONGEST, 3);
        AtomicLong done = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        AtomicLong next = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long began = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                running.add(threads.submit(() -> {
                    for (long due = due(next); due < nanos && System.nanoTime() - began < nanos; due = due(next)) {
                        waitFor(began + due);
                        boolean served = load.serve(client);
                        long now = System.nanoTime();
                        if (!served) {
                            refused.incrementAndGet();
                        } else if (now - began <= nanos) {
                            done.incrementAndGet();
                            record(times, now - began - due);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        double seconds = nanos / 1e9;
        return new Round(
                done.get() / seconds,
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(99) / 1e6,
                1,
                refused.get() / seconds);
    }

    private static void record(Histogram times, long nanos) {
        synchronized (times) {
            times.recordValue(Math.max(0, Math.min(nanos, Round.LONGEST)));
        }
    }

    /** When the next one should be sent, in nanoseconds from the beginning. */
    private long due(AtomicLong next) {
        return (long) (next.getAndIncrement() * TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    private static void waitFor(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public Optional<String> check() throws IOException {
        return Optional.of("%.0f requests a second came. ".formatted(perSecond) + load.found());
    }
}
