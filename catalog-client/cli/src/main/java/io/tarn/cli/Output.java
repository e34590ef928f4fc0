package io.tarn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Answers: aligned for people, or one JSON document. */
final class Output {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String GAP = "  ";

    private final Terminal terminal;
    private final Globals globals;

    Output(Terminal terminal, Globals globals) {
        this.terminal = terminal;
        this.globals = globals;
    }

    /** A list; in JSON the member {@code name} of an object. */
    void list(String name, List<ObjectNode> rows, Column... columns) {
        if (globals.json) {
            ObjectNode document = Yaml.object();
            document.putArray(name).addAll(rows);
            json(document);
        } else {
            table(rows, columns);
            if (rows.isEmpty() && !globals.quiet) {
                terminal.err().println("There are none.");
            }
        }
    }

    /** One thing, a line for each of its members that is there. */
    void show(ObjectNode document, Column... columns) {
        if (globals.json) {
            json(document);
            return;
        }
        int width = Arrays.stream(columns)
                .mapToInt(column -> column.title().length())
                .max()
                .orElse(0);
        for (Column column : columns) {
            String value = column.of(document);
            if (!value.isEmpty()) {
                terminal.out().println(padded(column.title(), width + 2, false) + value);
            }
        }
    }

    /** A list within what {@link #show} shows; JSON has it already. */
    void part(String title, JsonNode rows, Column... columns) {
        if (globals.json || rows.isEmpty()) {
            return;
        }
        terminal.out().println();
        terminal.out().println(title);
        List<ObjectNode> objects = new ArrayList<>();
        rows.forEach(row -> objects.add((ObjectNode) row));
        table(objects, columns);
    }

    /** That something was done. */
    void done(String action, String kind, String name) {
        done(
                action + " " + kind + " " + name,
                Yaml.object().put("action", action).put("kind", kind).put("name", name));
    }

    void done(String sentence, ObjectNode document) {
        if (globals.json) {
            json(document);
        } else if (!globals.quiet) {
            terminal.out().println(Column.printable(sentence));
        }
    }

    /** What is asked for, whatever else is said. */
    void line(String text) {
        terminal.out().println(text);
    }

    /** How far a long command is, or what it leaves out. */
    void note(String text) {
        if (!globals.quiet) {
            terminal.err().println(Column.printable(text));
        }
    }

    boolean isJson() {
        return globals.json;
    }

    void json(JsonNode document) {
        try {
            terminal.out().println(JSON.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that is no JSON", e);
        }
    }

    private void table(List<ObjectNode> rows, Column... columns) {
        if (rows.isEmpty()) {
            return;
        }
        List<List<String>> cells = new ArrayList<>();
        cells.add(Arrays.stream(columns).map(Column::title).toList());
        for (ObjectNode row : rows) {
            cells.add(Arrays.stream(columns).map(column -> column.of(row)).toList());
        }
        int[] widths = new int[columns.length];
        for (List<String> line : cells) {
            for (int i = 0; i < columns.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        for (List<String> line : cells) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < columns.length; i++) {
                text.append(i == 0 ? "" : GAP).append(padded(line.get(i), widths[i], columns[i].right()));
            }
            terminal.out().println(text.toString().stripTrailing());
        }
    }

    private static String padded(String text, int width, boolean right) {
        String space = " ".repeat(Math.max(0, width - width(text)));
        return right ? space + text : text + space;
    }

    /** Characters of East Asia take two places, those that combine none. */
    private static int width(String text) {
        return text.codePoints()
                .map(point -> switch (Character.getType(point)) {
                    case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
                    default -> isWide(point) ? 2 : 1;
                })
                .sum();
    }

    private static boolean isWide(int point) {
        return (point >= 0x1100 && point <= 0x115F)
                || (point >= 0x2E80 && point <= 0xA4CF)
                || (point >= 0xAC00 && point <= 0xD7A3)
                || (point >= 0xF900 && point <= 0xFAFF)
                || (point >= 0xFE30 && point <= 0xFE6F)
                || (point >= 0xFF00 && point <= 0xFF60)
                || (point >= 0xFFE0 && point <= 0xFFE6)
                || (point >= 0x1F300 && point <= 0x1FAFF)
                || (point >= 0x20000 && point <= 0x3FFFD);
    }
}
