package io.tarn.paimon;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed JSON object, whose members are read with the type that they must have. */
final class JsonObject {
    private final Map<?, ?> members;

    private JsonObject(Map<?, ?> members) {
        this.members = members;
    }

    /** @throws IllegalArgumentException when it is no object */
    static JsonObject of(@Nullable Object value) {
        if (value instanceof Map) {
            return new JsonObject((Map<?, ?>) value);
        }
        throw new IllegalArgumentException("there is no object where one has to be");
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    @Nullable
    Object get(String name) {
        return members.get(name);
    }

    Map<?, ?> members() {
        return members;
    }

    String text(String name) {
        Object value = members.get(name);
        if (value instanceof String) {
            return (String) value;
        }
        throw new IllegalArgumentException("the member " + name + " is no text");
    }

    List<?> list(String name) {
        Object value = members.get(name);
        if (value instanceof List) {
            return (List<?>) value;
        }
        throw new IllegalArgumentException("the member " + name + " is no list");
    }

    JsonObject object(String name) {
        return of(members.get(name));
    }
}
