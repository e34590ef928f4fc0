package io.tarn.auth.policy;

import io.tarn.auth.policy.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a policy's text into tokens, in one pass. */
final class Lexer {
    /** The longest text of a policy, in characters. */
    static final int LONGEST = 60 * 1024;

    private static final String PAIRS = "<= >= <> !=";
    private static final String SINGLES = "=<>(),+-";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** Ends with a token of the kind {@link Kind#END}. */
    static List<Token> tokens(String text) {
        if (text.length() > LONGEST) {
            throw new PolicyException("the text is longer than " + LONGEST + " characters");
        }
        Lexer lexer = new Lexer(text);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        lexer.tokens.add(new Token(Kind.END, "", text.length()));
        return lexer.tokens;
    }

    private void next() {
        int begin = at;
        char c = text.charAt(begin);
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            at++;
        } else if (c == '\'') {
            tokens.add(new Token(Kind.STRING, quoted(c, "a text"), begin));
        } else if (c == '`' || c == '"') {
            String name = quoted(c, "a name");
            if (name.isEmpty()) {
                throw new PolicyException("a name is empty", begin);
            }
            tokens.add(new Token(Kind.QUOTED_NAME, name, begin));
        } else if (isDigit(c)) {
            number();
        } else if (isWordStart(c)) {
            while (at < text.length() && isWordPart(text.charAt(at))) {
                at++;
            }
            tokens.add(new Token(Kind.WORD, text.substring(begin, at), begin));
        } else {
            symbol();
        }
    }

    private void symbol() {
        int begin = at;
        if (begin + 2 <= text.length() && isPair(text.substring(begin, begin + 2))) {
            at += 2;
        } else if (SINGLES.indexOf(text.charAt(begin)) >= 0) {
            at++;
        } else {
            int character = text.codePointAt(begin);
            String shown = Character.isLetterOrDigit(character) || (character > ' ' && character < 127)
                    ? "'" + Character.toString(character) + "'"
                    : String.format("U+%04X", character);
            throw new PolicyException("the character " + shown + " has no meaning here", begin);
        }
        tokens.add(new Token(Kind.SYMBOL, text.substring(begin, at), begin));
    }

    private void number() {
        int begin = at;
        digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            if (at == text.length() || !isDigit(text.charAt(at))) {
                throw new PolicyException("a number ends with its point", begin);
            }
            digits();
        }
        if (at < text.length() && isWordPart(text.charAt(at))) {
            throw new PolicyException("a number is followed by '" + text.charAt(at) + "'", at);
        }
        tokens.add(new Token(Kind.NUMBER, text.substring(begin, at), begin));
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    /** What stands between the quotes; the quote itself is written twice. */
    private String quoted(char quote, String what) {
        int begin = at;
        StringBuilder inside = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != quote) {
                inside.append(c);
            } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                inside.append(c);
                at++;
            } else {
                at++;
                if (!Texts.isUnicode(inside)) {
                    throw new PolicyException(what + " has half of a character in it", begin);
                }
                return inside.toString();
            }
        }
        throw new PolicyException(what + " begins with " + quote + " and does not end", begin);
    }

    private static boolean isPair(String two) {
        return two.indexOf(' ') < 0 && PAIRS.contains(two);
    }

    static boolean isWordStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    static boolean isWordPart(char c) {
        return isWordStart(c) || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
