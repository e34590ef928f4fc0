package io.tarn.auth.policy;

import io.tarn.auth.policy.Token.Kind;
import java.util.List;

/** Where a parser stands in a text. */
final class Cursor {
    /** How deep parentheses and NOT may nest. */
    static final int DEEPEST = 100;

    private final List<Token> tokens;
    private int at;
    private int depth;

    Cursor(String text) {
        this.tokens = Lexer.tokens(text);
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peekNext() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token take() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    /** Takes the token when it is this word or symbol. */
    boolean takeIf(String word) {
        boolean there = peek().is(word);
        if (there) {
            at++;
        }
        return there;
    }

    void expect(String word) {
        if (!takeIf(word)) {
            throw unexpected("'" + word + "'");
        }
    }

    String expectString(String what) {
        if (peek().kind() != Kind.STRING) {
            throw unexpected(what);
        }
        return take().text();
    }

    void expectEnd() {
        if (peek().kind() != Kind.END) {
            throw unexpected("the end");
        }
    }

    /** Whether a function is called here: a word and a parenthesis behind it. */
    boolean atCall() {
        return peek().kind() == Kind.WORD && peekNext().is("(");
    }

    PolicyException unexpected(String expected) {
        return new PolicyException("expected " + expected + ", found " + peek().shown(), peek().offset());
    }

    void enter() {
        if (++depth > DEEPEST) {
            throw new PolicyException("nested deeper than " + DEEPEST, peek().offset());
        }
    }

    void leave() {
        depth--;
    }
}
