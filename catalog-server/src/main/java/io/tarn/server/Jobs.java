package io.tarn.server;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Background work: one thread, small steps, and a failure only costs its step. */
final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final long STOP_SECONDS = 10;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread worker = new Thread(work, "jobs");
        worker.setDaemon(true);
        return worker;
    });

    /**
     * Runs a job again and again.
     *
     * @param step says whether there is more to do now
     * @param pause between steps while there is more
     * @param idle between looks while there is nothing
     */
    void repeat(String name, BooleanSupplier step, Duration pause, Duration idle) {
        schedule(name, step, pause, idle, idle);
    }

    private void schedule(String name, BooleanSupplier step, Duration pause, Duration idle, Duration next) {
        Runnable turn = () -> {
            boolean more = false;
            try {
                more = step.getAsBoolean();
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("job", name).setCause(e).log("a background job failed; it is tried again");
            }
            if (!thread.isShutdown()) {
                schedule(name, step, pause, idle, more ? pause : idle);
            }
        };
        var unused = thread.schedule(turn, next.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a background job was still at work when the server stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
