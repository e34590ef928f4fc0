package io.tarn.server;

import io.tarn.server.config.Config;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs {@code tarn restore} for tests of other packages. */
public final class RestoreForTests {
    private RestoreForTests() {}

    /** @return what it prints */
    public static String run(Config config, String... words) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        RestoreCommand.run(RestoreCommand.parse(List.of(words)), config, out, out);
        return printed.toString(StandardCharsets.UTF_8);
    }
}
