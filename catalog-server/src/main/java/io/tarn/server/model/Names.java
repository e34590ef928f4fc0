package io.tarn.server.model;

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
        if (name.isBlank()) {
            throw invalid(what, name, "is blank");
        }
        if (name.length() > Limits.NAME_LENGTH) {
            throw invalid(what, name, "is longer than " + Limits.NAME_LENGTH + " characters");
        }
        if (name.equals(".") || name.equals("..")) {
            throw invalid(what, name, "is a path step");
        }
        // MySQL and MariaDB compare names without their trailing spaces.
        if (Character.isWhitespace(name.charAt(0)) || Character.isWhitespace(name.charAt(name.length() - 1))) {
            throw invalid(what, name, "begins or ends with white space");
        }
        name.codePoints().forEach(codePoint -> checkCodePoint(what, name, codePoint));
        return name;
    }

    private static void checkCodePoint(String what, String name, int codePoint) {
        if (codePoint < 128 && FORBIDDEN.indexOf(codePoint) >= 0) {
            throw invalid(what, name, "contains '" + Character.toString(codePoint) + "'");
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
        if (unreadable) {
            throw invalid(what, name, "contains the character U+%04X".formatted(codePoint));
        }
    }

    private static TarnException invalid(String what, String name, String why) {
        return TarnException.about(
                ErrorCode.INVALID_NAME, printable(name), "The " + what + " name '" + printable(name) + "' " + why);
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
