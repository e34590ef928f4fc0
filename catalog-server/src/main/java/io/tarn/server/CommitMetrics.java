package io.tarn.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tarn.server.ops.snapshots.CommitObserver;
import java.time.Duration;

/** Metrics of all commits to managed tables through this process together. */
final class CommitMetrics implements CommitObserver {
    /** From a disk nearby to a store that is in trouble. */
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final Counter won;
    private final Counter lost;
    private final Counter replayed;
    private final Counter healed;
    private final Timer publication;

    CommitMetrics(MeterRegistry metrics) {
        won = outcome(metrics, "won");
        lost = outcome(metrics, "lost");
        replayed = outcome(metrics, "replayed");
        healed = outcome(metrics, "healed");
        publication = Timer.builder("tarn.publication")
                .description("from a commit's decision to its snapshot file being there and known to be")
                .serviceLevelObjectives(BOUNDS)
                .register(metrics);
    }

    private static Counter outcome(MeterRegistry metrics, String outcome) {
        return Counter.builder("tarn.commits")
                .description("commits by how they ended; healed: published by another request than their own")
                .tag("outcome", outcome)
                .register(metrics);
    }

    @Override
    public void won(Attempt attempt) {
        won.increment();
    }

    @Override
    public void lost(Attempt attempt) {
        lost.increment();
    }

    @Override
    public void replayed(Attempt attempt) {
        replayed.increment();
    }

    @Override
    public void published(Duration took, boolean whoeverMetIt) {
        publication.record(took);
        if (whoeverMetIt) {
            healed.increment();
        }
    }
}
