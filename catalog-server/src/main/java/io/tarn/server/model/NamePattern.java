package io.tarn.server.model;

/**
 * A filter on names: exact, or by prefix.
 *
 * @param prefix whether {@code text} is the beginning of a name rather than the whole
 */
public record NamePattern(String text, boolean prefix) {
    public static final NamePattern ANY = new NamePattern("", true);

    /**
     * Reads the protocol's pattern: SQL LIKE of which only a trailing {@code %} is allowed; {@code \} escapes, {@code _} is
     * a plain character.
     *
     * @param pattern empty means no filter
     * @throws TarnException INVALID_REQUEST when {@code %} stands anywhere but at the end
     */
    public static NamePattern parse(String pattern) {
        if (pattern.isEmpty()) {
            return ANY;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                text.append(pattern.charAt(++i));
            } else if (c != '%') {
                text.append(c);
            } else if (i == pattern.length() - 1) {
                return new NamePattern(text.toString(), true);
            } else {
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "The name pattern '" + Names.printable(pattern)
                                + "' is not supported: '%' may only stand at the end");
            }
        }
        return new NamePattern(text.toString(), false);
    }
}
