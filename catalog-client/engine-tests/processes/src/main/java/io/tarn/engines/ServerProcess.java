package io.tarn.engines;

import static org.awaitility.Awaitility.await;

import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.schema.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A server with its data and its ports, which outlive its processes: it can be killed and started again. */
public final class ServerProcess implements AutoCloseable {

    public static final String CATALOG = "main";

    /** Where a commit can be when the process dies. */
    public enum CrashPoint {
        BEFORE_COMMIT,
        AFTER_COMMIT,
        AFTER_SNAPSHOT_FILE,
        BEFORE_ANSWER
    }

    /** Between what the database has decided and what storage does after it. */
    public enum DecisionPoint {
        AFTER_COMMIT,
        AFTER_HISTORY_CHANGE,
        BEFORE_SCHEMA_FILE
    }

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CRASHING = "io.tarn.server.CrashingServer";
    private static final int KILLED = 137;

    private final Path directory;
    private final Path configuration;
    private final int port;
    private final int grpcPort;
    private final List<String> jvm;
    private ChildProcess process;
    private volatile boolean ready;

    private ServerProcess(Path directory, Path configuration, int port, int grpcPort, List<String> jvm) {
        this.directory = directory;
        this.configuration = configuration;
        this.port = port;
        this.grpcPort = grpcPort;
        this.jvm = jvm;
    }

    /** A catalog of a server; its warehouse is a local directory. */
    public record CatalogSettings(String name, Path warehouse, String layout, List<Path> allowed) {
        private String yaml() {
            return "  - {name: \"%s\", warehouse: \"file:%s\", layout: %s, allowed-locations: [%s]}\n"
                    .formatted(
                            name,
                            warehouse,
                            layout,
                            allowed.stream()
                                    .map(location -> "\"file:" + location + "\"")
                                    .collect(Collectors.joining(", ")));
        }
    }

    /** A server with a new store and one catalog, and its files below the given directory. */
    public static ServerProcess start(Path directory, StoreSettings store) {
        return start(
                directory,
                store,
                List.of(new CatalogSettings(CATALOG, directory.resolve("warehouse"), "unique", List.of())));
    }

    /** A server with a new store and the given catalogs; its own files lie below the given directory. */
    public static ServerProcess start(Path directory, StoreSettings store, List<CatalogSettings> catalogs) {
        return start(directory, store, catalogs, "");
    }

    /**
     * As above.
     *
     * @param more further sections of the configuration file, in YAML; may be empty
     */
    public static ServerProcess start(
            Path directory, StoreSettings store, List<CatalogSettings> catalogs, String more) {
        return start(directory, store, catalogs, more, List.of());
    }

    /**
     * As above.
     *
     * @param jvm options of its JVM, which win over those that suit tests
     */
    public static ServerProcess start(
            Path directory, StoreSettings store, List<CatalogSettings> catalogs, String more, List<String> jvm) {
        ServerProcess server = prepare(directory, store, catalogs, more, jvm);
        server.start();
        return server;
    }

    /** As {@link #start(Path, StoreSettings, List, String)}, for a server that is started later. */
    public static ServerProcess prepare(
            Path directory, StoreSettings store, List<CatalogSettings> catalogs, String more) {
        return prepare(directory, store, catalogs, more, List.of());
    }

    private static ServerProcess prepare(
            Path directory, StoreSettings store, List<CatalogSettings> catalogs, String more, List<String> jvm) {
        int port = Ports.next();
        int grpcPort = Ports.next();
        String yaml = """
            data-dir: %1$s/data
            http: {host: 127.0.0.1, port: %2$d}
            grpc: {host: 127.0.0.1, port: %9$d}
            monitor: {host: 127.0.0.1, port: %3$d}
            store:
              url: "%4$s"
              user: "%5$s"
              password: "%6$s"
            catalogs:
            %7$s
            %8$s\
            """.formatted(
                        directory,
                        port,
                        Ports.next(),
                        store.url(),
                        store.user(),
                        store.password(),
                        catalogs.stream().map(CatalogSettings::yaml).collect(Collectors.joining()),
                        more,
                        grpcPort);
        try {
            Path configuration = Files.writeString(directory.resolve("tarn.yaml"), yaml);
            return new ServerProcess(directory, configuration, port, grpcPort, jvm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        start(Map.of());
    }

    /** Starts a server with settings of its own beside those of its configuration file. */
    public void start(Map<String, String> environment) {
        start("io.tarn.server.TarnServer", List.of(), libraries(), environment);
    }

    /** Starts a server that dies when the given number of commits have come to the given point. */
    public void startToCrashAt(CrashPoint point, int commits) {
        startCrashing("-Dtarn.crash.at=" + point, "-Dtarn.crash.after=" + commits);
    }

    /** Starts a server that dies when {@link #crashAt} says so. */
    public void startToCrashWhenTold() {
        startCrashing("-Dtarn.crash.file=" + crashFile());
    }

    /** The server dies when it comes to the point the next time. */
    public void crashAt(DecisionPoint point) {
        crashAt(point.name());
    }

    /** The server dies when a commit comes to the point the next time. */
    public void crashAt(CrashPoint point) {
        crashAt(point.name());
    }

    private void crashAt(String point) {
        try {
            Files.writeString(crashFile(), point);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path crashFile() {
        return directory.resolve("crash-at");
    }

    /**
     * Starts a server whose clock is off, and whose storage fails and is slow as a file says.
     *
     * @param faults two numbers: of a hundred writes how many fail, and how many are slow; it need not be there
     */
    public void startFaulty(Path faults, Duration clockOffset) {
        startForTests(
                "io.tarn.server.FaultyServer",
                "-Dtarn.faults.file=" + faults,
                "-Dtarn.faults.clock-millis=" + clockOffset.toMillis());
    }

    private void startCrashing(String... options) {
        startForTests(CRASHING, options);
    }

    private void startForTests(String program, String... options) {
        start(
                program,
                List.of(options),
                libraries() + ":" + TestSettings.path("tarn.it.server").resolve("test-classes"),
                Map.of());
    }

    private void start(String program, List<String> options, String classPath, Map<String, String> environment) {
        ready = false;
        List<String> command = new ArrayList<>(List.of("-Xmx256m"));
        command.addAll(jvm);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program, "--config", configuration.toString()));
        process = ChildProcess.java("server", command, environment, line -> {
            if (line.startsWith("Tarn is ready")) {
                ready = true;
            }
        });
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    if (!process.isAlive() && !ready && !hasCrashed(program)) {
                        throw new AssertionError("the server ended\n" + process.lastWords());
                    }
                })
                .until(() -> ready || hasCrashed(program));
    }

    /** Clients commit as soon as the port is open, so a server may die as it was told before it has said that it is ready. */
    private boolean hasCrashed(String program) {
        return program.equals(CRASHING) && !process.isAlive() && process.awaitExit(LIMIT) == KILLED;
    }

    private static String libraries() {
        Path libraries = TestSettings.path("tarn.it.server").resolve("dist/tarn/lib");
        if (!Files.isDirectory(libraries)) {
            throw new IllegalStateException("the build has not made " + libraries);
        }
        return libraries + "/*";
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "http://127.0.0.1:" + port;
    }

    public int grpcPort() {
        return grpcPort;
    }

    /** The file that the token of root lies in. */
    public Path tokenFile() {
        return directory.resolve("data/root.token");
    }

    public String token() {
        try {
            return Files.readString(tokenFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the process that runs now. */
    public long pid() {
        return process.pid();
    }

    public void kill() {
        close();
    }

    /** Stops the server as whoever operates it does, and waits for its end. */
    public void stop() {
        process.terminate();
        process.close();
    }

    /** Waits until the server has died by itself. */
    public void awaitCrash() {
        process.awaitExit(LIMIT);
        process.close();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
