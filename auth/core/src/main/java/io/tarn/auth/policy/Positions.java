package io.tarn.auth.policy;

import java.util.IdentityHashMap;

/** Where in the text the parts of an expression stand, for the errors of a later check. By identity: equal parts repeat. */
final class Positions {
    private final IdentityHashMap<Object, Integer> offsets = new IdentityHashMap<>();

    <T> T at(int offset, T part) {
        offsets.put(part, offset);
        return part;
    }

    /** From 0; -1 when the part does not come from a text. */
    int of(Object part) {
        return offsets.getOrDefault(part, -1);
    }
}
