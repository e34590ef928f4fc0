package io.tarn.server.http;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A form-encoded body. No value ever stands in a message: some are secrets. */
public final class Form {
    private static final int LONGEST = 16 << 10;

    private final Map<String, String> values;

    private Form(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /** @throws TarnException INVALID_REQUEST when it is not readable, or says something twice */
    static Form parse(byte[] body) {
        if (body.length > LONGEST) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The form is longer than " + LONGEST + " bytes");
        }
        Map<String, String> values = new HashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            String[] sides = pair.split("=", 2);
            String value = sides.length < 2 ? "" : decoded(sides[1]);
            if (!pair.isEmpty() && values.put(decoded(sides[0]), value) != null) {
                throw TarnException.of(ErrorCode.INVALID_REQUEST, "The form says something twice");
            }
        }
        return new Form(values);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Without the cause: its message repeats what was sent.
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The form is not validly encoded");
        }
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** @throws TarnException INVALID_REQUEST when it is absent or empty */
    public String text(String name) {
        String value = values.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The form needs a value for " + name);
        }
        return value;
    }

    /** Names and values alike may be secrets. */
    @Override
    public String toString() {
        return "Form[***]";
    }
}
