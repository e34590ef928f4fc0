package io.tarn.server;

import io.tarn.server.ops.snapshots.CommitSteps;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server's main class for crash tests: the process dies, as by kill -9, when the {@code tarn.crash.after}-th commit
 * reaches the step {@code tarn.crash.at}. No shutdown hook runs and nothing is flushed.
 */
public final class CrashingServer {
    private static final int KILLED = 137;

    private CrashingServer() {}

    public static void main(String[] arguments) {
        CommitSteps.Step at = CommitSteps.Step.valueOf(System.getProperty("tarn.crash.at"));
        AtomicInteger left = new AtomicInteger(Integer.getInteger("tarn.crash.after", 1));
        TarnServer.run(arguments, step -> {
            if (step == at && left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(KILLED);
            }
        });
    }
}
