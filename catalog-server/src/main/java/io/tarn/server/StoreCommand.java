package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The commands that work on a server's database and storage: {@code tarn import}, {@code tarn fsck} and {@code tarn restore}. */
final class StoreCommand {
    /**
     * One of them.
     *
     * @param parse reads the words after its name
     */
    record Command(Function<List<String>, CommandLine> parse, Work work) {
        /**
         * @param progress where to tell how it goes; what comes of it goes to {@code out}
         * @return the exit code: 0 when all is well, 1 when somebody has to do something
         * @throws ConfigException when what is asked for cannot be done with this configuration
         */
        int run(CommandLine line, Config config, PrintStream out, PrintStream progress) {
            return work.run(line, config, out, progress);
        }
    }

    interface Work {
        int run(CommandLine line, Config config, PrintStream out, PrintStream progress);
    }

    private static final Map<String, Command> COMMANDS = Map.of(
            "import", new Command(ImportCommand::parse, ImportCommand::run),
            "restore", new Command(RestoreCommand::parse, RestoreCommand::run),
            "fsck", new Command(FsckCommand::parse, FsckCommand::run));

    private StoreCommand() {}

    /** The one that the first word names. */
    static Optional<Command> named(List<String> words) {
        return words.stream().findFirst().map(COMMANDS::get);
    }

    static Path configuration(CommandLine line) {
        return Path.of(line.text("--config", "conf/tarn.yaml"));
    }

    static void sleep(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
