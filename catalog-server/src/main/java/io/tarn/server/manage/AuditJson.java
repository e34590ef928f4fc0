package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.AuditEntry;

/** An entry of the audit, in answers and in the log of JSON lines. */
final class AuditJson {
    private AuditJson() {}

    static ObjectNode json(AuditEntry entry) {
        ObjectNode json = Json.object();
        json.put("id", entry.id().toString());
        json.put("at", entry.at());
        json.put("principal", entry.principal());
        if (!entry.through().isEmpty()) {
            json.put("through", entry.through());
        }
        json.put("source", entry.source());
        json.put("request", entry.request());
        json.put("operation", entry.operation());
        json.set("object", object(entry.object()));
        json.put("decision", entry.decision());
        json.put("reason", entry.reason());
        json.put("times", entry.times());
        ObjectNode details = Json.object();
        entry.details().forEach(details::put);
        json.set("details", details);
        return json;
    }

    private static ObjectNode object(AuditEntry.Target object) {
        ObjectNode json = Json.object();
        json.put("kind", object.kind());
        json.put("id", object.id().toString());
        json.put("path", object.path());
        return json;
    }
}
