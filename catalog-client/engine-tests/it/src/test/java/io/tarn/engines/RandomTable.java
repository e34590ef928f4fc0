package io.tarn.engines;

import io.tarn.engines.ModelTable.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a table and goes on to change it. */
final class RandomTable {
    private static final int MOST_COLUMNS = 14;

    private final RandomValues values;
    private final String format;
    private final ModelTable table;
    private int named;

    /** A table with some history. */
    RandomTable(String name, RandomValues values) {
        this.values = values;
        this.format = values.pick(List.of("parquet", "parquet", "avro"));
        List<Column> columns = new ArrayList<>();
        List<String> partitionKeys = new ArrayList<>();
        List<String> primaryKey = new ArrayList<>();
        boolean keyed = values.oneIn(2);
        for (int i = values.oneIn(2) ? 0 : 1 + values.below(2); i > 0; i--) {
            columns.add(new Column(newName(), values.keyType()));
            partitionKeys.add(columns.get(columns.size() - 1).name());
        }
        if (keyed) {
            primaryKey.addAll(partitionKeys);
            for (int i = 1 + values.below(2); i > 0; i--) {
                columns.add(new Column(newName(), values.keyType()));
                primaryKey.add(columns.get(columns.size() - 1).name());
            }
        }
        for (int i = 3 + values.below(6); i > 0; i--) {
            columns.add(new Column(newName(), type()));
        }
        this.table = new ModelTable(name, columns, primaryKey, partitionKeys, options(keyed));
        for (int i = 1 + values.below(3); i > 0; i--) {
            change(Set.of());
        }
    }

    private Map<String, String> options(boolean keyed) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("file.format", format);
        if (keyed) {
            options.put("bucket", values.oneIn(3) ? "2" : "1");
            if (values.oneIn(4)) {
                options.put("deletion-vectors.enabled", "true");
            }
        }
        return options;
    }

    ModelTable table() {
        return table;
    }

    private String newName() {
        named++;
        // Avro takes no such names; and of names with a dot, what Paimon asks Parquet finds nothing, policy or not.
        return values.oneIn(6) && !format.equals("avro") ? "Column " + named : "c" + named;
    }

    /** Avro has no nanoseconds. */
    private String type() {
        String type = values.type();
        return format.equals("avro") ? type.replace("TIMESTAMP(9)", "TIMESTAMP(6)") : type;
    }

    /**
     * A commit, before which the schema may have changed.
     *
     * @param kept columns that stay as they are
     */
    void change(Collection<String> kept) {
        if (!table.rows().isEmpty() && values.oneIn(2)) {
            alter(kept);
        }
        List<Map<String, Object>> written = new ArrayList<>();
        for (int i = 2 + values.below(9); i > 0; i--) {
            written.add(row());
        }
        List<Map<String, Object>> deleted = new ArrayList<>();
        if (table.hasPrimaryKey()) {
            for (Map<String, Object> row : table.rows()) {
                if (values.oneIn(5)) {
                    deleted.add(new HashMap<>(row));
                }
            }
        }
        table.commit(written, deleted);
    }

    private void alter(Collection<String> kept) {
        List<Column> free = table.columns().stream()
                .filter(column -> !kept.contains(column.name()) && !table.isKey(column.name()))
                .toList();
        if (free.isEmpty() || (values.oneIn(3) && table.columns().size() < MOST_COLUMNS)) {
            table.add(new Column(newName(), type().replace(" NOT NULL", "")));
            return;
        }
        Column column = values.pick(free);
        String wide = RandomValues.widened(column.type());
        if (!wide.equals(column.type()) && values.oneIn(2)) {
            table.widen(column.name(), wide);
        } else if (free.size() > 2 && values.oneIn(2)) {
            table.drop(column.name());
            if (values.oneIn(2)) {
                // What was in the files of the old one does not come back.
                table.add(new Column(column.name(), type().replace(" NOT NULL", "")));
            }
        } else {
            table.rename(column.name(), newName());
        }
    }

    private Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        for (Column column : table.columns()) {
            boolean isNull = table.mayBeNull(column) && values.oneIn(4);
            Object value = table.isKey(column.name())
                    ? values.key(column.parsed())
                    : isNull ? null : values.value(column.parsed());
            row.put(column.name(), value);
        }
        return row;
    }
}
