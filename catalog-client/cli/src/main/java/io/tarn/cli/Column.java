package io.tarn.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * How people are shown a member of a JSON object.
 *
 * @param title the heading
 * @param field the member's name
 * @param right whether it stands at the right of its column
 */
record Column(String title, String field, boolean right, Function<JsonNode, String> format) {
    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    static Column text(String title, String field) {
        return new Column(title, field, false, Column::plain);
    }

    static Column count(String title, String field) {
        return new Column(title, field, true, json -> json.asLong() < 0 ? "unknown" : grouped(json.asLong()));
    }

    static Column bytes(String title, String field) {
        return new Column(title, field, true, json -> size(json.asLong()));
    }

    /** Of milliseconds since 1970-01-01 UTC; 0 is shown as nothing. */
    static Column time(String title, String field) {
        return new Column(title, field, false, json -> time(json.asLong()));
    }

    /** What is missing is shown as nothing. */
    String of(JsonNode row) {
        JsonNode value = row.path(field);
        return value.isMissingNode() || value.isNull() ? "" : printable(format.apply(value));
    }

    private static String plain(JsonNode value) {
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(element -> texts.add(plain(element)));
            return String.join(", ", texts);
        }
        if (value.isObject()) {
            List<String> texts = new ArrayList<>();
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                texts.add(member.getKey() + "=" + plain(member.getValue()));
            }
            return String.join(", ", texts);
        }
        return value.isBoolean() ? (value.asBoolean() ? "yes" : "no") : value.asText();
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String size(long bytes) {
        if (bytes < 0) {
            return "unknown";
        }
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS.get(unit));
    }

    static String time(long millis) {
        return millis == 0
                ? ""
                : Instant.ofEpochMilli(millis)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                        .replace('T', ' ')
                        .replace("Z", " UTC");
    }

    /** Comments and reasons are anybody's text: nothing of it reaches the terminal as a command. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean plain = !Character.isISOControl(point)
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR;
            printable.appendCodePoint(plain ? point : point == '\n' || point == '\t' ? ' ' : '?');
        });
        return printable.toString();
    }
}
