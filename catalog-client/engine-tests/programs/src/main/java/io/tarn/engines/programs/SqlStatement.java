package io.tarn.engines.programs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A statement of a script together with what the comment lines above it say:
 *
 * <ul>
 *   <li>{@code -- expect: [[1,a],[2,b]]}: its rows, in their order
 *   <li>{@code -- sorted: [[1,a],[2,b]]}: its rows, which come in any order, sorted as text
 *   <li>{@code -- fails: text}: a part of its error message
 *   <li>{@code -- within: 10}: it is run again and again for so many seconds, until it does what is said here
 *   <li>{@code -- take: 2}: a query that would never end is ended after so many rows
 *   <li>{@code -- let: name}: its only value is what {@code ${name}} stands for from now on
 *   <li>{@code -- step: name}: what the statement is called where its outcome is reported
 *   <li>{@code -- cell: text}: what a table of the outcomes says of it
 *   <li>{@code -- only: 1.4 2.0}: it is run where <code>${version}</code> is one of these words
 *   <li>{@code -- await: name}: it is not run before standard input says <code>name=value</code>
 * </ul>
 */
final class SqlStatement {

    private static final Set<String> NOTES =
            Set.of("expect", "sorted", "fails", "within", "take", "let", "step", "cell", "only", "await");

    private final String text;
    private final Map<String, String> notes;

    private SqlStatement(String text, Map<String, String> notes) {
        this.text = text;
        this.notes = notes;
    }

    /** A statement ends with a semicolon at the end of a line. */
    static List<SqlStatement> parse(List<String> lines) {
        List<SqlStatement> statements = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Map<String, String> notes = new LinkedHashMap<>();
        for (String line : lines) {
            String trimmed = line.trim();
            if (trimmed.startsWith("--")) {
                note(trimmed.substring(2).trim(), notes);
            } else if (trimmed.endsWith(";")) {
                text.append(trimmed, 0, trimmed.length() - 1);
                statements.add(new SqlStatement(text.toString(), notes));
                text.setLength(0);
                notes = new LinkedHashMap<>();
            } else if (!trimmed.isEmpty()) {
                text.append(trimmed).append(' ');
            }
        }
        if (text.length() > 0) {
            throw new IllegalArgumentException("no semicolon after: " + text);
        }
        return statements;
    }

    /** Any other comment says something to people only. */
    private static void note(String comment, Map<String, String> notes) {
        int colon = comment.indexOf(':');
        if (colon > 0 && NOTES.contains(comment.substring(0, colon))) {
            notes.merge(
                    comment.substring(0, colon), comment.substring(colon + 1).trim(), String::concat);
        }
    }

    String text() {
        return text;
    }

    Optional<String> step() {
        return Optional.ofNullable(notes.get("step"));
    }

    Optional<String> cell() {
        return Optional.ofNullable(notes.get("cell"));
    }

    /** @param version null: of unknown version */
    boolean isFor(String version) {
        return !notes.containsKey("only")
                || List.of(notes.get("only").split(" ")).contains(String.valueOf(version));
    }

    Optional<String> awaited() {
        return Optional.ofNullable(notes.get("await"));
    }

    Optional<String> expectedRows() {
        return Optional.ofNullable(notes.getOrDefault("expect", notes.get("sorted")));
    }

    /** Whether its rows come in any order, and are expected sorted. */
    boolean isUnordered() {
        return notes.containsKey("sorted");
    }

    Optional<String> expectedError() {
        return Optional.ofNullable(notes.get("fails"));
    }

    /** For how many seconds it is tried; 0: once. */
    int within() {
        return Integer.parseInt(notes.getOrDefault("within", "0"));
    }

    /** How many rows to read. */
    int take() {
        return Integer.parseInt(notes.getOrDefault("take", String.valueOf(Integer.MAX_VALUE)));
    }

    Optional<String> variable() {
        return Optional.ofNullable(notes.get("let"));
    }
}
