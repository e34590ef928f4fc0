package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.Audit;
import io.tarn.proto.v1.Field;
import io.tarn.proto.v1.Schema;
import io.tarn.proto.v1.Statistics;
import io.tarn.proto.v1.Table;
import io.tarn.proto.v1.TableName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the server answers as JSON documents, whose names scripts rely on. Times are milliseconds since 1970-01-01 UTC. */
final class Documents {
    static final Column[] AUDIT = {
        Column.text("Owner", "owner"),
        Column.time("Created", "createdAtMillis"),
        Column.text("Created by", "createdBy"),
        Column.time("Updated", "updatedAtMillis"),
        Column.text("Updated by", "updatedBy")
    };

    private Documents() {}

    /** An object of a database by its names. */
    static ObjectNode named(String database, String name) {
        return Yaml.object()
                .put("name", new ObjectPath(database, name).toString())
                .put("database", database)
                .put("object", name);
    }

    static ObjectNode of(TableName name) {
        return named(name.getDatabase(), name.getTable());
    }

    static void put(ObjectNode document, Audit audit) {
        document.put("owner", audit.getOwner())
                .put("createdAtMillis", audit.getCreatedAtMillis())
                .put("createdBy", audit.getCreatedBy())
                .put("updatedAtMillis", audit.getUpdatedAtMillis())
                .put("updatedBy", audit.getUpdatedBy());
    }

    /** In the order of the keys. */
    static void put(ObjectNode document, Map<String, String> options) {
        ObjectNode all = document.putObject("options");
        new TreeMap<>(options).forEach(all::put);
    }

    static void put(ObjectNode document, Statistics statistics) {
        document.put("rows", statistics.getRecordCount())
                .put("bytes", statistics.getFileSizeInBytes())
                .put("files", statistics.getFileCount())
                .put("lastFileAtMillis", statistics.getLastFileCreationTimeMillis());
    }

    static void put(ArrayNode columns, List<Field> fields) {
        for (Field field : fields) {
            ObjectNode column = columns.addObject()
                    .put("id", field.getId())
                    .put("name", field.getName())
                    .put("type", field.getType());
            if (field.hasDescription()) {
                column.put("comment", field.getDescription());
            }
            if (field.hasDefaultValue()) {
                column.put("default", field.getDefaultValue());
            }
        }
    }

    static ObjectNode of(Table table) {
        ObjectNode document = of(table.getName())
                .put("id", table.getId())
                .put("location", table.getLocation())
                .put("external", table.getExternal())
                .put("type", table.getSchema().getOptionsOrDefault("type", "table"))
                .put("schemaId", table.getSchemaId());
        put(document, table.getSchema());
        put(document, table.getAudit());
        return document;
    }

    static void put(ObjectNode document, Schema schema) {
        put(document.putArray("columns"), schema.getFieldsList());
        ArrayNode partition = document.putArray("partitionKeys");
        schema.getPartitionKeysList().forEach(partition::add);
        ArrayNode primary = document.putArray("primaryKeys");
        schema.getPrimaryKeysList().forEach(primary::add);
        put(document, schema.getOptionsMap());
        if (schema.hasComment()) {
            document.put("comment", schema.getComment());
        }
    }

    static Column[] with(Column[] more, Column... first) {
        Column[] all = new Column[first.length + more.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }
}
