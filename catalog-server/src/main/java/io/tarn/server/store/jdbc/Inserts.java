package io.tarn.server.store.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a transaction adds and does not read. They are written at its end, those of one table in one statement: so many
 * commits in one transaction take hardly more statements than one. A key that is there already shows only then.
 */
final class Inserts {
    /** More would make statements that databases do not keep prepared. */
    private static final int ROWS = 16;

    /** @param columns separated by commas */
    record Into(String table, String columns) {
        /** With further columns at the end. */
        Into and(String more) {
            return new Into(table, columns + ", " + more);
        }

        /**
         * Adds a row at once.
         *
         * @param row a value for each column
         */
        void insert(Handle handle, @Nullable Object... row) {
            int unused = Sql.update(handle, sql(1), row);
        }

        private int width() {
            return columns.split(",", -1).length;
        }

        private String sql(int rows) {
            String row = "(" + String.join(", ", Collections.nCopies(width(), "?")) + ")";
            return "insert into " + table + " (" + columns + ") values "
                    + String.join(", ", Collections.nCopies(rows, row));
        }
    }

    /** In the order in which tables were first written to, which is the same for all that do the same. */
    private final Map<Into, List<Object>> values = new LinkedHashMap<>();

    /** @param row a value for each column */
    void add(Into into, @Nullable Object... row) {
        values.computeIfAbsent(into, each -> new ArrayList<>()).addAll(Arrays.asList(row));
    }

    /** Writes what there is; whoever reads one of the tables in the same transaction calls this before. */
    void write(Handle handle) {
        for (Map.Entry<Into, List<Object>> table : values.entrySet()) {
            int width = table.getKey().width();
            List<Object> all = table.getValue();
            for (int from = 0; from < all.size(); from += ROWS * width) {
                List<Object> part = all.subList(from, Math.min(all.size(), from + ROWS * width));
                int unused = Sql.update(handle, table.getKey().sql(part.size() / width), part.toArray());
            }
        }
        values.clear();
    }
}
