package io.tarn.auth.policy;

import io.tarn.auth.policy.ColumnMask.Computed;
import io.tarn.auth.policy.ColumnMask.Constant;
import io.tarn.auth.policy.ColumnMask.Form;
import io.tarn.auth.policy.ColumnMask.Partial;
import io.tarn.auth.policy.ColumnType.Kind;
import io.tarn.auth.policy.PolicySchema.Column;
import io.tarn.auth.policy.Value.Literal;

/**
 * Checks a mask against its column: what it shows is of the column's type and length, for readers do not look, and is
 * null only where the table says that a value may be.
 */
final class MaskCheck {
    private static final int HASH_LENGTH = 64;

    private final PolicySchema schema;
    private final Positions positions;

    MaskCheck(PolicySchema schema, Positions positions) {
        this.schema = schema;
        this.positions = positions;
    }

    /** @throws PolicyException when the mask does not fit the column */
    static ColumnMask check(ColumnMask mask, PolicySchema schema, String column) {
        return new MaskCheck(schema, new Positions()).check(mask, column);
    }

    ColumnMask check(ColumnMask mask, String name) {
        Column column = schema.column(name);
        int offset = positions.of(mask);
        for (String read : mask.columns()) {
            if (!read.equals(name)) {
                throw new PolicyException(
                        "the mask of column '" + name + "' reads '" + read + "': a mask reads its own column alone",
                        offset);
            }
        }
        if (mask instanceof ColumnMask.Null) {
            if (!schema.mayBeNull(column)) {
                throw new PolicyException(
                        "column '" + name + "' is never null, so its mask cannot be: " + instead(column), offset);
            }
            return mask;
        }
        if (column.type().kind() == Kind.OTHER) {
            throw new PolicyException(
                    "column '" + name + "' is " + column.type().text() + ", which can only be masked with NULL",
                    offset);
        }
        if (mask instanceof Constant constant) {
            return constant(constant, column);
        }
        if (mask instanceof Partial partial) {
            partial(partial, column, offset);
        } else if (mask instanceof Computed computed) {
            computed(computed, column, offset);
        }
        return mask;
    }

    private ColumnMask constant(Constant constant, Column column) {
        int offset = positions.of(constant.literal());
        ColumnType type = column.type();
        Literal fitted = Literals.fit(constant.literal(), type, "column '" + column.name() + "'", offset);
        if (fitted.value() instanceof String text) {
            int length = Texts.length(text);
            if (type.kind() == Kind.CHAR ? length != type.precision() : length > type.precision()) {
                throw new PolicyException(
                        "column '" + column.name() + "' is " + type.text() + ": the constant has " + length
                                + " characters",
                        offset);
            }
        }
        return new Constant(fitted);
    }

    private void partial(Partial partial, Column column, int offset) {
        ColumnType type = column.type();
        boolean fits = switch (partial.form()) {
            case SHOW_LAST_4, SHOW_FIRST_4, SHAPE -> type.isText();
            case HASH ->
                type.kind() == Kind.CHAR
                        ? type.precision() == HASH_LENGTH
                        : type.kind() == Kind.VARCHAR && type.precision() >= HASH_LENGTH;
            case YEAR -> type.kind() == Kind.DATE || type.kind() == Kind.TIMESTAMP;
        };
        if (!fits) {
            String shows = partial.form() == Form.HASH
                    ? "a text of 64 characters"
                    : partial.form() == Form.YEAR ? "a date or a timestamp without zone" : "a text";
            throw new PolicyException(
                    partial.form().function() + " shows " + shows + ", and column '" + column.name() + "' is "
                            + type.text() + ": " + instead(column),
                    offset);
        }
    }

    private void computed(Computed computed, Column column, int offset) {
        new FilterCheck(schema, positions).checkTexts(computed.operand());
        boolean mayGrow =
                computed.operand() instanceof Operand.Concat || computed.operand() instanceof Operand.ConcatWs;
        if (mayGrow && !column.type().isUnboundedText()) {
            throw new PolicyException(
                    "the mask can be longer than column '" + column.name() + "', which is "
                            + column.type().text() + ": " + instead(column),
                    offset);
        }
    }

    private String instead(Column column) {
        String name = SqlPrinter.name(column.name());
        String orNull = schema.mayBeNull(column) ? ", or mask_null()" : "";
        return switch (column.type().kind()) {
            case CHAR, VARCHAR -> "use mask(" + name + ") or a constant text" + orNull;
            case DATE, TIMESTAMP -> "use mask_date_show_year(" + name + ") or a constant" + orNull;
            case OTHER -> "deny the column";
            default -> "use a constant" + orNull;
        };
    }
}
