package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.TableLocations;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.tables.GetTable;
import io.tarn.server.ops.tables.TableOptions;
import java.util.List;

/** Databases and tables as clients read them. */
final class TableJson {
    /** What the protocol's {@code Schema} shares with a schema file. */
    private static final List<String> SCHEMA_MEMBERS =
            List.of("fields", "partitionKeys", "primaryKeys", "options", "comment");

    private TableJson() {}

    static JsonNode table(GetTable.Result table) {
        ObjectNode json = Json.object();
        json.put("id", table.relation().id().toString());
        json.put("database", table.name().database());
        json.put("name", table.name().object());
        json.put("path", table.relation().location().toString());
        json.put("isExternal", table.relation().external());
        json.put("schemaId", table.schema().id());
        JsonNode file = Json.stored(table.schema().body());
        ObjectNode schema = Json.object();
        for (String member : SCHEMA_MEMBERS) {
            if (file.has(member)) {
                schema.set(member, file.get(member));
            }
        }
        // Clients set it themselves, from the path above; a file of an external table may say it in another form.
        if (schema.get("options") instanceof ObjectNode options) {
            options.remove("path");
            if (table.relation().ownership() == Ownership.MANAGED) {
                options.put(TableOptions.QUERY_AUTH, "true");
            }
        }
        json.set("schema", schema);
        audit(json, table.relation().audit());
        return json;
    }

    static JsonNode database(Catalogs.Entry catalog, Namespace namespace) {
        ObjectNode json = Json.object();
        json.put("id", namespace.id().toString());
        json.put("name", namespace.name());
        json.put(
                "location",
                TableLocations.directory(catalog.catalog(), namespace.name()).toString());
        ObjectNode options = Json.object();
        namespace.options().forEach(options::put);
        json.set("options", options);
        audit(json, namespace.audit());
        return json;
    }

    static void audit(ObjectNode json, Audit audit) {
        json.put("owner", audit.owner());
        json.put("createdAt", audit.createdAt());
        json.put("createdBy", audit.createdBy());
        json.put("updatedAt", audit.updatedAt());
        json.put("updatedBy", audit.updatedBy());
    }
}
