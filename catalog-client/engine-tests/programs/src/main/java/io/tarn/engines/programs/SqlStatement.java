package io.tarn.engines.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A statement of a script together with what the comment lines above it promise: {@code -- expect: [[1,a],[2,b]]} for
 * its rows in their order, {@code -- fails: text} for a part of its error message.
 */
final class SqlStatement {

    private static final String EXPECT = "-- expect:";
    private static final String FAILS = "-- fails:";

    private final String text;
    private final String expectedRows;
    private final String expectedError;

    private SqlStatement(String text, String expectedRows, String expectedError) {
        this.text = text;
        this.expectedRows = expectedRows;
        this.expectedError = expectedError;
    }

    /** A statement ends with a semicolon at the end of a line. */
    static List<SqlStatement> parse(List<String> lines) {
        List<SqlStatement> statements = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        String rows = null;
        String error = null;
        for (String line : lines) {
            String trimmed = line.trim();
            if (trimmed.startsWith(EXPECT)) {
                rows = (rows == null ? "" : rows) + trimmed.substring(EXPECT.length());
            } else if (trimmed.startsWith(FAILS)) {
                error = trimmed.substring(FAILS.length()).trim();
            } else if (trimmed.endsWith(";")) {
                text.append(trimmed, 0, trimmed.length() - 1);
                statements.add(new SqlStatement(text.toString(), rows, error));
                text.setLength(0);
                rows = null;
                error = null;
            } else if (!trimmed.isEmpty() && !trimmed.startsWith("--")) {
                text.append(trimmed).append(' ');
            }
        }
        if (text.length() > 0) {
            throw new IllegalArgumentException("no semicolon after: " + text);
        }
        return statements;
    }

    String text() {
        return text;
    }

    Optional<String> expectedRows() {
        return Optional.ofNullable(expectedRows).map(SqlStatement::withoutSpaces);
    }

    Optional<String> expectedError() {
        return Optional.ofNullable(expectedError);
    }

    static String withoutSpaces(String rows) {
        return rows.replace(" ", "");
    }
}
