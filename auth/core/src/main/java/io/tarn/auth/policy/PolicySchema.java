package io.tarn.auth.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a policy must know of its table. The names of columns are matched exactly. */
public final class PolicySchema {
    /**
     * A column.
     *
     * @param id stays the same when the column is renamed
     */
    public record Column(String name, ColumnType type, int id) {
        public Column(String name, String type, int id) {
            this(name, ColumnType.of(type), id);
        }
    }

    private final List<Column> columns;
    private final Set<String> primaryKeys;
    private final Set<String> partitionKeys;
    private final Map<String, Integer> places = new HashMap<>();

    public PolicySchema(List<Column> columns, List<String> primaryKeys, List<String> partitionKeys) {
        this.columns = List.copyOf(columns);
        this.primaryKeys = Set.copyOf(primaryKeys);
        this.partitionKeys = Set.copyOf(partitionKeys);
        for (Column column : this.columns) {
            if (places.put(column.name(), places.size()) != null) {
                throw new IllegalArgumentException("column " + column.name() + " is there twice");
            }
        }
    }

    public List<Column> columns() {
        return columns;
    }

    public Set<String> partitionKeys() {
        return partitionKeys;
    }

    /** Null when the table has no such column. */
    public @Nullable Column find(String name) {
        Integer place = places.get(name);
        return place == null ? null : columns.get(place);
    }

    /** Where the column stands, from 0; -1 when the table has no such column. */
    int place(String name) {
        return places.getOrDefault(name, -1);
    }

    /** @throws PolicyException when the table has no such column */
    Column column(String name) {
        return column(name, -1);
    }

    Column column(String name, int offset) {
        Column column = find(name);
        if (column == null) {
            throw new PolicyException("the table has no column '" + name + "'", offset);
        }
        return column;
    }

    boolean isPrimaryKey(String name) {
        return primaryKeys.contains(name);
    }

    /** Whether a value of the column may be null; a column of the primary key never is, whatever its type says. */
    boolean mayBeNull(Column column) {
        return column.type().nullable() && !isPrimaryKey(column.name());
    }
}
