package io.tarn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * What one side did in one round; here of a closed loop, in which each client begins anew as soon as it is done.
 *
 * @param perSecond what all clients did together
 * @param median of the time that one took, in milliseconds
 * @param p99 of the same
 * @param fairness what the slowest client did, divided by what the fastest one did
 * @param refused how many a second were answered that there is no room for them (429 or 503); of a closed loop, whose clients
 *     try again until they succeed, 0
 */
record Round(double perSecond, double median, double p99, double fairness, double refused) {
    /** What took longer counts as so long. */
    static final long LONGEST = TimeUnit.MINUTES.toNanos(5);

    /** How long after a round its last requests may take. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    /** What one client did. What ended after the round does not count. */
    private record Share(long done, Histogram times) {}

    static Round run(Work work, int clients, long nanos) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            CountDownLatch ready = new CountDownLatch(clients);
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<Share>> running = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                running.add(threads.submit(() -> {
                    ready.countDown();
                    begin.await();
                    return loop(work, client, nanos);
                }));
            }
            ready.await();
            begin.countDown();
            List<Share> shares = new ArrayList<>();
            for (Future<Share> each : running) {
                shares.add(each.get(nanos + PATIENCE, TimeUnit.NANOSECONDS));
            }
            return of(shares, nanos);
        } catch (TimeoutException e) {
            throw new IllegalStateException("a client got no answer in half a minute", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Share loop(Work work, int client, long nanos) throws Exception {
        Histogram times = new Histogram(LONGEST, 3);
        long done = 0;
        long began = System.nanoTime();
        for (long from = began; from - began < nanos; ) {
            work.run(client);
            long to = System.nanoTime();
            if (to - began <= nanos) {
                done++;
            }
            times.recordValue(Math.min(to - from, LONGEST));
            from = to;
        }
        return new Share(done, times);
    }

    private static Round of(List<Share> shares, long nanos) {
        Histogram times = new Histogram(LONGEST, 3);
        long done = 0;
        long slowest = Long.MAX_VALUE;
        long fastest = 0;
        for (Share share : shares) {
            times.add(share.times());
            done += share.done();
            slowest = Math.min(slowest, share.done());
            fastest = Math.max(fastest, share.done());
        }
        return new Round(
                done / (nanos / 1e9),
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(99) / 1e6,
                fastest == 0 ? 0 : (double) slowest / fastest,
                0);
    }
}
