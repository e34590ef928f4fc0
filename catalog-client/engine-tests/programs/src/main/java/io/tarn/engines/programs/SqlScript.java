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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Runs SQL scripts statement by statement and prints a JSON line for each. The first statement that does not do what
 * its script promises ends the program with exit code 1; with the option {@code --to-the-end} it goes on, and the lines
 * tell what failed. A line {@code awaits} says for which variable the program waits before it goes on. An argument
 * {@code name=value} is what <code>${name}</code> stands for in the scripts.
 */
@SuppressWarnings("try") // the iterators, readers and writers of the engines: their close() throws Exception
public final class SqlScript {

    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(.*)");
    private static final Pattern SET = Pattern.compile("(?i)SET\\s+'([^']+)'\\s*=\\s*'([^']*)'");
    private static final String RUNTIME_MODE = "execution.runtime-mode";
    private static final String TO_THE_END = "--to-the-end";

    private final FlinkCluster cluster;
    private final CatalogSettings catalog;
    private final List<String> catalogs = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private StreamTableEnvironment tables;

    private SqlScript(FlinkCluster cluster, CatalogSettings catalog, Map<String, String> given) {
        this.cluster = cluster;
        this.catalog = catalog;
        this.tables = cluster.tables(false);
        variables.putAll(given);
        variables.putAll(catalog.secrets());
        variables.put("catalog_options", catalog.asSql());
    }

    public static void main(String[] arguments) throws Exception {
        List<String> scripts = new ArrayList<>();
        Map<String, String> given = new HashMap<>();
        for (String argument : arguments) {
            Matcher variable = VARIABLE.matcher(argument);
            if (variable.matches()) {
                given.put(variable.group(1), variable.group(2));
            } else {
                scripts.add(argument);
            }
        }
        boolean toTheEnd = scripts.remove(TO_THE_END);
        boolean ok = true;
        try (FlinkCluster cluster = FlinkCluster.start()) {
            for (String script : scripts) {
                ok = ok
                        && new SqlScript(cluster, CatalogSettings.fromEnvironment(), given)
                                .run(Path.of(script), toTheEnd);
            }
        }
        // Flink leaves threads behind that are not daemons.
        System.exit(ok ? 0 : 1);
    }

    private boolean run(Path script, boolean toTheEnd) throws Exception {
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
        List<Row> rows;
        try {
            rows = execute(resolve(statement.text()), statement.take());
        } catch (Exception | LinkageError failure) {
            String error = messages(failure);
            if (statement
                    .expectedError()
                    .map(this::resolve)
                    .filter(error::contains)
                    .isPresent()) {
                line.with("refusal", catalog.redact(error));
                line.with("because", statement.expectedError().get());
                return null;
            }
            failure.printStackTrace();
            return error;
        }
        Stream<String> texts = rows.stream().map(SqlScript::text);
        String text = (statement.isUnordered() ? texts.sorted() : texts)
                .collect(Collectors.toList())
                .toString();
        line.with("rows", catalog.redact(text));
        if (statement.expectedError().isPresent()) {
            return "did not fail with: " + statement.expectedError().get();
        }
        if (statement.variable().isPresent()) {
            variables.put(statement.variable().get(), String.valueOf(rows.get(0).getField(0)));
        }
        Optional<String> expected = statement.expectedRows().map(this::resolve);
        boolean asExpected = expected.map(SqlScript::withoutSpaces)
                .map(withoutSpaces(text)::equals)
                .orElse(true);
        return asExpected ? null : "expected " + expected.get() + " but the rows are " + catalog.redact(text);
    }

    private String resolve(String text) {
        String resolved = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            resolved = resolved.replace("${" + variable.getKey() + "}", variable.getValue());
        }
        return resolved;
    }

    private static String withoutSpaces(String rows) {
        return rows.replace(" ", "");
    }

    private List<Row> execute(String sql, int take) throws Exception {
        Matcher set = SET.matcher(sql);
        if (set.matches()) {
            set(set.group(1), set.group(2));
            return List.of();
        }
        TableResult result = tables.executeSql(sql);
        if (sql.startsWith("CREATE CATALOG")) {
            catalogs.add(sql);
        }
        List<Row> rows = new ArrayList<>();
        // Reading the rows of an INSERT to their end waits for its job; closing early cancels the job.
        try (CloseableIterator<Row> iterator = result.collect()) {
            while (rows.size() < take && iterator.hasNext()) {
                rows.add(iterator.next());
            }
        }
        return rows;
    }

    private void set(String key, String value) {
        if (RUNTIME_MODE.equals(key)) {
            // A planner is bound to its mode: go on in a new one, at the same place of the same catalogs.
            StreamTableEnvironment next = cluster.tables("streaming".equalsIgnoreCase(value));
            catalogs.forEach(next::executeSql);
            next.useCatalog(tables.getCurrentCatalog());
            next.useDatabase(tables.getCurrentDatabase());
            tables = next;
        } else {
            tables.getConfig().set(key, value);
        }
    }

    private static String text(Row row) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < row.getArity(); i++) {
            Object field = row.getField(i);
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
