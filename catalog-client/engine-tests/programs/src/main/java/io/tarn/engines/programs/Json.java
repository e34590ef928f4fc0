package io.tarn.engines.programs;

import java.util.LinkedHashMap;
import java.util.Map;

/** Writes one JSON object per line; the programs share no JSON library across the versions of their engines. */
final class Json {

    private final Map<String, Object> members = new LinkedHashMap<>();

    static Json object() {
        return new Json();
    }

    Json with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /** One call per line, so that lines of two threads do not mix. */
    void print() {
        StringBuilder line = new StringBuilder();
        write(line, members);
        synchronized (Json.class) {
            System.out.println(line);
            System.out.flush();
        }
    }

    private static void write(StringBuilder out, Object value) {
        if (value instanceof Map) {
            String separator = "{";
            for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
                out.append(separator);
                text(out, String.valueOf(member.getKey()));
                out.append(':');
                write(out, member.getValue());
                separator = ",";
            }
            out.append("{".equals(separator) ? "{}" : "}");
        } else if (value instanceof Iterable) {
            String separator = "[";
            for (Object element : (Iterable<?>) value) {
                out.append(separator);
                write(out, element);
                separator = ",";
            }
            out.append("[".equals(separator) ? "[]" : "]");
        } else if (value == null || value instanceof Boolean || value instanceof Number) {
            out.append(value);
        } else {
            text(out, value.toString());
        }
    }

    private static void text(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                // Standard output has the encoding of the machine.
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
