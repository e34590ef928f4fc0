package io.tarn.engines.programs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs SQL scripts statement by statement and prints a JSON line for each. The first statement that does not do what
 * its script promises is the last one, and then the scripts have failed; with the option {@code --to-the-end} it goes
 * on, and the lines tell what failed. A line {@code awaits} says for which variable the program waits before it goes
 * on. An argument {@code name=value} is what <code>${name}</code> stands for in the scripts. Without scripts among its
 * arguments, it runs those that standard input names, one a line, in one session, and prints a line {@code done} after
 * each.
 */
final class ScriptRunner {

    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(.*)");
    private static final String TO_THE_END = "--to-the-end";

    private final CatalogSettings catalog = CatalogSettings.fromEnvironment();
    private final List<String> scripts = new ArrayList<>();
    private final Map<String, String> given = new HashMap<>();
    private final boolean toTheEnd;
    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    ScriptRunner(String[] arguments) {
        for (String argument : arguments) {
            Matcher variable = VARIABLE.matcher(argument);
            if (variable.matches()) {
                given.put(variable.group(1), variable.group(2));
            } else {
                scripts.add(argument);
            }
        }
        toTheEnd = scripts.remove(TO_THE_END);
    }

    /**
     * Runs all scripts.
     *
     * @param engines each script of the arguments begins in a new one
     * @return whether all statements did what they promise
     */
    boolean run(Supplier<SqlEngine> engines) throws IOException, InterruptedException {
        if (scripts.isEmpty()) {
            return runInput(new Session(engines.get()));
        }
        boolean ok = true;
        for (String script : scripts) {
            ok = ok && new Session(engines.get()).run(Path.of(script));
        }
        return ok;
    }

    private boolean runInput(Session session) throws IOException, InterruptedException {
        boolean ok = true;
        for (String script = input.readLine(); script != null; script = input.readLine()) {
            boolean did = session.run(Path.of(script));
            Json.object().with("done", script).with("ok", did).print();
            ok = ok && did;
        }
        return ok;
    }

    /** What stands in a file, with what the variables of the arguments and the environment stand for. */
    String resolve(String text) {
        return resolve(text, variables());
    }

    private static String resolve(String text, Map<String, String> variables) {
        String resolved = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            resolved = resolved.replace("${" + variable.getKey() + "}", variable.getValue());
        }
        return resolved;
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(given);
        variables.putAll(catalog.secrets());
        variables.put("catalog_options", catalog.asSql());
        return variables;
    }

    /** What an engine and the variables of a script are, from its first to its last statement. */
    private final class Session {
        private final SqlEngine engine;
        private final Map<String, String> variables = variables();

        Session(SqlEngine engine) {
            this.engine = engine;
        }

        boolean run(Path script) throws IOException, InterruptedException {
            for (SqlStatement statement : SqlStatement.parse(Files.readAllLines(script))) {
                if (!statement.isFor(variables.get("version"))) {
                    continue;
                }
                if (statement.awaited().isPresent()) {
                    await(statement.awaited().get());
                }
                long start = System.nanoTime();
                Json line = Json.object().with("statement", statement.text());
                statement.step().ifPresent(step -> line.with("step", step));
                statement.cell().ifPresent(cell -> line.with("cell", cell));
                String complaint = runUntilItDoes(statement, line);
                line.with("ok", complaint == null);
                line.with("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                if (complaint != null) {
                    line.with("error", catalog.redact(complaint));
                }
                line.print();
                if (complaint != null && !toTheEnd) {
                    return false;
                }
            }
            return true;
        }

        /** Says that it waits, and goes on when it is told what a variable stands for. */
        private void await(String name) throws IOException {
            Json.object().with("awaits", name).print();
            String told = input.readLine();
            Matcher variable = VARIABLE.matcher(String.valueOf(told));
            if (!variable.matches() || !variable.group(1).equals(name)) {
                throw new IllegalStateException("waited for " + name + " and was told " + told);
            }
            variables.put(name, variable.group(2));
        }

        /** As {@link #run(SqlStatement, Json)}, of the last time. */
        private String runUntilItDoes(SqlStatement statement, Json line) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(statement.within());
            String complaint = run(statement, line);
            while (complaint != null && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(100);
                complaint = run(statement, line);
            }
            return complaint;
        }

        /** Returns what is wrong with the outcome, or null. */
        private String run(SqlStatement statement, Json line) {
            List<List<?>> rows;
            try {
                rows = engine.execute(resolve(statement.text(), variables), statement.take());
            } catch (Exception | LinkageError failure) {
                String error = messages(failure);
                if (statement
                        .expectedError()
                        .map(expected -> resolve(expected, variables))
                        .filter(error::contains)
                        .isPresent()) {
                    line.with("refusal", catalog.redact(error));
                    line.with("because", statement.expectedError().get());
                    return null;
                }
                failure.printStackTrace();
                return error;
            }
            Stream<String> texts = rows.stream().map(ScriptRunner::text);
            String text = (statement.isUnordered() ? texts.sorted() : texts)
                    .collect(Collectors.toList())
                    .toString();
            line.with("rows", catalog.redact(text));
            if (statement.expectedError().isPresent()) {
                return "did not fail with: " + statement.expectedError().get();
            }
            if (statement.variable().isPresent()) {
                variables.put(
                        statement.variable().get(), String.valueOf(rows.get(0).get(0)));
            }
            Optional<String> expected = statement.expectedRows().map(wanted -> resolve(wanted, variables));
            boolean asExpected = expected.map(ScriptRunner::withoutSpaces)
                    .map(withoutSpaces(text)::equals)
                    .orElse(true);
            return asExpected ? null : "expected " + expected.get() + " but the rows are " + catalog.redact(text);
        }
    }

    private static String withoutSpaces(String rows) {
        return rows.replace(" ", "");
    }

    private static String text(List<?> row) {
        List<String> fields = new ArrayList<>();
        for (Object field : row) {
            fields.add(field instanceof Object[] ? Arrays.toString((Object[]) field) : String.valueOf(field));
        }
        return fields.toString();
    }

    private static String messages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause).append("; ");
        }
        return messages.toString();
    }
}
