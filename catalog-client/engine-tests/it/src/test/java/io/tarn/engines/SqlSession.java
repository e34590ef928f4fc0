package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A session of an engine with Iceberg's client, which runs what it is told until it is closed. */
final class SqlSession implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** What Spark's own scripts open for it on Java 17. */
    private static final List<String> OPEN_FOR_SPARK = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    /** What Flink's own configuration opens for it, as far as Iceberg's writers need it. */
    private static final List<String> OPEN_FOR_FLINK =
            List.of("java.lang", "java.net", "java.nio", "java.util", "java.util.concurrent");

    private final EngineProcess process;
    private final Path scratch;
    private int position;

    private SqlSession(EngineProcess process, Path scratch) {
        this.process = process;
        this.scratch = scratch;
    }

    /**
     * A Spark.
     *
     * @param module its class path
     * @param configuration in the form of {@code spark-defaults.conf}
     * @param scratch a directory for the statements
     * @param secrets what variables stand for that nobody may read, by {@code TARN_SECRET_} and their names
     * @param variables {@code name=value} each
     */
    static SqlSession spark(
            String module, Path configuration, Path scratch, Map<String, String> secrets, List<String> variables) {
        List<String> arguments = new ArrayList<>(variables);
        arguments.add(0, configuration.toString());
        List<String> options = new ArrayList<>(opens(OPEN_FOR_SPARK));
        options.add("-Dio.netty.tryReflectionSetAccessible=true");
        return new SqlSession(
                EngineProcess.startOn(module, options, ClassPaths.of(module), "SparkScript", secrets, arguments),
                scratch);
    }

    /** As {@link #spark}, a Flink with Paimon's client and Iceberg's. */
    static SqlSession flink(
            Engine engine, String iceberg, Path scratch, Map<String, String> secrets, List<String> variables) {
        String classPath = engine.classPath() + ":" + ClassPaths.of(iceberg);
        return new SqlSession(
                EngineProcess.startOn(iceberg, opens(OPEN_FOR_FLINK), classPath, "SqlScript", secrets, variables),
                scratch);
    }

    private static List<String> opens(List<String> packages) {
        return packages.stream()
                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .toList();
    }

    /** Runs a script, each of whose statements does what stands above it. */
    List<JsonNode> run(Path script) {
        process.send(script.toString());
        int end = process.awaitLine(position, LIMIT, line -> line.has("done"));
        List<JsonNode> lines = process.lines().subList(position, end);
        position = end + 1;
        assertThat(lines)
                .as(process.describe("ran " + script))
                .isNotEmpty()
                .allMatch(line -> line.get("ok").asBoolean());
        return lines;
    }

    /** Runs one statement; its rows, as text. */
    String rows(String sql) {
        return run(statement(sql + ";\n")).get(0).path("rows").asText();
    }

    /** Runs one statement, which fails with such a message. */
    void refused(String sql, String message) {
        run(statement("-- fails: " + message + "\n" + sql + ";\n"));
    }

    private Path statement(String text) {
        try {
            return Files.writeString(Files.createTempFile(scratch, "statement", ".sql"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a query of one row of numbers. */
    List<Long> numbers(String sql) {
        return Stream.of(rows(sql).replaceAll("[\\[\\] ]", "").split(",", -1))
                .map(Long::valueOf)
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }
}
