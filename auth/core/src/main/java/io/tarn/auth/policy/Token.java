package io.tarn.auth.policy;

import java.util.Locale;

/**
 * A piece of a policy's text.
 *
 * @param text what it stands for: a quoted name or text without its quotes
 * @param offset of its first character, from 0
 */
record Token(Kind kind, String text, int offset) {
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    /** Whether it is this word of the language, in any case of letters; a quoted name never is. */
    boolean is(String word) {
        return switch (kind) {
            case WORD -> text.equalsIgnoreCase(word);
            case SYMBOL -> text.equals(word);
            case QUOTED_NAME, STRING, NUMBER, END -> false;
        };
    }

    /** How it is called in an error. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case STRING -> "the text " + SqlPrinter.quoted(shorter(text));
            case QUOTED_NAME, WORD, NUMBER, SYMBOL -> "'" + shorter(text) + "'";
        };
    }

    /** For functions, whose names are not told apart by the case of letters. */
    String lower() {
        return text.toLowerCase(Locale.ROOT);
    }

    private static String shorter(String text) {
        int most = 40;
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most) + "…";
    }
}
