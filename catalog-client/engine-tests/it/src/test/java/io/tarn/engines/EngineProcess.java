package io.tarn.engines;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A program in the JVM of an engine, connected to a catalog. Each line that it prints is a JSON object. */
final class EngineProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<JsonNode> lines = Collections.synchronizedList(new ArrayList<>());
    private final ChildProcess process;

    private EngineProcess(
            Engine engine, String classPath, String program, Map<String, String> environment, List<String> arguments) {
        this(engine.toString(), List.of(), classPath, program, environment, arguments);
    }

    private EngineProcess(
            String engine,
            List<String> options,
            String classPath,
            String program,
            Map<String, String> environment,
            List<String> arguments) {
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of(
                "-Xmx700m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "-cp",
                TestSettings.path("tarn.it.programs") + ":" + classPath,
                "io.tarn.engines.programs." + program));
        command.addAll(arguments);
        this.process = ChildProcess.java(program + "-" + engine, command, environment, this::accept);
    }

    static EngineProcess start(Engine engine, String program, String uri, String token, String... arguments) {
        return start(engine, engine.classPath(), program, uri, token, arguments);
    }

    /** The same with Tarn's plugin beside the engine's Paimon client. */
    static EngineProcess startWithPlugin(Engine engine, String program, String uri, String token, String... arguments) {
        String classPath = engine.classPath() + ":" + TestSettings.path("tarn.it.plugin");
        return start(engine, classPath, program, uri, token, arguments);
    }

    private static EngineProcess start(
            Engine engine, String classPath, String program, String uri, String token, String... arguments) {
        return new EngineProcess(
                engine,
                classPath,
                program,
                Map.of("TARN_URI", uri, "TARN_TOKEN", token, "TARN_WAREHOUSE", ServerProcess.CATALOG),
                List.of(arguments));
    }

    /** Starts a Flink that runs a script which creates its catalogs itself. */
    static EngineProcess startScript(Engine engine, Map<String, String> environment, List<String> arguments) {
        return new EngineProcess(engine, engine.classPath(), "SqlScript", environment, arguments);
    }

    /** The same with Tarn's plugin beside the engine's Paimon client. */
    static EngineProcess startScriptWithPlugin(Engine engine, Map<String, String> environment, List<String> arguments) {
        String classPath = engine.classPath() + ":" + TestSettings.path("tarn.it.plugin");
        return new EngineProcess(engine, classPath, "SqlScript", environment, arguments);
    }

    /** Starts any program, which makes its catalogs itself, with Tarn's plugin beside the engine's Paimon client or without. */
    static EngineProcess startProgram(
            Engine engine, boolean plugin, String program, Map<String, String> environment, List<String> arguments) {
        String classPath = engine.classPath() + (plugin ? ":" + TestSettings.path("tarn.it.plugin") : "");
        return new EngineProcess(engine, classPath, program, environment, arguments);
    }

    /** Starts a program on a catalog that is no server's: of a file system, or in a database whose driver is another jar. */
    static EngineProcess startWithoutServer(
            Engine engine, String drivers, String program, Map<String, String> environment, String... arguments) {
        return new EngineProcess(engine, engine.classPath() + ":" + drivers, program, environment, List.of(arguments));
    }

    /**
     * Starts a program on any class path.
     *
     * @param engine what its log is named after
     * @param options of its JVM
     */
    static EngineProcess startOn(
            String engine,
            List<String> options,
            String classPath,
            String program,
            Map<String, String> environment,
            List<String> arguments) {
        return new EngineProcess(engine, options, classPath, program, environment, arguments);
    }

    private void accept(String line) {
        // Libraries print to standard output too.
        if (line.startsWith("{")) {
            try {
                lines.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                lines.add(JSON.createObjectNode().put("error", "not a JSON line: " + line));
            }
        }
    }

    List<JsonNode> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    void send(String line) {
        process.send(line);
    }

    /** Waits for a line from the given position on, and returns its position. */
    int awaitLine(int from, Duration limit, Predicate<JsonNode> wanted) {
        await().atMost(limit)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    if (!process.isAlive() && find(from, wanted) < 0) {
                        throw new AssertionError(describe("ended early"));
                    }
                })
                .until(() -> find(from, wanted) >= 0);
        return find(from, wanted);
    }

    private int find(int from, Predicate<JsonNode> wanted) {
        for (int i = from; i < lines.size(); i++) {
            if (wanted.test(lines.get(i))) {
                return i;
            }
        }
        return -1;
    }

    int awaitExit(Duration limit) {
        return process.awaitExit(limit);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String describe(String what) {
        List<JsonNode> all = lines();
        List<JsonNode> last = all.subList(Math.max(0, all.size() - 5), all.size());
        return "the program " + what + "; its last lines are " + last + ", its log is " + process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
