package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.model.Page;

/** A page of names as the protocol's lists answer it. */
final class NamesJson {
    private NamesJson() {}

    static JsonNode page(String member, Page<String> page) {
        ObjectNode json = Json.object();
        json.set(member, Json.array(page.entries()));
        json.put("nextPageToken", page.nextToken());
        return json;
    }
}
