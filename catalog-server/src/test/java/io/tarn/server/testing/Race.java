package io.tarn.server.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets several runners go at the same moment. */
public final class Race {
    private Race() {}

    /** The results in the order of the runners; what one throws fails the test. */
    public static <T> List<T> run(List<Callable<T>> runners) {
        ExecutorService threads = Executors.newFixedThreadPool(runners.size());
        CyclicBarrier start = new CyclicBarrier(runners.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> runner : runners) {
                running.add(threads.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    return runner.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : running) {
                results.add(result.get(60, TimeUnit.SECONDS));
            }
            return results;
        } catch (Exception e) {
            throw new AssertionError("a runner failed", e);
        } finally {
            // Not shutdownNow: an interrupt closes the file under an embedded database.
            threads.shutdown();
        }
    }
}
