package io.tarn.auth.policy;

import io.tarn.auth.policy.Operand.Column;
import io.tarn.auth.policy.Value.Literal;
import java.util.Set;

/** What is shown of a column instead of its values. Immutable. It reads its own column alone. */
public sealed interface ColumnMask {
    /** A value of which something is kept. Of null, nothing is: it stays null. */
    enum Form {
        /** The last four characters; every other is an x, and all of them when there are at most four. */
        SHOW_LAST_4("mask_show_last_4"),
        /** The first four characters; every other is an x, and all of them when there are at most four. */
        SHOW_FIRST_4("mask_show_first_4"),
        /** X for a capital letter, x for any other letter, n for a digit; everything else stays. */
        SHAPE("mask"),
        /** SHA-256 of the UTF-8 text in 64 lower case hexadecimal digits. */
        HASH("mask_hash"),
        /** The first instant of the year. */
        YEAR("mask_date_show_year");

        private final String function;

        Form(String function) {
            this.function = function;
        }

        String function() {
            return function;
        }
    }

    /** Null, for every row. */
    record Null() implements ColumnMask {}

    /** The same value, for every row. */
    record Constant(Literal literal) implements ColumnMask {}

    record Partial(Form form, Column column) implements ColumnMask {}

    /** @param operand a text that is made of the column */
    record Computed(Operand operand) implements ColumnMask {}

    /** @throws PolicyException when the text is no mask */
    static ColumnMask parse(String sql) {
        return MaskParser.parse(sql, new Positions());
    }

    /** The mask that the text means for this column. @throws PolicyException when it is none, or fits another type */
    static ColumnMask parse(String sql, PolicySchema schema, String column) {
        Positions positions = new Positions();
        return new MaskCheck(schema, positions).check(MaskParser.parse(sql, positions), column);
    }

    /** The text that {@link #parse(String)} reads as this mask again. */
    default String sql() {
        if (this instanceof Constant constant) {
            return SqlPrinter.print(constant.literal());
        }
        if (this instanceof Partial partial) {
            return partial.form().function() + "("
                    + SqlPrinter.name(partial.column().name()) + ")";
        }
        return this instanceof Computed computed ? SqlPrinter.print(computed.operand()) : "mask_null()";
    }

    /** The columns that it reads. */
    default Set<String> columns() {
        if (this instanceof Partial partial) {
            return Set.of(partial.column().name());
        }
        return this instanceof Computed computed ? NamedColumns.of(computed.operand()) : Set.of();
    }

    /** How little is seen through it: of two masks the greater one is the stricter. */
    default int strictness() {
        if (this instanceof Null) {
            return 4;
        }
        if (this instanceof Constant) {
            return 3;
        }
        if (this instanceof Partial partial) {
            return partial.form() == Form.HASH ? 2 : 1;
        }
        return 0;
    }
}
