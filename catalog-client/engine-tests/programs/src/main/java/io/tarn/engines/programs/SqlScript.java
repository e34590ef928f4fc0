package io.tarn.engines.programs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Runs SQL scripts statement by statement and prints a JSON line for each. The first statement that does not do what
 * its script promises ends the program with exit code 1.
 */
@SuppressWarnings("try") // the iterators, readers and writers of the engines: their close() throws Exception
public final class SqlScript {

    private static final Pattern SET = Pattern.compile("(?i)SET\\s+'([^']+)'\\s*=\\s*'([^']*)'");
    private static final String RUNTIME_MODE = "execution.runtime-mode";

    private final FlinkCluster cluster;
    private final CatalogSettings catalog;
    private final List<String> catalogs = new ArrayList<>();
    private StreamTableEnvironment tables;

    private SqlScript(FlinkCluster cluster, CatalogSettings catalog) {
        this.cluster = cluster;
        this.catalog = catalog;
        this.tables = cluster.tables(false);
    }

    public static void main(String[] scripts) throws Exception {
        boolean ok = true;
        try (FlinkCluster cluster = FlinkCluster.start()) {
            for (String script : scripts) {
                ok = ok && new SqlScript(cluster, CatalogSettings.fromEnvironment()).run(Path.of(script));
            }
        }
        // Flink leaves threads behind that are not daemons.
        System.exit(ok ? 0 : 1);
    }

    private boolean run(Path script) throws Exception {
        for (SqlStatement statement : SqlStatement.parse(Files.readAllLines(script))) {
            long start = System.nanoTime();
            Json line = Json.object().with("statement", statement.text());
            String complaint = run(statement, line);
            line.with("ok", complaint == null);
            line.with("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            if (complaint != null) {
                line.with("error", catalog.redact(complaint)).print();
                return false;
            }
            line.print();
        }
        return true;
    }

    /** Returns what is wrong with the outcome, or null. */
    private String run(SqlStatement statement, Json line) {
        String rows;
        try {
            rows = execute(statement.text().replace("${catalog_options}", catalog.asSql()));
            line.with("rows", rows);
        } catch (Exception | LinkageError failure) {
            String error = messages(failure);
            return statement.expectedError().filter(error::contains).isPresent() ? null : error;
        }
        if (statement.expectedError().isPresent()) {
            return "did not fail with: " + statement.expectedError().get();
        }
        boolean asExpected = statement
                .expectedRows()
                .map(SqlStatement.withoutSpaces(rows)::equals)
                .orElse(true);
        return asExpected ? null : "expected " + statement.expectedRows().get() + " but the rows are " + rows;
    }

    private String execute(String sql) throws Exception {
        Matcher set = SET.matcher(sql);
        if (set.matches()) {
            set(set.group(1), set.group(2));
            return "[]";
        }
        TableResult result = tables.executeSql(sql);
        if (sql.startsWith("CREATE CATALOG")) {
            catalogs.add(sql);
        }
        List<String> rows = new ArrayList<>();
        // Reading the rows of an INSERT to their end waits for its job.
        try (CloseableIterator<Row> iterator = result.collect()) {
            iterator.forEachRemaining(row -> rows.add(text(row)));
        }
        return rows.toString();
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
            fields.add(String.valueOf(row.getField(i)));
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
