package io.tarn.server;

import io.tarn.server.ops.snapshots.CommitSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server's main class for crash tests: the process dies, as by kill -9, when the {@code tarn.crash.after}-th commit
 * reaches the step {@code tarn.crash.at}; or, with {@code tarn.crash.file}, as soon as it reaches the step that the file
 * names. No shutdown hook runs and nothing is flushed.
 */
public final class CrashingServer {
    private static final int KILLED = 137;

    private CrashingServer() {}

    public static void main(String[] arguments) {
        String file = System.getProperty("tarn.crash.file");
        TarnServer.run(arguments, Surroundings.observedBy(file == null ? atACommit() : whenTold(Path.of(file))));
    }

    private static CommitSteps atACommit() {
        CommitSteps.Step at = CommitSteps.Step.valueOf(System.getProperty("tarn.crash.at"));
        AtomicInteger left = new AtomicInteger(Integer.getInteger("tarn.crash.after", 1));
        return step -> {
            if (step == at && left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
    }

    private static CommitSteps whenTold(Path file) {
        return step -> {
            try {
                if (Files.exists(file) && Files.readString(file).equals(step.name())) {
                    // The next process is not told.
                    Files.delete(file);
                    Runtime.getRuntime().halt(KILLED);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}
