package io.tarn.server.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a name of a database, table, branch or principal may be. Checked before a name reaches a path, SQL or a log:
 * nothing that is a separator, a wildcard or a macro anywhere behind this door gets through it.
 */
public final class Names {
    private static final String FORBIDDEN = "/\\*?${}<>\"|`'";

    private Names() {}

    /**
     * @param what the word for the error message, e.g. {@code database}
     * @return the same name
     * @throws TarnException INVALID_NAME
     */
    public static String check(String what, String name) {
        String problem = problem(name);
        if (problem != null) {
            String printable = printable(name);
            throw TarnException.about(
                    ErrorCode.INVALID_NAME, printable, "The " + what + " name '" + printable + "' " + problem);
        }
        return name;
    }

    /** Whether {@link #check} lets a name through: no object has any other. */
    public static boolean mayBeGiven(String name) {
        return problem(name) == null;
    }

    private static @Nullable String problem(String name) {
        if (name.isBlank()) {
            return "is blank";
        }
        if (name.length() > Limits.NAME_LENGTH) {
            return "is longer than " + Limits.NAME_LENGTH + " characters";
        }
        if (name.equals(".") || name.equals("..")) {
            return "is a path step";
        }
        // MySQL and MariaDB compare names without their trailing spaces.
        if (Character.isWhitespace(name.charAt(0)) || Character.isWhitespace(name.charAt(name.length() - 1))) {
            return "begins or ends with white space";
        }
        return name.codePoints()
                .mapToObj(Names::problem)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String problem(int codePoint) {
        if (codePoint < 128 && FORBIDDEN.indexOf(codePoint) >= 0) {
            return "contains '" + Character.toString(codePoint) + "'";
        }
        boolean unreadable = switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> codePoint == 0xFFFD;
        };
        return unreadable ? "contains the character U+%04X".formatted(codePoint) : null;
    }

    /** A name that was asked for, fit for a message: whole when it may be given, else as {@link #printable}. */
    public static String shown(String name) {
        return mayBeGiven(name) ? name : printable(name);
    }

    /** A text from outside, fit for a message or a log line: at most 80 characters, nothing that breaks a line. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints().limit(80).forEach(codePoint -> {
            boolean plain = codePoint >= 0x20
                    && codePoint != 0x7F
                    && Character.isDefined(codePoint)
                    && !Character.isISOControl(codePoint)
                    && Character.getType(codePoint) != Character.FORMAT
                    && Character.getType(codePoint) != Character.SURROGATE
                    && Character.getType(codePoint) != Character.LINE_SEPARATOR
                    && Character.getType(codePoint) != Character.PARAGRAPH_SEPARATOR;
            printable.appendCodePoint(plain ? codePoint : '?');
        });
        return text.codePointCount(0, text.length()) > 80 ? printable + "…" : printable.toString();
    }
}
