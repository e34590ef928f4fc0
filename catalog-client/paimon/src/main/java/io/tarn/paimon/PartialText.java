package io.tarn.paimon;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The masks that keep something of a text. A character is a code point. */
final class PartialText {
    private static final int SHOWN = 4;

    private PartialText() {}

    /** Null when there is no such mask. */
    static @Nullable UnaryOperator<String> of(String function) {
        switch (function) {
            case "SHOW_LAST_4":
                return text -> shown(text, false);
            case "SHOW_FIRST_4":
                return text -> shown(text, true);
            case "MASK":
            case "SHAPE":
                return PartialText::shape;
            case "HASH":
                return Hashes::sha256;
            default:
                return null;
        }
    }

    /** Of a text of four characters or less nothing is shown. */
    private static String shown(String text, boolean first) {
        int length = text.codePointCount(0, text.length());
        StringBuilder shown = new StringBuilder(length);
        int place = 0;
        for (int i = 0; i < text.length(); place++) {
            int character = text.codePointAt(i);
            boolean kept = first ? place < SHOWN : place >= length - SHOWN;
            shown.appendCodePoint(kept && length > SHOWN ? character : 'x');
            i += Character.charCount(character);
        }
        return shown.toString();
    }

    private static String shape(String text) {
        StringBuilder shape = new StringBuilder(text.length());
        text.codePoints().forEach(character -> shape.appendCodePoint(shape(character)));
        return shape.toString();
    }

    private static int shape(int character) {
        if (Character.isUpperCase(character) || Character.isTitleCase(character)) {
            return 'X';
        }
        switch (Character.getType(character)) {
            case Character.LOWERCASE_LETTER:
            case Character.MODIFIER_LETTER:
            case Character.OTHER_LETTER:
            case Character.NON_SPACING_MARK:
            case Character.ENCLOSING_MARK:
            case Character.COMBINING_SPACING_MARK:
                return 'x';
            case Character.DECIMAL_DIGIT_NUMBER:
            case Character.LETTER_NUMBER:
            case Character.OTHER_NUMBER:
                return 'n';
            default:
                return character;
        }
    }
}
