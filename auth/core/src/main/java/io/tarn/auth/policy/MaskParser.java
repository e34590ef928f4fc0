package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnMask.Form;
import io.tarn.auth.policy.Token.Kind;
import org.jspecify.annotations.Nullable;

/** Reads the text of a column mask. */
final class MaskParser {
    private MaskParser() {}

    static ColumnMask parse(String sql, Positions positions) {
        Cursor cursor = new Cursor(sql);
        int offset = cursor.peek().offset();
        ColumnMask mask = mask(cursor, new OperandParser(cursor, positions));
        cursor.expectEnd();
        return positions.at(offset, mask);
    }

    private static ColumnMask mask(Cursor cursor, OperandParser operands) {
        Token token = cursor.peek();
        if (token.is("null")) {
            cursor.take();
            return new ColumnMask.Null();
        }
        if (operands.atLiteral()) {
            return new ColumnMask.Constant(operands.literal());
        }
        if (!cursor.atCall()) {
            boolean name = token.kind() == Kind.WORD || token.kind() == Kind.QUOTED_NAME;
            throw name
                    ? new PolicyException("a column as it is masks nothing", token.offset())
                    : cursor.unexpected("a mask");
        }
        Form form = form(token);
        if (form == null && !token.is("mask_null")) {
            Operand operand = operands.operand();
            if (operand instanceof Operand.CurrentUser || operand instanceof Operand.Attribute) {
                throw new PolicyException("a mask shows nothing of the caller", token.offset());
            }
            return new ColumnMask.Computed(operand);
        }
        cursor.take();
        cursor.take();
        ColumnMask mask = form == null ? new ColumnMask.Null() : new ColumnMask.Partial(form, operands.column());
        cursor.expect(")");
        return mask;
    }

    private static @Nullable Form form(Token token) {
        for (Form form : Form.values()) {
            if (token.is(form.function())) {
                return form;
            }
        }
        return null;
    }
}
