package io.tarn.server.ops.projection;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A version of a Paimon table's schema.
 *
 * @param partitionKeys names of columns
 * @param primaryKeys names of columns, without those of {@code partitionKeys}; empty: there is no primary key
 */
public record SourceSchema(
        long id,
        List<SourceField> fields,
        List<String> partitionKeys,
        List<String> primaryKeys,
        Map<String, String> options) {
    public SourceSchema {
        fields = List.copyOf(fields);
        partitionKeys = List.copyOf(partitionKeys);
        primaryKeys = List.copyOf(primaryKeys);
        options = Map.copyOf(options);
    }

    public Optional<SourceField> field(int id) {
        return fields.stream().filter(field -> field.id() == id).findFirst();
    }

    public SourceField field(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("schema " + id + " has no column " + name));
    }

    public boolean keyed() {
        return !primaryKeys.isEmpty();
    }

    public boolean is(String option) {
        return Boolean.parseBoolean(options.getOrDefault(option, "false").strip());
    }
}
