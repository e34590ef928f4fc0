package io.tarn.server;

import io.tarn.server.config.ConfigException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The commands that work on a server's database and storage: {@code tarn import} and {@code tarn fsck}. */
final class StoreCommand {
    private static final Map<String, Runner> COMMANDS = Map.of("import", ImportCommand::run, "fsck", FsckCommand::run);

    /** A command. */
    interface Runner {
        /**
         * @return the exit code: 0 when all is well, 1 when somebody has to do something
         * @throws ConfigException when what is asked for cannot be understood
         */
        int run(List<String> words, PrintStream out, PrintStream progress);
    }

    private StoreCommand() {}

    static boolean named(List<String> words) {
        return !words.isEmpty() && COMMANDS.containsKey(words.get(0));
    }

    /** As {@link Runner#run}. */
    static int run(List<String> words, PrintStream out, PrintStream progress) {
        Runner command = COMMANDS.get(words.get(0));
        if (command == null) {
            throw new ConfigException("there is no command " + words.get(0));
        }
        return command.run(words.subList(1, words.size()), out, progress);
    }

    static Path configuration(CommandLine line) {
        return Path.of(line.text("--config", "conf/tarn.yaml"));
    }

    /** Never less than asked for. */
    static void sleep(java.time.Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
