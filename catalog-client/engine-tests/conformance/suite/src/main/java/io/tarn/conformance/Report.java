package io.tarn.conformance;

import io.tarn.conformance.Exclusions.Kind;
import io.tarn.engines.TestSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Counts the tests of a run: one line for the build's output, and a file with the reason of each that did not pass. */
final class Report {
    private final List<String> details = new ArrayList<>();
    private final Map<Kind, Integer> skipped = new EnumMap<>(Kind.class);
    private int passed;
    private int failed;

    Report() {
        for (Kind kind : Kind.values()) {
            skipped.put(kind, 0);
        }
    }

    void passed() {
        passed++;
    }

    void failed(String test, Throwable cause) {
        failed++;
        details.add("failed " + test + "\n" + trace(cause));
    }

    void skipped(Kind kind, String test, Throwable cause) {
        skipped.merge(kind, 1, Integer::sum);
        details.add(kind.name().toLowerCase(Locale.ROOT) + " " + test + "\n" + trace(cause));
    }

    void write() {
        int listed = skipped.values().stream().mapToInt(Integer::intValue).sum();
        String line = String.format(
                "Paimon %s client, Tarn on %s: %d tests, %d passed, %d failed, %d listed (%d mock, %d later)",
                System.getProperty("tarn.conformance.paimon"),
                ConformanceServer.store(),
                passed + failed + listed,
                passed,
                failed,
                listed,
                skipped.get(Kind.MOCK),
                skipped.get(Kind.LATER));
        System.out.println(line);
        Path file = TestSettings.path("tarn.conformance.directory")
                .resolve(ConformanceServer.store().name().toLowerCase(Locale.ROOT) + ".txt");
        try {
            Files.writeString(file, line + "\n\n" + String.join("\n", details));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String trace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
