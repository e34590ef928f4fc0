package io.tarn.auth.policy;

import java.util.Arrays;

/** What is the same of texts everywhere: engines keep them as UTF-8 and compare bytes, which is the order of characters. */
final class Texts {
    private Texts() {}

    /** Whether the text can be written as UTF-8: no half of a surrogate pair. */
    static boolean isUnicode(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** By characters and not by UTF-16 units, as UTF-8 bytes compare. */
    static int compare(String left, String right) {
        int[] a = left.codePoints().toArray();
        int[] b = right.codePoints().toArray();
        return Arrays.compare(a, b);
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
