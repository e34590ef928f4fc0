package io.tarn.paimon;

import java.util.regex.Pattern;

/** SQL's LIKE with a backslash for escape: {@code %} stands for any text, {@code _} for one character. */
final class LikePattern {
    private final Pattern pattern;

    private LikePattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws PolicyException when something else than %, _ or \ is escaped */
    static LikePattern of(String like) {
        StringBuilder regex = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            if (c == '\\') {
                i++;
                if (i == like.length() || "%_\\".indexOf(like.charAt(i)) < 0) {
                    throw new PolicyException("a LIKE pattern has an escape that is none");
                }
                plain.append(like.charAt(i));
            } else if (c == '%' || c == '_') {
                quote(plain, regex);
                regex.append(c == '_' ? "." : ".*");
            } else {
                plain.append(c);
            }
        }
        quote(plain, regex);
        return new LikePattern(Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    private static void quote(StringBuilder plain, StringBuilder regex) {
        if (plain.length() > 0) {
            regex.append(Pattern.quote(plain.toString()));
            plain.setLength(0);
        }
    }

    boolean matches(String text) {
        return pattern.matcher(text).matches();
    }
}
