package io.tarn.auth.policy;

import io.tarn.auth.Sha256;
import io.tarn.auth.policy.ColumnMask.Computed;
import io.tarn.auth.policy.ColumnMask.Constant;
import io.tarn.auth.policy.ColumnMask.Partial;
import io.tarn.auth.policy.Value.Literal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a checked mask shows of a value: the meaning of the masks, written as plainly as possible. */
public final class MaskEvaluator {
    private static final int SHOWN = 4;

    private MaskEvaluator() {}

    /**
     * What is shown instead of the column's value, as a value of the column's type.
     *
     * @param row values as {@link Evaluator} takes them
     */
    public static @Nullable Object shown(
            ColumnMask mask, PolicySchema.Column column, Map<String, ? extends @Nullable Object> row) {
        if (mask instanceof Constant constant) {
            return typed(constant.literal(), column.type());
        }
        if (mask instanceof Computed computed) {
            return Evaluator.value(computed.operand(), row);
        }
        Object value = mask instanceof Partial ? row.get(column.name()) : null;
        return value == null || !(mask instanceof Partial partial) ? null : partial(partial, value);
    }

    private static Object partial(Partial partial, Object value) {
        return switch (partial.form()) {
            case SHOW_LAST_4 -> shown((String) value, false);
            case SHOW_FIRST_4 -> shown((String) value, true);
            case SHAPE -> shape((String) value);
            case HASH -> hash((String) value);
            case YEAR -> year(value);
        };
    }

    private static String shown(String text, boolean first) {
        int[] characters = text.codePoints().toArray();
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < characters.length; i++) {
            boolean kept = first ? i < SHOWN : i >= characters.length - SHOWN;
            shown.appendCodePoint(kept && characters.length > SHOWN ? characters[i] : 'x');
        }
        return shown.toString();
    }

    private static String shape(String text) {
        StringBuilder shape = new StringBuilder();
        text.codePoints().forEach(c -> shape.appendCodePoint(shape(c)));
        return shape.toString();
    }

    private static int shape(int character) {
        if (Character.isUpperCase(character) || Character.isTitleCase(character)) {
            return 'X';
        }
        return switch (Character.getType(character)) {
            case Character.LOWERCASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    // Marks belong to the letters before them.
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK -> 'x';
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> 'n';
            default -> character;
        };
    }

    private static String hash(String text) {
        return Sha256.hex(text);
    }

    private static Object year(Object value) {
        return value instanceof LocalDate date
                ? date.withDayOfYear(1)
                : ((LocalDateTime) value).toLocalDate().withDayOfYear(1).atStartOfDay();
    }

    private static Object typed(Literal literal, ColumnType type) {
        if (!(literal.value() instanceof BigDecimal number)) {
            return literal.value();
        }
        return switch (type.kind()) {
            case TINYINT -> number.byteValueExact();
            case SMALLINT -> number.shortValueExact();
            case INT -> number.intValueExact();
            case BIGINT -> number.longValueExact();
            case FLOAT -> number.floatValue();
            case DOUBLE -> number.doubleValue();
            default -> number;
        };
    }
}
