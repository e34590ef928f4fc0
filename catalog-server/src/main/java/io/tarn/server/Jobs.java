package io.tarn.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Background work: a few threads, never two for one job, and a failure only costs its step. */
final class Jobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final long STOP_SECONDS = 10;

    /** How long a step may go on that is at work when the server stops: most are over at once. */
    private static final long FINISH_SECONDS = 3;

    /** A job that takes long holds up no other. */
    private static final int THREADS = 4;

    private final ScheduledThreadPoolExecutor threads;

    private final Map<String, BooleanSupplier> atTheEnd = new LinkedHashMap<>();

    private final MeterRegistry metrics;

    private final Map<String, Figures> figures = new ConcurrentHashMap<>();

    /** How a job goes; of several with one name together. */
    private static final class Figures {
        private final Counter done;
        private final Counter failed;
        private volatile long lastDone;

        Figures(MeterRegistry metrics, String job) {
            done = metrics.counter("tarn.job.steps", "job", job, "outcome", "done");
            failed = metrics.counter("tarn.job.steps", "job", job, "outcome", "failed");
            Gauge.builder("tarn.job.last.success.seconds", this, figures -> figures.lastDone / 1e3)
                    .description("when the job's last step ended without a failure, since 1970; 0: none yet")
                    .tag("job", job)
                    .register(metrics);
        }

        void done() {
            done.increment();
            lastDone = System.currentTimeMillis();
        }
    }

    Jobs(MeterRegistry metrics) {
        this("jobs", THREADS, metrics);
    }

    /** For work that must not wait for other work. */
    Jobs(String name, int count, MeterRegistry metrics) {
        this.metrics = metrics;
        threads = new ScheduledThreadPoolExecutor(count, work -> {
            Thread worker = new Thread(work, name);
            worker.setDaemon(true);
            return worker;
        });
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Runs a job again and again.
     *
     * @param step says whether there is more to do now
     * @param pause between steps while there is more
     * @param idle between looks while there is nothing
     */
    void repeat(String name, BooleanSupplier step, Duration pause, Duration idle) {
        // Told of from the start, so that a job that never came to run is seen.
        figures(name);
        schedule(name, step, pause, idle, idle);
    }

    /** As {@link #repeat}, and once more at the end, with what the last step left. */
    void repeatToTheEnd(String name, BooleanSupplier step, Duration idle) {
        atTheEnd.put(name, step);
        repeat(name, step, idle, idle);
    }

    private void schedule(String name, BooleanSupplier step, Duration pause, Duration idle, Duration next) {
        Runnable turn = () -> {
            boolean more = run(name, step);
            if (!threads.isShutdown()) {
                schedule(name, step, pause, idle, more ? pause : idle);
            }
        };
        var unused = threads.schedule(turn, next.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Figures figures(String job) {
        return figures.computeIfAbsent(job, name -> new Figures(metrics, name));
    }

    private boolean run(String name, BooleanSupplier step) {
        Figures told = figures(name);
        try {
            boolean more = step.getAsBoolean();
            told.done();
            return more;
        } catch (RuntimeException e) {
            told.failed.increment();
            LOG.atWarn().addKeyValue("job", name).setCause(e).log("a background job failed; it is tried again");
            return false;
        }
    }

    @Override
    public void close() {
        stop();
        atTheEnd.forEach(this::run);
    }

    private void stop() {
        // Not interrupted at once: a thread that is interrupted while it writes closes the embedded database's file.
        threads.shutdown();
        try {
            if (threads.awaitTermination(FINISH_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
            threads.shutdownNow();
            if (!threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a background job was still at work when the server stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
