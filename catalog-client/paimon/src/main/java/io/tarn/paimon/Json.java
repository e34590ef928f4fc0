package io.tarn.paimon;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as maps, lists, texts, {@link BigDecimal} numbers, booleans and null, strictly and with bounds, and writes
 * texts. The engines bring JSON libraries, each in another version and under another name.
 */
final class Json {
    private static final int DEEPEST = 200;
    private static final int MOST_DIGITS = 100;

    private final String text;
    private int position;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException when the text is not one JSON value; the message does not repeat the text */
    static @Nullable Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.space();
        if (json.position != text.length()) {
            throw json.wrong("something after the value");
        }
        return value;
    }

    /** The text as a JSON string, with its quotes. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private @Nullable Object value() {
        space();
        switch (peek()) {
            case '{':
                return object();
            case '[':
                return list();
            case '"':
                return string();
            case 't':
                return word("true", true);
            case 'f':
                return word("false", false);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private Map<String, @Nullable Object> object() {
        enter();
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        if (ends('}')) {
            return object;
        }
        do {
            space();
            String name = string();
            space();
            take(':');
            Object value = value();
            if (object.containsKey(name)) {
                throw wrong("a member twice");
            }
            object.put(name, value);
        } while (goesOn('}'));
        return object;
    }

    private List<@Nullable Object> list() {
        enter();
        List<@Nullable Object> list = new ArrayList<>();
        if (ends(']')) {
            return list;
        }
        do {
            list.add(value());
        } while (goesOn(']'));
        return list;
    }

    private void enter() {
        position++;
        if (++depth > DEEPEST) {
            throw wrong("more than " + DEEPEST + " levels");
        }
    }

    private boolean ends(char end) {
        space();
        if (peek() != end) {
            return false;
        }
        position++;
        depth--;
        return true;
    }

    private boolean goesOn(char end) {
        if (ends(end)) {
            return false;
        }
        take(',');
        return true;
    }

    private String string() {
        take('"');
        StringBuilder string = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return string.toString();
            }
            if (c < ' ') {
                throw wrong("a control character");
            }
            string.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char c = next();
        switch (c) {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(next(), 16);
                    if (digit < 0) {
                        throw wrong("an escape that is none");
                    }
                    code = code * 16 + digit;
                }
                return (char) code;
            case '"':
            case '\\':
            case '/':
                return c;
            default:
                throw wrong("an escape that is none");
        }
    }

    private BigDecimal number() {
        int start = position;
        while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        String digits = text.substring(start, position);
        if (digits.length() > MOST_DIGITS || !digits.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")) {
            throw wrong("no value");
        }
        return new BigDecimal(digits);
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, position)) {
            throw wrong("no value");
        }
        position += word.length();
        return value;
    }

    private void space() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private void take(char wanted) {
        if (next() != wanted) {
            throw wrong("no " + wanted);
        }
    }

    private char next() {
        char c = peek();
        position++;
        return c;
    }

    private char peek() {
        if (position >= text.length()) {
            throw wrong("an early end");
        }
        return text.charAt(position);
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("not JSON: " + what + " at character " + position);
    }
}
