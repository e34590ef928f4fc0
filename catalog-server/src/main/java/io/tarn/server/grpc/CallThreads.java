package io.tarn.server.grpc;

import io.tarn.server.model.Limits;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that calls run in: as many as there is work, and no more than a bound; beyond it calls wait. */
final class CallThreads {
    private static final int LEAST = 4;

    /** More than are admitted, so that refusing does not wait in a queue. */
    private static final int MOST = Limits.REQUESTS_IN_FLIGHT + 32;

    private static final int IDLE_SECONDS = 30;

    private CallThreads() {}

    static ThreadPoolExecutor start() {
        AtomicInteger made = new AtomicInteger();
        return new ThreadPoolExecutor(
                LEAST,
                MOST,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ToIdleThreads(),
                work -> new Thread(work, "grpc-" + made.incrementAndGet()),
                CallThreads::enqueue);
    }

    /** Java's own queues fill up before a pool grows beyond its least size; this one takes only what a thread waits for. */
    @SuppressWarnings("serial")
    private static final class ToIdleThreads extends LinkedTransferQueue<Runnable> {
        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }
    }

    /** All threads are busy and there may be no more of them. */
    private static void enqueue(Runnable work, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            throw new RejectedExecutionException("the server has stopped");
        }
        ((ToIdleThreads) pool.getQueue()).put(work);
    }
}
