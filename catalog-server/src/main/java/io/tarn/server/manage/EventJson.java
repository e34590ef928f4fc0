package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.AuditEntry;
import io.tarn.server.model.Effect;
import io.tarn.server.model.Event;
import io.tarn.server.model.EventFacts;
import io.tarn.server.model.Snapshot;
import org.jspecify.annotations.Nullable;

/** An event, in answers and streams and in what is sent to others. What there is nothing to say of is left out. */
public final class EventJson {
    private EventJson() {}

    public static ObjectNode json(Event event) {
        AuditEntry entry = event.entry();
        EventFacts facts = event.facts();
        ObjectNode json = Json.object();
        json.put("id", entry.id().toString());
        json.put("cursor", Long.toString(event.seq()));
        json.put("at", entry.at());
        json.put("operation", entry.operation());
        ObjectNode object = Json.object();
        object.put("kind", entry.object().kind());
        object.put("id", entry.object().id().toString());
        object.put("path", entry.object().path());
        put(object, "database", facts.place().database());
        put(object, "name", event.name());
        json.set("object", object);
        put(json, "branch", facts.effect().branch());
        put(json, "oldSchemaId", facts.effect().oldSchema());
        put(json, "newSchemaId", facts.effect().newSchema());
        put(json, "oldSnapshotId", facts.effect().oldSnapshot());
        put(json, "newSnapshotId", facts.effect().newSnapshot());
        commit(json, facts.effect());
        Effect.Renamed renamed = facts.effect().renamed();
        if (renamed != null) {
            json.set(
                    "renamedTo",
                    Json.object().put("database", renamed.database()).put("name", renamed.name()));
        }
        json.put("principal", entry.principal());
        put(json, "through", entry.through());
        put(json, "userAgent", facts.client().agent());
        put(json, "engine", facts.client().engine());
        put(json, "job", facts.client().job());
        if (facts.announced()) {
            json.put("announced", true);
        }
        ObjectNode details = Json.object();
        entry.details().forEach(details::put);
        json.set("details", details);
        return json;
    }

    private static void commit(ObjectNode json, Effect effect) {
        Effect.Commit commit = effect.commit();
        if (commit == null) {
            return;
        }
        Snapshot.Counts counts = commit.counts();
        ObjectNode summary = Json.object();
        put(summary, "snapshotId", effect.newSnapshot());
        put(summary, "schemaId", effect.newSchema());
        summary.put("commitUser", commit.user());
        summary.put("commitKind", commit.kind());
        summary.put("commitIdentifier", commit.identifier());
        put(summary, "totalRecords", counts.totalRecords());
        put(summary, "deltaRecords", counts.deltaRecords());
        put(summary, "watermark", counts.watermark());
        put(summary, "timeMillis", counts.timeMillis());
        json.set("commit", summary);
    }

    private static void put(ObjectNode json, String name, String text) {
        if (!text.isEmpty()) {
            json.put(name, text);
        }
    }

    private static void put(ObjectNode json, String name, @Nullable Long number) {
        if (number != null) {
            json.put(name, number);
        }
    }
}
