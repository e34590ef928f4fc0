package io.tarn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A map in a file that people write.
 *
 * @param place where it stands, for messages
 */
record FileEntry(String place, ObjectNode json) {
    /** @throws UsageException unless it is a map with no other keys than these */
    static FileEntry of(String place, JsonNode json, String... keys) {
        if (!(json instanceof ObjectNode object)) {
            throw new UsageException(place + " must be a map");
        }
        FileEntry entry = new FileEntry(place, object);
        Set<String> known = Set.of(keys);
        object.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw entry.wrong("the key '" + key + "' is unknown; there are " + String.join(", ", keys));
            }
        });
        return entry;
    }

    String place(String key) {
        return place + ", an entry of '" + key + "'";
    }

    UsageException wrong(String why) {
        String shown = json.toString();
        return new UsageException(
                place + ": " + why + ", in " + (shown.length() > 200 ? shown.substring(0, 200) + "…" : shown));
    }

    boolean has(String key) {
        return json.has(key);
    }

    String text(String key) {
        JsonNode value = json.path(key);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw wrong("'" + key + "' must be a text");
        }
        return value.textValue();
    }

    String textOr(String key, String otherwise) {
        return has(key) ? text(key) : otherwise;
    }

    boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        if (!json.path(key).isBoolean()) {
            throw wrong("'" + key + "' must be true or false");
        }
        return json.path(key).booleanValue();
    }

    long number(String key) {
        if (!json.path(key).isIntegralNumber()) {
            throw wrong("'" + key + "' must be a number");
        }
        return json.path(key).longValue();
    }

    /** Empty when the key is not there. */
    List<JsonNode> list(String key) {
        JsonNode value = json.path(key);
        if (!value.isMissingNode() && !value.isArray()) {
            throw wrong("'" + key + "' must be a list");
        }
        List<JsonNode> entries = new ArrayList<>();
        value.forEach(entries::add);
        return entries;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list(key)) {
            if (!value.isTextual()) {
                throw wrong("'" + key + "' must be a list of texts");
            }
            texts.add(value.textValue());
        }
        return texts;
    }
}
