package io.tarn.server;

import io.tarn.server.ops.snapshots.CommitSteps;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * The server's main class for runs with faults: its clock is off by {@code tarn.faults.clock-millis}, and its storage fails
 * and is slow while and as {@code tarn.faults.file} says, see {@link FaultyStorage}.
 */
public final class FaultyServer {

    private FaultyServer() {}

    public static void main(String[] arguments) {
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMillis(Long.getLong("tarn.faults.clock-millis", 0)));
        FaultyStorage.Faults faults = new FaultyStorage.Faults(Path.of(System.getProperty("tarn.faults.file")));
        TarnServer.run(
                arguments,
                new Surroundings(CommitSteps.unobserved(), clock, storage -> FaultyStorage.before(storage, faults)));
    }
}
