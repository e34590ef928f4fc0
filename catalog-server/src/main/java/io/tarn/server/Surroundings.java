package io.tarn.server;

import io.tarn.server.files.Storage;
import io.tarn.server.ops.snapshots.CommitSteps;
import java.time.Clock;
import java.util.function.UnaryOperator;

/**
 * What a server meets, beside what its configuration names. Production takes {@link #real()}; tests of faults put others in
 * their places.
 *
 * @param steps told where each commit is
 * @param clock what the time is
 * @param storage stands before the storage of each catalog
 */
record Surroundings(CommitSteps steps, Clock clock, UnaryOperator<Storage> storage) {

    static Surroundings real() {
        return observedBy(CommitSteps.unobserved());
    }

    static Surroundings observedBy(CommitSteps steps) {
        return new Surroundings(steps, Clock.systemUTC(), UnaryOperator.identity());
    }
}
