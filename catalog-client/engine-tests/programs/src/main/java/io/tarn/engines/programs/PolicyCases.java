package io.tarn.engines.programs;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.Options;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Writes and reads tables. Each line of standard input names a file, whose lines are JSON objects: an {@code id}, the
 * {@code catalog} that is named after its user, a {@code table}, and one of {@code create}, {@code alter}, {@code write},
 * {@code read} and {@code sql}. Those about one table run one after the other. Each is answered by a JSON line with its id and,
 * where something is read, its {@code rows}, or with an {@code error}; after the last one comes a line with {@code done}.
 */
@SuppressWarnings("try") // the iterators of Flink: their close() throws Exception
public final class PolicyCases {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CatalogSettings settings;
    private final Arguments arguments;
    private final Map<String, Catalog> catalogs = new ConcurrentHashMap<>();
    /** A planner is not for several threads. */
    private final Map<Thread, StreamTableEnvironment> planners = new ConcurrentHashMap<>();

    private FlinkCluster cluster;

    private PolicyCases(CatalogSettings settings, Arguments arguments) {
        this.settings = settings;
        this.arguments = arguments;
    }

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(args);
        PolicyCases program = new PolicyCases(CatalogSettings.fromEnvironment(), arguments);
        if (!arguments.text("sql", "").isEmpty()) {
            program.cluster = FlinkCluster.start();
        }
        ExecutorService workers = Executors.newFixedThreadPool((int) arguments.number("threads", 2));
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Json.object().with("ready", true).print();
            for (String file = input.readLine(); file != null; file = input.readLine()) {
                program.run(Path.of(file), workers);
                Json.object().with("done", file).print();
            }
        }
        // Flink leaves threads behind that are not daemons.
        System.exit(0);
    }

    private void run(Path file, ExecutorService workers) throws Exception {
        Map<String, List<JsonNode>> tables = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode step = JSON.readTree(line);
            tables.computeIfAbsent(step.get("table").asText(), table -> new ArrayList<>())
                    .add(step);
        }
        List<Future<?>> running = new ArrayList<>();
        tables.values().forEach(steps -> running.add(workers.submit(() -> steps.forEach(this::answer))));
        for (Future<?> each : running) {
            each.get();
        }
    }

    private void answer(JsonNode step) {
        Json line = Json.object().with("id", step.get("id").asInt());
        try {
            line.with("rows", obey(step));
        } catch (Exception | LinkageError failure) {
            failure.printStackTrace();
            line.with("error", settings.redact(messages(failure)));
        }
        line.print();
    }

    private List<List<String>> obey(JsonNode step) throws Exception {
        String user = step.get("catalog").asText();
        Identifier table = Identifier.fromString(step.get("table").asText());
        if (step.has("sql")) {
            return select(user, step.get("sql").asText());
        }
        Catalog catalog = catalogs.computeIfAbsent(
                user, name -> CatalogFactory.createCatalog(CatalogContext.create(Options.fromMap(options(name)))));
        CaseTables tables = new CaseTables(catalog, Path.of(arguments.text("scratch", ".")));
        if (step.has("read")) {
            return new CaseReads(catalog).read(table, step.get("read"));
        }
        if (step.has("create")) {
            tables.create(table, step.get("create"));
        } else if (step.has("alter")) {
            tables.alter(table, step.get("alter"));
        } else {
            tables.write(table, step.get("write"));
        }
        return List.of();
    }

    private List<List<String>> select(String user, String sql) throws Exception {
        StreamTableEnvironment tables =
                planners.computeIfAbsent(Thread.currentThread(), thread -> cluster.tables(false));
        if (tables.getCatalog(user).isEmpty()) {
            StringBuilder options = new StringBuilder("'type' = 'paimon'");
            options(user)
                    .forEach((key, value) -> options.append(", '")
                            .append(key)
                            .append("' = '")
                            .append(value)
                            .append('\''));
            tables.executeSql("CREATE CATALOG " + user + " WITH (" + options + ")");
        }
        List<List<String>> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = tables.executeSql(sql).collect()) {
            found.forEachRemaining(row -> {
                List<String> texts = new ArrayList<>();
                for (int i = 0; i < row.getArity(); i++) {
                    texts.add(Cells.ofFlink(row.getField(i)));
                }
                rows.add(texts);
            });
        }
        return rows;
    }

    /** Root has Paimon's own catalog. */
    private Map<String, String> options(String user) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("metastore", "root".equals(user) ? "rest" : arguments.text("metastore", "rest"));
        options.put("uri", arguments.text("uri", ""));
        options.put("warehouse", "main");
        // Flink looks for a default database, which readers do not see.
        options.put("default-database", arguments.text("database", "default"));
        options.put("token.provider", "bear");
        options.put("token", settings.secrets().get(user));
        if ("tarn".equals(options.get("metastore"))) {
            options.put("tarn.capability.key-id", arguments.text("key_id", ""));
            options.put("tarn.capability.secret-file", arguments.text("secret_file", ""));
        }
        return options;
    }

    private static String messages(Throwable failure) {
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause).append("; ");
        }
        return messages.toString();
    }
}
