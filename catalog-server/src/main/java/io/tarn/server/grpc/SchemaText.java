package io.tarn.server.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.Field;
import io.tarn.proto.v1.Schema;
import io.tarn.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Schemas and fields between messages and Paimon's JSON, which is what operations take and give. */
final class SchemaText {
    private SchemaText() {}

    static String json(Schema schema) {
        ObjectNode json = Json.object();
        json.set("fields", fields(schema.getFieldsList()));
        json.set("partitionKeys", Json.array(schema.getPartitionKeysList()));
        json.set("primaryKeys", Json.array(schema.getPrimaryKeysList()));
        json.set("options", texts(schema.getOptionsMap()));
        if (schema.hasComment()) {
            json.put("comment", schema.getComment());
        }
        return Json.text(json);
    }

    static ArrayNode fields(List<Field> fields) {
        ArrayNode json = (ArrayNode) Json.array(List.of());
        fields.forEach(field -> json.add(field(field)));
        return json;
    }

    private static JsonNode field(Field field) {
        ObjectNode json = Json.object();
        json.put("id", field.getId());
        json.put("name", field.getName());
        json.set("type", type(field.getType()));
        if (field.hasDescription()) {
            json.put("description", field.getDescription());
        }
        if (field.hasDefaultValue()) {
            json.put("defaultValue", field.getDefaultValue());
        }
        return json;
    }

    /** A nested type is an object in Paimon's JSON, all others are texts. */
    static JsonNode type(String type) {
        if (type.isEmpty()) {
            throw NamesInMessages.missing("type");
        }
        return type.stripLeading().startsWith("{")
                ? Json.parse(type.getBytes(StandardCharsets.UTF_8))
                : Json.object().textNode(type);
    }

    static ObjectNode texts(Map<String, String> texts) {
        ObjectNode json = Json.object();
        texts.forEach(json::put);
        return json;
    }

    /** @param stored the text of a schema file, or of the protocol's schema */
    static Schema schema(JsonNode stored) {
        Schema.Builder schema = Schema.newBuilder().addAllFields(fields(stored.path("fields")));
        stored.path("partitionKeys").forEach(key -> schema.addPartitionKeys(key.asText()));
        stored.path("primaryKeys").forEach(key -> schema.addPrimaryKeys(key.asText()));
        stored.path("options")
                .properties()
                .forEach(option ->
                        schema.putOptions(option.getKey(), option.getValue().asText()));
        ifText(stored, "comment", schema::setComment);
        return schema.build();
    }

    static List<Field> fields(JsonNode stored) {
        List<Field> fields = new ArrayList<>();
        stored.forEach(json -> {
            JsonNode type = json.path("type");
            Field.Builder field = Field.newBuilder()
                    .setId(json.path("id").asInt())
                    .setName(json.path("name").asText())
                    .setType(type.isTextual() ? type.textValue() : Json.text(type));
            ifText(json, "description", field::setDescription);
            ifText(json, "defaultValue", field::setDefaultValue);
            fields.add(field.build());
        });
        return fields;
    }

    private static void ifText(JsonNode json, String member, Consumer<String> then) {
        JsonNode value = json.path(member);
        if (value.isTextual()) {
            then.accept(value.textValue());
        }
    }
}
