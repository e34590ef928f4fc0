package io.tarn.engines.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** A session of Flink's SQL. It begins in batch mode. */
@SuppressWarnings("try") // the iterators of the engine: their close() throws Exception
final class FlinkSql implements SqlEngine {

    private static final Pattern SET = Pattern.compile("(?i)SET\\s+'([^']+)'\\s*=\\s*'([^']*)'");
    private static final String RUNTIME_MODE = "execution.runtime-mode";

    private final FlinkCluster cluster;
    private final List<String> catalogs = new ArrayList<>();
    private StreamTableEnvironment tables;

    FlinkSql(FlinkCluster cluster) {
        this.cluster = cluster;
        this.tables = cluster.tables(false);
    }

    @Override
    public List<List<?>> execute(String sql, int take) throws Exception {
        Matcher set = SET.matcher(sql);
        if (set.matches()) {
            set(set.group(1), set.group(2));
            return List.of();
        }
        TableResult result = tables.executeSql(sql);
        if (sql.startsWith("CREATE CATALOG")) {
            catalogs.add(sql);
        }
        List<List<?>> rows = new ArrayList<>();
        // Reading the rows of an INSERT to their end waits for its job; closing early cancels the job.
        try (CloseableIterator<Row> iterator = result.collect()) {
            while (rows.size() < take && iterator.hasNext()) {
                rows.add(fields(iterator.next()));
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

    private static List<?> fields(Row row) {
        List<Object> fields = new ArrayList<>();
        for (int i = 0; i < row.getArity(); i++) {
            fields.add(row.getField(i));
        }
        return fields;
    }
}
