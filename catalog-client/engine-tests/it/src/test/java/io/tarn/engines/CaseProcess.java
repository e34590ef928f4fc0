package io.tarn.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An engine that does what files of JSON lines say. */
final class CaseProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final EngineProcess process;
    private final Path directory;
    private int files;
    private int position;

    /** @param directory for the files, and for what the engine does not keep in memory */
    CaseProcess(
            Engine engine, boolean plugin, Path directory, Map<String, String> environment, List<String> arguments) {
        this.directory = directory;
        List<String> all = new ArrayList<>(arguments);
        all.add("scratch=" + directory);
        this.process = EngineProcess.startProgram(engine, plugin, "PolicyCases", environment, all);
    }

    /** The answers, in the order of the steps. */
    List<JsonNode> run(List<ObjectNode> steps) {
        try {
            Path file = Files.createTempFile(directory, "steps" + files++ + "-", ".json");
            List<String> lines = new ArrayList<>();
            for (ObjectNode step : steps) {
                lines.add(step.deepCopy().put("id", lines.size()).toString());
            }
            process.send(Files.write(file, lines).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int end = process.awaitLine(position, LIMIT, line -> line.has("done"));
        JsonNode[] answers = new JsonNode[steps.size()];
        for (JsonNode line : process.lines().subList(position, end)) {
            if (line.has("id")) {
                answers[line.get("id").asInt()] = line;
            }
        }
        position = end + 1;
        return Arrays.asList(answers);
    }

    @Override
    public void close() {
        process.close();
    }
}
