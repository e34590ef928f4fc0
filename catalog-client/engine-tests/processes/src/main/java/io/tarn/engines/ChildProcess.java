package io.tarn.engines;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A forked JVM: passes the lines of its standard output on, and writes its standard error to a log file. */
public final class ChildProcess implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Process process;
    private final Path log;
    private final Thread reader;
    private final Thread hook;

    private ChildProcess(Process process, Path log, Consumer<String> lines) {
        this.process = process;
        this.log = log;
        this.reader = new Thread(() -> pump(process, lines), "output of " + log.getFileName());
        this.hook = new Thread(process::destroyForcibly);
        reader.start();
        // A build that is interrupted leaves no process behind.
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public static ChildProcess java(
            String name, List<String> arguments, Map<String, String> environment, Consumer<String> lines) {
        Path logs = TestSettings.path("tarn.it.logs");
        Path log = logs.resolve(String.format("%03d-%s.log", COUNT.incrementAndGet(), name));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Short lives on few cores: the cheap collector and the quick compiler are the fast ones.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(arguments);
        try {
            Files.createDirectories(logs);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            builder.redirectError(log.toFile());
            Path output = logs.resolve(log.getFileName() + ".out");
            return new ChildProcess(builder.start(), log, tee(output, lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process said is worth more than its log when a test fails. */
    private static Consumer<String> tee(Path file, Consumer<String> lines) throws IOException {
        PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file), true);
        return line -> {
            writer.println(line);
            lines.accept(line);
        };
    }

    private static void pump(Process process, Consumer<String> lines) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines);
        } catch (IOException | UncheckedIOException e) {
            // A killed process may break its pipe in the middle of a line; the test learns of its death by isAlive.
            lines.accept("");
        }
    }

    public void send(String line) {
        try {
            Writer input = process.outputWriter(StandardCharsets.UTF_8);
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the process of " + log + " does not listen", e);
        }
    }

    /** A process whose output is not read to its end counts as alive. */
    public boolean isAlive() {
        return process.isAlive() || reader.isAlive();
    }

    public Path log() {
        return log;
    }

    /** How a process that has ended did so, and the end of its log: where a build runs, its files may be gone with it. */
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return "exit code %d, and in %s:%n%s"
                    .formatted(
                            awaitExit(Duration.ofSeconds(30)),
                            log,
                            String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** As kill does: the process may finish what it has begun. */
    public void terminate() {
        process.destroy();
        awaitExit(Duration.ofMinutes(2));
    }

    /** As kill -9 does. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(30));
    }

    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the process of " + log + " did not end in " + limit);
            }
            // Only then is its output complete.
            reader.join(limit.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
