package io.tarn.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads members of a JSON object, and says by name what is missing or of the wrong type. A member that is JSON null counts
 * as absent.
 */
public final class Body {
    private final JsonNode object;
    private final String where;

    public Body(JsonNode object) {
        this(object, "");
    }

    private Body(JsonNode object, String where) {
        if (!object.isObject()) {
            throw invalid(where.isEmpty() ? "The body" : "'" + where + "'", "an object");
        }
        this.object = object;
        this.where = where;
    }

    public Body object(String name) {
        return new Body(required(name), qualified(name));
    }

    /** The member's JSON, of whatever type. */
    public JsonNode any(String name) {
        return required(name);
    }

    public boolean has(String name) {
        return optional(name) != null;
    }

    public String text(String name) {
        JsonNode value = required(name);
        if (!value.isTextual()) {
            throw invalid("'" + qualified(name) + "'", "a text");
        }
        return value.textValue();
    }

    public @Nullable String textOrNull(String name) {
        return has(name) ? text(name) : null;
    }

    /** A 64-bit integer; numbers with a fraction and larger ones are refused. */
    public long integer(String name) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw invalid("'" + qualified(name) + "'", "a 64-bit integer");
        }
        return value.longValue();
    }

    public long integerOr(String name, long absent) {
        return has(name) ? integer(name) : absent;
    }

    public boolean flagOr(String name, boolean absent) {
        JsonNode value = optional(name);
        if (value == null) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw invalid("'" + qualified(name) + "'", "true or false");
        }
        return value.booleanValue();
    }

    public Map<String, String> textsOrEmpty(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (has(name)) {
            JsonNode members = object(name).object;
            members.properties().forEach(member -> {
                if (!member.getValue().isTextual()) {
                    throw invalid("'" + qualified(name) + "." + member.getKey() + "'", "a text");
                }
                texts.put(member.getKey(), member.getValue().textValue());
            });
        }
        return texts;
    }

    public List<String> textListOrEmpty(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : elements(name)) {
            if (!element.isTextual()) {
                throw invalid("'" + qualified(name) + "'", "a list of texts");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    public List<Body> objectsOrEmpty(String name) {
        List<Body> objects = new ArrayList<>();
        for (JsonNode element : elements(name)) {
            objects.add(new Body(element, qualified(name) + "[" + objects.size() + "]"));
        }
        return objects;
    }

    /** As {@link #objectsOrEmpty}, of a list that must be there. */
    public List<Body> objects(String name) {
        required(name);
        return objectsOrEmpty(name);
    }

    /** A list of objects whose members are texts; it must be there. */
    public List<Map<String, String>> textMaps(String name) {
        required(name);
        List<Map<String, String>> maps = new ArrayList<>();
        for (JsonNode element : elements(name)) {
            Body wrapped = new Body(Json.object().set("spec", element), qualified(name) + "[" + maps.size() + "]");
            wrapped.object("spec");
            maps.add(wrapped.textsOrEmpty("spec"));
        }
        return maps;
    }

    /** The members of an object whose members are objects. */
    public Map<String, Body> objectsByNameOrEmpty(String name) {
        Map<String, Body> objects = new LinkedHashMap<>();
        if (has(name)) {
            Body parent = object(name);
            parent.object.properties().forEach(member -> objects.put(member.getKey(), parent.object(member.getKey())));
        }
        return objects;
    }

    private Iterable<JsonNode> elements(String name) {
        JsonNode value = optional(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw invalid("'" + qualified(name) + "'", "a list");
        }
        return value;
    }

    /** The object's JSON text: numbers and unknown members as they came. */
    public String json() {
        return Json.text(object);
    }

    private JsonNode required(String name) {
        JsonNode value = optional(name);
        if (value == null) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'" + qualified(name) + "' is missing");
        }
        return value;
    }

    private @Nullable JsonNode optional(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private String qualified(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    private static TarnException invalid(String what, String expected) {
        return TarnException.of(ErrorCode.INVALID_REQUEST, what + " must be " + expected);
    }
}
