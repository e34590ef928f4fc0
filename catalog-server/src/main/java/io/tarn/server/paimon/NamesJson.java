package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.Page;
import io.tarn.server.model.QualifiedName;

/** A page of names as the protocol's lists answer it. */
final class NamesJson {
    private NamesJson() {}

    /** A page of a list over all databases. */
    static JsonNode identifiers(String member, Page<QualifiedName> page) {
        return objects(
                member,
                page.map(name -> Json.object().put("database", name.database()).put("object", name.object())));
    }

    static JsonNode objects(String member, Page<? extends JsonNode> page) {
        ObjectNode json = Json.object();
        json.putArray(member).addAll(page.entries());
        json.put("nextPageToken", page.nextToken());
        return json;
    }

    static JsonNode page(String member, Page<String> page) {
        ObjectNode json = Json.object();
        json.set(member, Json.array(page.entries()));
        json.put("nextPageToken", page.nextToken());
        return json;
    }
}
