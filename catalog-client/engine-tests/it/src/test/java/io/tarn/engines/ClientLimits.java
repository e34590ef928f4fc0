package io.tarn.engines;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The steps of a script that a version of the client cannot do, whatever the server: read from client-limits.txt. */
final class ClientLimits {

    /** A part of the error with which the step fails. */
    private final Map<String, String> errors;

    private ClientLimits(Map<String, String> errors) {
        this.errors = errors;
    }

    static ClientLimits of(Engine engine) {
        Map<String, String> errors = new HashMap<>();
        for (String line : lines()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.split("\\|", -1);
            if (columns.length != 4) {
                throw new IllegalStateException("expected engines | step | error | reason, got: " + line);
            }
            if (List.of(columns[0].strip().split(" +", -1)).contains(engine.name())) {
                errors.put(columns[1].strip(), columns[2].strip());
            }
        }
        return new ClientLimits(errors);
    }

    private static List<String> lines() {
        try (InputStream table = ClientLimits.class.getResourceAsStream("/sql/client-limits.txt")) {
            return new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> steps() {
        return List.copyOf(errors.keySet());
    }

    boolean explain(String step, String error) {
        String expected = errors.get(step);
        return expected != null && error.contains(expected);
    }
}
