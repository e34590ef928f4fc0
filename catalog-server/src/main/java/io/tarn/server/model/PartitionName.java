package io.tarn.server.model;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The name of a partition: its path below the table, {@code dt=2025-01-01/hour=01}, with the characters escaped that
 * Paimon escapes in paths. Nothing is lost in it, so the values can be read back.
 */
public final class PartitionName {
    private static final String ESCAPED = "\"#%'*/:=?\\\u007F{}[]^";

    private PartitionName() {}

    /**
     * @param keys the partition columns, in the table's order
     * @return empty when {@code spec} does not name exactly these columns, a value is empty, or the name is too long for
     *     a key
     */
    public static Optional<String> of(List<String> keys, Map<String, String> spec) {
        if (spec.size() != keys.size()) {
            return Optional.empty();
        }
        StringBuilder name = new StringBuilder();
        for (String key : keys) {
            String value = spec.get(key);
            if (value == null || value.isEmpty()) {
                return Optional.empty();
            }
            name.append(name.length() == 0 ? "" : "/");
            escape(key, name);
            name.append('=');
            escape(value, name);
        }
        return Optional.of(name.toString()).filter(PartitionName::fits);
    }

    private static boolean fits(String name) {
        return name.length() <= Limits.PARTITION_NAME_BYTES
                && name.getBytes(StandardCharsets.UTF_8).length <= Limits.PARTITION_NAME_BYTES;
    }

    /** The order of names: that of UTF-8 bytes, which is that of code points and not that of Java's chars. */
    public static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogate = Character.isSurrogate(x);
                return surrogate == Character.isSurrogate(y) ? Character.compare(x, y) : surrogate ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** The values by column, in the order of the name. */
    public static Map<String, String> spec(String name) {
        Map<String, String> spec = new LinkedHashMap<>();
        if (!name.isEmpty()) {
            for (String part : name.split("/", -1)) {
                int equals = part.indexOf('=');
                spec.put(unescape(part.substring(0, equals)), unescape(part.substring(equals + 1)));
            }
        }
        return spec;
    }

    static boolean isEscaped(char c) {
        return c < ' ' || ESCAPED.indexOf(c) >= 0;
    }

    static void escape(String text, StringBuilder to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isEscaped(c)) {
                to.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            } else {
                to.append(c);
            }
        }
    }

    private static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
