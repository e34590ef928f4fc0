package io.tarn.auth.policy;

import io.tarn.auth.policy.Operand.Attribute;
import io.tarn.auth.policy.Operand.Column;
import io.tarn.auth.policy.Operand.CurrentUser;
import io.tarn.auth.policy.Operand.Piece;
import io.tarn.auth.policy.Operand.Text;
import io.tarn.auth.policy.Token.Kind;
import io.tarn.auth.policy.Value.Attributes;
import io.tarn.auth.policy.Value.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads columns, functions over them, and values. */
final class OperandParser {
    /** Words that are no column's name unless it is quoted. */
    static final Set<String> RESERVED = Set.of(
            "and",
            "or",
            "not",
            "in",
            "between",
            "like",
            "escape",
            "is",
            "null",
            "true",
            "false",
            "unknown",
            "current_user");

    private final Cursor cursor;
    private final Positions positions;

    OperandParser(Cursor cursor, Positions positions) {
        this.cursor = cursor;
        this.positions = positions;
    }

    Operand operand() {
        Token token = cursor.peek();
        if (!cursor.atCall()) {
            return column();
        }
        cursor.take();
        cursor.take();
        Operand operand = switch (token.lower()) {
            case "upper" -> new Operand.Upper(column());
            case "lower" -> new Operand.Lower(column());
            case "concat" -> new Operand.Concat(pieces(token));
            case "concat_ws" -> {
                String separator = cursor.expectString("the separator, a text in single quotes");
                cursor.expect(",");
                yield new Operand.ConcatWs(separator, pieces(token));
            }
            case "current_user" -> new CurrentUser();
            case "attribute" -> new Attribute(name("the attribute's name"));
            case "attributes" ->
                throw new PolicyException("attributes(…) stands in the list of an IN alone", token.offset());
            default -> throw new PolicyException("there is no function " + token.text(), token.offset());
        };
        cursor.expect(")");
        return positions.at(token.offset(), operand);
    }

    Column column() {
        Token token = cursor.peek();
        if (token.kind() == Kind.WORD && token.is("current_user")) {
            throw new PolicyException("the caller's name is written current_user()", token.offset());
        }
        boolean bare = token.kind() == Kind.WORD && !RESERVED.contains(token.lower());
        if (!bare && token.kind() != Kind.QUOTED_NAME) {
            throw cursor.unexpected("a column");
        }
        cursor.take();
        return positions.at(token.offset(), new Column(token.text()));
    }

    private List<Piece> pieces(Token function) {
        List<Piece> pieces = new ArrayList<>();
        boolean column = false;
        do {
            if (cursor.peek().kind() == Kind.STRING) {
                pieces.add(new Text(cursor.take().text()));
            } else {
                pieces.add(column());
                column = true;
            }
        } while (cursor.takeIf(","));
        if (!column) {
            throw new PolicyException(function.text() + " names no column: write the text itself", function.offset());
        }
        return pieces;
    }

    private String name(String what) {
        int offset = cursor.peek().offset();
        String name = cursor.expectString(what + " in single quotes");
        if (name.isEmpty()) {
            throw new PolicyException(what + " is empty", offset);
        }
        return name;
    }

    /** What {@code is_member} asks for. */
    String member() {
        return name("the name of a group or role");
    }

    boolean atLiteral() {
        Token token = cursor.peek();
        return switch (token.kind()) {
            case STRING, NUMBER -> true;
            case SYMBOL -> token.is("-") || token.is("+");
            case WORD -> token.is("true") || token.is("false") || token.is("null") || atDated(token);
            case QUOTED_NAME, END -> false;
        };
    }

    private boolean atDated(Token token) {
        return (token.is("date") || token.is("timestamp")) && cursor.peekNext().kind() == Kind.STRING;
    }

    Literal literal() {
        Token token = cursor.take();
        if (token.is("null")) {
            throw new PolicyException("nothing is equal to NULL: write IS NULL or IS NOT NULL", token.offset());
        }
        Literal literal = switch (token.kind()) {
            case STRING -> new Literal(token.text());
            case NUMBER -> Literals.number("", token.text(), token.offset());
            case SYMBOL -> signed(token);
            case WORD -> word(token);
            case QUOTED_NAME, END -> throw new IllegalStateException("no literal: " + token);
        };
        return positions.at(token.offset(), literal);
    }

    private Literal signed(Token sign) {
        if (cursor.peek().kind() != Kind.NUMBER) {
            throw cursor.unexpected("a number after '" + sign.text() + "'");
        }
        return Literals.number(sign.text(), cursor.take().text(), sign.offset());
    }

    private Literal word(Token token) {
        return switch (token.lower()) {
            case "true" -> new Literal(true);
            case "false" -> new Literal(false);
            case "date" -> new Literal(Literals.date(cursor.take().text(), token.offset()));
            default -> new Literal(Literals.timestamp(cursor.take().text(), token.offset()));
        };
    }

    /** One value: not the list of an attribute's. */
    Value value() {
        if (atLiteral()) {
            return literal();
        }
        Token token = cursor.peek();
        if (cursor.atCall()
                && (token.is("current_user") || token.is("attribute"))
                && operand() instanceof Value value) {
            return value;
        }
        if (cursor.atCall() && token.is("attributes")) {
            throw new PolicyException("attributes(…) stands in the list of an IN alone", token.offset());
        }
        throw noValue(token);
    }

    /** A value, or all those of an attribute. */
    Value listed() {
        Token token = cursor.peek();
        if (!(cursor.atCall() && token.is("attributes"))) {
            return value();
        }
        cursor.take();
        cursor.take();
        Attributes attributes = new Attributes(name("the attribute's name"));
        cursor.expect(")");
        return positions.at(token.offset(), attributes);
    }

    private PolicyException noValue(Token token) {
        String said = "expected a value, found " + token.shown();
        if (token.kind() == Kind.QUOTED_NAME) {
            said += ", the name of a column: a text stands in single quotes";
        } else if (token.kind() == Kind.WORD
                && !RESERVED.contains(token.text().toLowerCase(Locale.ROOT))
                && !cursor.atCall()) {
            said += ": a text stands in single quotes, and columns are not compared with each other";
        }
        return new PolicyException(said, token.offset());
    }
}
