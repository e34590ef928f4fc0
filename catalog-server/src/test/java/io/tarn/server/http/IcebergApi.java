package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Asks as Iceberg's clients do. */
record IcebergApi(Api api, String prefix) {
    static IcebergApi of(Api api, String catalog) {
        return new IcebergApi(
                api,
                api.get("/iceberg/v1/config?warehouse=" + Api.encode(catalog))
                        .ok()
                        .json()
                        .at("/overrides/prefix")
                        .asText());
    }

    IcebergApi with(Api other) {
        return new IcebergApi(other, prefix);
    }

    String path(String below) {
        return "/iceberg/v1/" + prefix + below;
    }

    String tables(String namespace) {
        return path("/namespaces/" + Api.encode(namespace) + "/tables");
    }

    String table(String name) {
        return tables("default") + "/" + Api.encode(name);
    }

    Api.Answer create(String name) {
        return create(name, Map.of());
    }

    Api.Answer create(String name, Map<String, Object> more) {
        ObjectNode body = Api.JSON.createObjectNode().put("name", name);
        ObjectNode schema = body.putObject("schema").put("type", "struct").put("schema-id", 0);
        schema.putArray("fields")
                .addObject()
                .put("id", 1)
                .put("name", "id")
                .put("required", false)
                .put("type", "long");
        more.forEach((key, value) -> body.set(key, Api.JSON.valueToTree(value)));
        return api.post(tables("default"), body.toString());
    }

    Api.Answer load(String name) {
        return api.get(table(name));
    }

    /** A commit that sets a property, whatever the table is. */
    Api.Answer set(String name, String key, String value) {
        return api.post(
                table(name),
                "{\"requirements\":[],\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"" + key + "\":\""
                        + value + "\"}}]}");
    }

    /** A commit of a snapshot, whatever the table is. */
    Api.Answer append(String name, long snapshot) {
        return api.post(table(name), appendBody(load(name).ok().json(), snapshot));
    }

    static String appendBody(JsonNode table, long snapshot) {
        JsonNode metadata = table.get("metadata");
        return """
            {"requirements":[{"type":"assert-table-uuid","uuid":"%s"}],
             "updates":[{"action":"add-snapshot","snapshot":{"snapshot-id":%d,"sequence-number":%d,"timestamp-ms":%d,
               "summary":{"operation":"append"},"manifest-list":"%s/metadata/snap-%d.avro","schema-id":0}},
              {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":%d}]}
            """.formatted(
                        metadata.get("table-uuid").asText(),
                        snapshot,
                        metadata.get("last-sequence-number").asLong() + 1,
                        System.currentTimeMillis(),
                        metadata.get("location").asText(),
                        snapshot,
                        snapshot);
    }

    /** Checks an error in Iceberg's shape. */
    static Api.Answer refused(Api.Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/json");
        JsonNode error = answer.json().get("error");
        assertThat(error.get("code").asInt()).isEqualTo(status);
        assertThat(error.get("type").asText()).as(answer.body()).isEqualTo(type);
        assertThat(error.get("message").asText()).isNotEmpty();
        return answer;
    }
}
