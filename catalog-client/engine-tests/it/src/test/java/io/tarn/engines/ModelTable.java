package io.tarn.engines;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.policy.ColumnType;
import io.tarn.auth.policy.PolicySchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a table holds after a number of changes, each of which is also told as JSON to whoever makes the table. */
final class ModelTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param type as the schema says it */
    record Column(String name, String type) {
        ColumnType parsed() {
            return ColumnType.of(type);
        }
    }

    private final String name;
    private final List<String> primaryKey;
    private final List<String> partitionKeys;
    private final List<Column> columns;
    private final Map<List<Object>, Map<String, Object>> rows = new LinkedHashMap<>();
    private final List<ObjectNode> steps = new ArrayList<>();
    private int appended;

    ModelTable(
            String name,
            List<Column> columns,
            List<String> primaryKey,
            List<String> partitionKeys,
            Map<String, String> options) {
        this.name = name;
        this.columns = new ArrayList<>(columns);
        this.primaryKey = List.copyOf(primaryKey);
        this.partitionKeys = List.copyOf(partitionKeys);
        ObjectNode create = step().putObject("create");
        ArrayNode fields = create.putArray("columns");
        columns.forEach(column -> fields.addObject().put("name", column.name()).put("type", column.type()));
        primaryKey.forEach(create.putArray("primaryKey")::add);
        partitionKeys.forEach(create.putArray("partitionKeys")::add);
        options.forEach(create.putObject("options")::put);
    }

    private ObjectNode step() {
        ObjectNode step = JSON.createObjectNode().put("table", name).put("catalog", "root");
        steps.add(step);
        return step;
    }

    /** The changes since this was asked last. */
    List<ObjectNode> takeSteps() {
        List<ObjectNode> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    String name() {
        return name;
    }

    List<Column> columns() {
        return List.copyOf(columns);
    }

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    Column column(String wanted) {
        return columns.stream()
                .filter(column -> column.name().equals(wanted))
                .findFirst()
                .orElseThrow();
    }

    boolean isKey(String column) {
        return primaryKey.contains(column) || partitionKeys.contains(column);
    }

    boolean isPartitioned() {
        return !partitionKeys.isEmpty();
    }

    boolean hasPrimaryKey() {
        return !primaryKey.isEmpty();
    }

    boolean mayBeNull(Column column) {
        return column.parsed().nullable() && !primaryKey.contains(column.name());
    }

    Collection<Map<String, Object>> rows() {
        return rows.values();
    }

    PolicySchema schema() {
        List<PolicySchema.Column> all = new ArrayList<>();
        columns.forEach(column -> all.add(new PolicySchema.Column(column.name(), column.type(), all.size())));
        return new PolicySchema(all, primaryKey, partitionKeys);
    }

    /** One commit: rows that are new or take the place of those with their key, and then rows that are deleted. */
    void commit(List<Map<String, Object>> written, List<Map<String, Object>> deleted) {
        ArrayNode told = step().putArray("write");
        for (Map<String, Object> row : written) {
            rows.put(hasPrimaryKey() ? key(row) : List.of(appended++), row);
            tell(told.addArray().add("+I"), row);
        }
        for (Map<String, Object> row : deleted) {
            rows.remove(key(row));
            tell(told.addArray().add("-D"), row);
        }
    }

    private List<Object> key(Map<String, Object> row) {
        return primaryKey.stream().map(row::get).toList();
    }

    private void tell(ArrayNode told, Map<String, Object> row) {
        columns.forEach(column -> told.add(RandomValues.text(row.get(column.name()))));
    }

    void add(Column column) {
        change("add", column.name()).put("type", column.type());
        columns.add(column);
    }

    void drop(String column) {
        change("drop", column);
        columns.remove(column(column));
        rows.values().forEach(row -> row.remove(column));
    }

    void rename(String from, String to) {
        change("rename", from).put("to", to);
        Column renamed = column(from);
        columns.set(columns.indexOf(renamed), new Column(to, renamed.type()));
        rows.values().forEach(row -> row.put(to, row.remove(from)));
    }

    void widen(String column, String type) {
        change("widen", column).put("type", type);
        Column widened = new Column(column, type);
        columns.set(columns.indexOf(column(column)), widened);
        rows.values()
                .forEach(row ->
                        row.computeIfPresent(column, (same, value) -> RandomValues.widened(value, widened.parsed())));
    }

    private ObjectNode change(String change, String column) {
        return step().putObject("alter").put("change", change).put("name", column);
    }
}
