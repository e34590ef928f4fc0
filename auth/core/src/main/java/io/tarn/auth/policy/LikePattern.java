package io.tarn.auth.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pattern of a LIKE, taken apart. What stands for any text several times in a row stands for it once.
 *
 * @param parts one element for each character that must be there, {@link #ANY_TEXT} or {@link #ANY_CHARACTER}
 */
record LikePattern(List<Integer> parts) {
    static final int ANY_TEXT = -1;
    static final int ANY_CHARACTER = -2;
    private static final int BACKSLASH = '\\';

    /**
     * The same pattern in the form that policies keep, with a backslash before what stands for itself.
     *
     * @param escape null when the text names none; a backslash then has no meaning that engines agree on
     */
    static String withBackslashes(String pattern, @Nullable String escape, int offset) {
        if (escape == null && pattern.indexOf(BACKSLASH) >= 0) {
            throw new PolicyException("the pattern has a backslash: say what it means with ESCAPE '\\'", offset);
        }
        return taken(pattern, escape == null ? -1 : escape.codePointAt(0), offset)
                .text();
    }

    /** @param pattern with backslashes; @throws PolicyException when a backslash escapes nothing */
    static LikePattern of(String pattern) {
        return taken(pattern, BACKSLASH, -1);
    }

    private static LikePattern taken(String pattern, int escape, int offset) {
        int[] characters = pattern.codePoints().toArray();
        List<Integer> parts = new ArrayList<>();
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (c == escape) {
                i++;
                boolean escapes = i < characters.length
                        && (characters[i] == '%' || characters[i] == '_' || characters[i] == escape);
                if (!escapes) {
                    throw new PolicyException("the escape of the pattern escapes nothing", offset);
                }
                parts.add(characters[i]);
            } else if (c != '%') {
                parts.add(c == '_' ? ANY_CHARACTER : c);
            } else if (parts.isEmpty() || parts.get(parts.size() - 1) != ANY_TEXT) {
                parts.add(ANY_TEXT);
            }
        }
        return new LikePattern(List.copyOf(parts));
    }

    /** The pattern that matches every text that begins with, ends with or has this one in it. */
    static String around(boolean before, String text, boolean after) {
        List<Integer> parts = new ArrayList<>();
        if (before) {
            parts.add(ANY_TEXT);
        }
        text.codePoints().forEach(parts::add);
        if (after && !(before && text.isEmpty())) {
            parts.add(ANY_TEXT);
        }
        return new LikePattern(parts).text();
    }

    /** With backslashes. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int part : parts) {
            if (part == ANY_TEXT) {
                text.append('%');
            } else if (part == ANY_CHARACTER) {
                text.append('_');
            } else {
                if (part == '%' || part == '_' || part == BACKSLASH) {
                    text.append('\\');
                }
                text.appendCodePoint(part);
            }
        }
        return text.toString();
    }

    boolean hasAnyCharacter() {
        return parts.contains(ANY_CHARACTER);
    }

    boolean beginsOpen() {
        return !parts.isEmpty() && parts.get(0) == ANY_TEXT;
    }

    boolean endsOpen() {
        return !parts.isEmpty() && parts.get(parts.size() - 1) == ANY_TEXT;
    }

    /** The text between an open beginning and an open end; null when that is more than one text. */
    @Nullable
    String onlyText() {
        int begin = beginsOpen() ? 1 : 0;
        int end = endsOpen() && parts.size() > begin ? parts.size() - 1 : parts.size();
        StringBuilder text = new StringBuilder();
        for (int part : parts.subList(begin, end)) {
            if (part < 0) {
                return null;
            }
            text.appendCodePoint(part);
        }
        return text.toString();
    }

    /** In time of pattern times text, whatever they are. */
    boolean matches(String text) {
        int[] characters = text.codePoints().toArray();
        boolean[] reached = new boolean[characters.length + 1];
        reached[0] = true;
        for (int part : parts) {
            boolean[] next = new boolean[reached.length];
            for (int i = 0; i < reached.length; i++) {
                if (part == ANY_TEXT) {
                    next[i] = reached[i] || (i > 0 && next[i - 1]);
                } else {
                    next[i] = i > 0 && reached[i - 1] && (part == ANY_CHARACTER || part == characters[i - 1]);
                }
            }
            reached = next;
        }
        return reached[characters.length];
    }
}
