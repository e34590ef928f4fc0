package io.tarn.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Writes down which test called which route, and what that answered, for {@link RouteTableCheck}. */
final class RouteLog {
    private static final Path TARGET = Path.of(System.getProperty("basedir", "."), "target");
    private static final String NAME = "routes-called-";

    /** The build runs tests in several processes, each of which has its number. */
    private static final Path FILE = TARGET.resolve(NAME + System.getProperty("tarn.test.fork", "1") + ".tsv");

    private static final Set<String> LINES = new HashSet<>();
    private static String test = "";

    private RouteLog() {}

    /** One line for each route, status and test; a run of the tests begins with an empty file. */
    static synchronized void answered(String method, String template, int status) {
        String line = method + " " + template + "\t" + status + "\t" + test + "\n";
        if (!test.isEmpty() && LINES.add(line)) {
            try {
                Files.createDirectories(FILE.getParent());
                Files.writeString(
                        FILE,
                        line,
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        LINES.size() == 1 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What all processes have written. */
    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(TARGET, NAME + "*")) {
            for (Path file : files) {
                lines.addAll(Files.readAllLines(file));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void running(String name) {
        test = name;
    }

    /** Knows which test is running; registered as a service. */
    public static final class Watcher implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
        /** For the service loader. */
        public Watcher() {}

        @Override
        public void beforeAll(ExtensionContext context) {
            running(context.getRequiredTestClass().getSimpleName());
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            running(context.getRequiredTestClass().getSimpleName() + "."
                    + context.getRequiredTestMethod().getName());
        }

        @Override
        public void afterAll(ExtensionContext context) {
            running("");
        }
    }
}
