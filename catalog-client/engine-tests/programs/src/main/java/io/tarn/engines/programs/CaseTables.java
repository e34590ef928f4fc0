package io.tarn.engines.programs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.schema.SchemaChange;
import org.apache.paimon.shade.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeJsonParser;
import org.apache.paimon.types.RowKind;

/** Makes, alters and fills tables as JSON says it. */
@SuppressWarnings("try") // the writers of Paimon: their close() throws Exception
final class CaseTables {

    private final Catalog catalog;
    private final Path scratch;

    /** @param scratch a directory for what writers do not keep in memory */
    CaseTables(Catalog catalog, Path scratch) {
        this.catalog = catalog;
        this.scratch = scratch;
    }

    void create(Identifier table, JsonNode definition) throws Exception {
        Schema.Builder schema = Schema.newBuilder();
        definition
                .get("columns")
                .forEach(column -> schema.column(column.get("name").asText(), type(column)));
        schema.primaryKey(texts(definition.get("primaryKey")));
        schema.partitionKeys(texts(definition.get("partitionKeys")));
        definition
                .get("options")
                .fields()
                .forEachRemaining(option ->
                        schema.option(option.getKey(), option.getValue().asText()));
        catalog.createTable(table, schema.build(), false);
    }

    void alter(Identifier table, JsonNode change) throws Exception {
        String name = change.get("name").asText();
        SchemaChange made;
        switch (change.get("change").asText()) {
            case "add":
                made = SchemaChange.addColumn(name, type(change));
                break;
            case "widen":
                made = SchemaChange.updateColumnType(name, type(change), true);
                break;
            case "rename":
                made = SchemaChange.renameColumn(name, change.get("to").asText());
                break;
            default:
                made = SchemaChange.dropColumn(name);
        }
        catalog.alterTable(table, List.of(made), false);
    }

    /** One commit of rows, each its kind and then its values. */
    void write(Identifier identifier, JsonNode rows) throws Exception {
        Table table = catalog.getTable(identifier);
        List<DataType> types = table.rowType().getFieldTypes();
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        try (IOManager disk = IOManager.create(scratch.toString());
                BatchTableWrite write = builder.newWrite();
                BatchTableCommit commit = builder.newCommit()) {
            write.withIOManager(disk);
            for (JsonNode row : rows) {
                GenericRow written =
                        new GenericRow(RowKind.fromShortString(row.get(0).asText()), types.size());
                for (int i = 0; i < types.size(); i++) {
                    JsonNode text = row.get(i + 1);
                    written.setField(i, text.isNull() ? null : Cells.value(text.asText(), types.get(i)));
                }
                write.write(written);
            }
            commit.commit(write.prepareCommit());
        }
    }

    private static DataType type(JsonNode column) {
        return DataTypeJsonParser.parseDataType(column.get("type"));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
