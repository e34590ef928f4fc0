package io.tarn.paimon;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.types.DataType;
import org.jspecify.annotations.Nullable;

/** What is shown of a column instead of its values. */
final class ColumnMask {
    /** Computes what is shown, as a value of the column's type. */
    interface Shown {
        @Nullable
        Object of(InternalRow row);
    }

    private static final String NULL = "NULL";

    private final JsonObject spec;
    private final boolean exact;

    private ColumnMask(JsonObject spec, boolean exact) {
        this.spec = spec;
        this.exact = exact;
    }

    /** A transform as every client of Paimon 1.4 and later gets it. */
    static ColumnMask ofTransform(@Nullable Object transform) {
        return new ColumnMask(JsonObject.of(transform), false);
    }

    /** A mask as only this plugin gets it: also one that transforms cannot express. */
    static ColumnMask exact(@Nullable Object mask) {
        return new ColumnMask(JsonObject.of(mask), true);
    }

    /** Whether the exact mask is what a transform says already. */
    static boolean isTransform(@Nullable Object mask) {
        return JsonObject.of(mask).text("function").equals("TRANSFORM");
    }

    /** The columns that it reads; the masked one is among them when it is needed. */
    Set<String> columns(String column) {
        Set<String> named = Columns.in(spec.members());
        return exact && named.isEmpty() ? Collections.singleton(column) : named;
    }

    /** @throws PolicyException when it is not fully understood for this column */
    Shown bind(String column, Columns columns) {
        String function = spec.text(exact ? "function" : "name");
        DataType type = columns.type(column);
        if (function.equals(NULL)) {
            return row -> null;
        }
        if (exact && function.equals("CONSTANT")) {
            Object value = Constant.of(spec.text("value"), type);
            return row -> value;
        }
        if (exact && function.equals("YEAR")) {
            return year(type, columns.getter(column));
        }
        if (Kind.of(type) != Kind.TEXT) {
            throw new PolicyException("the mask " + function + " does not fit the type of the column " + column);
        }
        UnaryOperator<String> partial = exact ? PartialText.of(function) : null;
        if (partial != null) {
            InternalRow.FieldGetter getter = columns.getter(column);
            return row -> {
                Object value = getter.getFieldOrNull(row);
                return value == null ? null : BinaryString.fromString(partial.apply(value.toString()));
            };
        }
        List<?> inputs = exact && !spec.has("inputs")
                ? Collections.singletonList(Collections.singletonMap("name", column))
                : spec.list("inputs");
        return TextFunction.of(function, inputs, columns)::apply;
    }

    private static Shown year(DataType type, InternalRow.FieldGetter getter) {
        UnaryOperator<Object> year = Constant.year(type);
        return row -> {
            Object value = getter.getFieldOrNull(row);
            return value == null ? null : year.apply(value);
        };
    }
}
