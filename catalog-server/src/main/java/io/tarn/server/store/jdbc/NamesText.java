package io.tarn.server.store.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of names as one JSON text. */
final class NamesText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NamesText() {}

    static String write(List<String> names) {
        try {
            return JSON.writeValueAsString(names);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of texts is JSON", e);
        }
    }

    /** @param text null when nothing was stored: an empty list */
    static List<String> read(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        try {
            return JSON.readValue(text, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored names are not a list of texts", e);
        }
    }
}
