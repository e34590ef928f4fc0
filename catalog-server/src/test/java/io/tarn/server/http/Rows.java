package io.tarn.server.http;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every row of an embedded catalog database, read beside the server that has it open. */
final class Rows implements AutoCloseable {
    private final Connection connection;
    private final List<String> tables = new ArrayList<>();

    /** Written by background jobs. */
    private static final Set<String> JOBS = Set.of(
            "lease",
            "partition_delta",
            "partition_set_dropped",
            "audit_chain",
            "audit_seal",
            "audit_anchor",
            "commit_figures",
            "event",
            "event_head",
            "event_pending",
            "event_sink");

    Rows(Path dataDir) {
        try {
            connection = DriverManager.getConnection(
                    "jdbc:h2:file:" + dataDir.resolve("catalog")
                            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000;DB_CLOSE_ON_EXIT=FALSE"
                            + ";CACHE_SIZE=16384;IFEXISTS=TRUE",
                    "tarn",
                    "");
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("select table_name from information_schema.tables"
                            + " where table_schema = schema() order by table_name")) {
                while (found.next()) {
                    // Background jobs write these whenever they like.
                    if (!JOBS.contains(found.getString(1))) {
                        tables.add(found.getString(1));
                    }
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** By table, its rows in an order of their own. */
    Map<String, List<String>> read() {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            for (String table : tables) {
                try (ResultSet found = statement.executeQuery("select * from `" + table + "`" + wanted(table))) {
                    rows.put(table, rows(found));
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    /** Changes rows behind the server's back, and says how many. */
    int change(String update) {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(update);
        } catch (SQLException e) {
            throw new AssertionError(update, e);
        }
    }

    /** Partitions that no branch names any more are deleted in the background, and refusals are noted there. */
    private static String wanted(String table) {
        return switch (table) {
            case "partition_stat" -> " where set_id in (select partition_set from branch)";
            // That something was refused is written down, and nothing else is.
            case "audit_entry" -> " where decision = 'ALLOWED'";
            default -> "";
        };
    }

    /** The jobs that count partitions and note when tokens were used write these whenever they like. */
    private static boolean isOfJobs(String column) {
        String name = column.toLowerCase(Locale.ROOT);
        return name.startsWith("partition_") || name.equals("last_used_at");
    }

    private static List<String> rows(ResultSet found) throws SQLException {
        int columns = found.getMetaData().getColumnCount();
        List<String> rows = new ArrayList<>();
        while (found.next()) {
            StringBuilder row = new StringBuilder();
            for (int i = 1; i <= columns; i++) {
                if (!isOfJobs(found.getMetaData().getColumnName(i))) {
                    row.append(found.getString(i)).append('|');
                }
            }
            rows.add(row.toString());
        }
        Collections.sort(rows);
        return rows;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
