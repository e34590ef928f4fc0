package io.tarn.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.Schema;
import io.tarn.proto.v1.SchemaVersion;
import io.tarn.proto.v1.Table;
import io.tarn.server.http.Json;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.tables.GetTable;
import io.tarn.server.ops.tables.TableOptions;

/** Tables in messages. */
final class TableMessages {
    private TableMessages() {}

    static Table of(GetTable.Result table) {
        JsonNode file = Json.stored(table.schema().body());
        // The location is a member of its own; a file of an external table may say it in another form.
        if (file.get("options") instanceof ObjectNode options) {
            options.remove("path");
            if (table.relation().ownership() == Ownership.MANAGED) {
                options.put(TableOptions.QUERY_AUTH, "true");
            }
        }
        Schema schema = SchemaText.schema(file);
        return Table.newBuilder()
                .setId(table.relation().id().toString())
                .setName(NamesInMessages.of(table.name()))
                .setLocation(table.relation().location().toString())
                .setExternal(table.relation().external())
                .setSchemaId(table.schema().id())
                .setSchema(schema)
                .setAudit(NamesInMessages.of(table.relation().audit()))
                .build();
    }

    static SchemaVersion of(TableSchema version) {
        return SchemaVersion.newBuilder()
                .setId(version.id())
                .setSchema(SchemaText.schema(Json.stored(version.body())))
                .setJson(version.body())
                .build();
    }
}
