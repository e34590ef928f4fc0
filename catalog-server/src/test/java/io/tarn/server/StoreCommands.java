package io.tarn.server;

import io.tarn.server.config.Config;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code tarn import} and {@code tarn fsck} as the main class does. */
public final class StoreCommands {
    /** What a command came to, and what it printed. */
    public record Ran(int exit, String out, String progress) {}

    private StoreCommands() {}

    /** With {@code --json}. */
    public static Ran run(Config config, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        StoreCommand.Command command = StoreCommand.named(all).orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        int exit = command.run(
                command.parse().apply(all.subList(1, all.size())),
                config,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(progress, true, StandardCharsets.UTF_8));
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), progress.toString(StandardCharsets.UTF_8));
    }
}
