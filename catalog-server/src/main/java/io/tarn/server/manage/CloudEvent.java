package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.Event;
import java.time.Instant;
import java.util.Locale;

/** An event as CloudEvents 1.0 says it in JSON, whoever it is sent to. */
final class CloudEvent {
    static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";

    private CloudEvent() {}

    static String text(Event event) {
        ObjectNode json = Json.object();
        json.put("specversion", "1.0");
        json.put("id", event.entry().id().toString());
        json.put("source", "/catalogs/" + event.facts().place().catalogId());
        json.put("type", "io.tarn." + event.entry().operation().toLowerCase(Locale.ROOT));
        json.put("subject", event.entry().object().path());
        json.put("time", Instant.ofEpochMilli(event.entry().at()).toString());
        json.put("datacontenttype", "application/json");
        json.set("data", EventJson.json(event));
        return Json.text(json);
    }
}
