package io.tarn.server.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.model.Alterable;
import io.tarn.server.model.Routine;
import io.tarn.server.model.View;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a view or a function says as one JSON text; JSON that a client sent stands in it as a text, as it came. */
final class DefinitionText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DefinitionText() {}

    static String write(View.Definition definition) {
        ObjectNode json = JSON.createObjectNode();
        json.put("fields", definition.fields());
        json.put("query", definition.query());
        return write(json, definition.alterable());
    }

    static String write(Routine.Definition definition) {
        ObjectNode json = JSON.createObjectNode();
        json.put("inputParams", definition.inputParams());
        json.put("returnParams", definition.returnParams());
        json.put("deterministic", definition.deterministic());
        return write(json, definition.alterable());
    }

    private static String write(ObjectNode json, Alterable alterable) {
        ObjectNode texts = json.putObject("texts");
        new TreeMap<>(alterable.texts()).forEach(texts::put);
        json.put("comment", alterable.comment());
        ObjectNode options = json.putObject("options");
        new TreeMap<>(alterable.options()).forEach(options::put);
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can be written", e);
        }
    }

    static View.Definition view(String text) {
        JsonNode json = read(text);
        return new View.Definition(
                json.get("fields").textValue(), json.get("query").textValue(), alterable(Alterable.Kind.VIEW, json));
    }

    static Routine.Definition routine(String text) {
        JsonNode json = read(text);
        return new Routine.Definition(
                json.get("inputParams").textValue(),
                json.get("returnParams").textValue(),
                json.get("deterministic").booleanValue(),
                alterable(Alterable.Kind.FUNCTION, json));
    }

    private static Alterable alterable(Alterable.Kind kind, JsonNode json) {
        @Nullable String comment = json.get("comment").textValue();
        return new Alterable(kind, texts(json.get("texts")), comment, texts(json.get("options")));
    }

    private static Map<String, String> texts(JsonNode json) {
        Map<String, String> texts = new TreeMap<>();
        json.properties()
                .forEach(member -> texts.put(member.getKey(), member.getValue().textValue()));
        return texts;
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored definition is not JSON", e);
        }
    }
}
