package io.tarn.auth.policy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of a parsed JSON tree; every way to read it says what is missing or wrong. */
record JsonObject(Map<?, ?> members) {
    static JsonObject of(@Nullable Object tree, String what) {
        if (tree instanceof Map<?, ?> members) {
            return new JsonObject(members);
        }
        throw new PolicyException(what + " is no JSON object");
    }

    /** Refuses every member that is not among these: what is not understood may be a restriction. */
    void only(String... names) {
        for (Object name : members.keySet()) {
            if (!List.of(names).contains(String.valueOf(name))) {
                throw new PolicyException("the member '" + name + "' is not known here");
            }
        }
    }

    String text(String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw new PolicyException("'" + name + "' is missing or no text");
    }

    JsonObject object(String name) {
        return of(members.get(name), "'" + name + "'");
    }

    List<?> list(String name) {
        if (members.get(name) instanceof List<?> list) {
            return list;
        }
        throw new PolicyException("'" + name + "' is missing or no list");
    }

    /** Empty when it is not there. */
    List<?> optionalList(String name) {
        return members.get(name) == null ? List.of() : list(name);
    }

    @Nullable
    Object get(String name) {
        return members.get(name);
    }
}
