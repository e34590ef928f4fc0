package io.tarn.paimon;

import org.apache.paimon.casting.CastExecutor;
import org.apache.paimon.casting.CastExecutors;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.types.DataType;
import org.jspecify.annotations.Nullable;

/** What a predicate compares with its literals: a column, or what is made of columns. */
abstract class Operand {
    private final Kind literals;

    private Operand(Kind literals) {
        this.literals = literals;
    }

    /** As it is compared; null when it is null. */
    abstract @Nullable Object value(InternalRow row);

    /** The kind that its literals have. */
    Kind literals() {
        return literals;
    }

    /** @throws PolicyException when the transform is not known or does not fit its columns */
    static Operand of(JsonObject transform, Columns columns) {
        switch (transform.text("name")) {
            case "FIELD_REF":
                return column(transform.object("fieldRef"), columns);
            case "CAST":
                return cast(transform, columns);
            default:
                TextFunction function = TextFunction.of(transform.text("name"), transform.list("inputs"), columns);
                return new Operand(Kind.TEXT) {
                    @Override
                    @Nullable
                    Object value(InternalRow row) {
                        return function.apply(row);
                    }
                };
        }
    }

    /** The predicate says what the literals are, the table what the values are. */
    private static Operand column(JsonObject reference, Columns columns) {
        String name = Columns.name(reference.members());
        DataType said = TypeText.parse(reference.get("type"));
        Kind values = Kind.of(columns.type(name));
        InternalRow.FieldGetter getter = columns.getter(name);
        Kind literals = said == null || !values.comparesWith(Kind.of(said)) ? Kind.OTHER : Kind.of(said);
        return new Operand(literals) {
            @Override
            @Nullable
            Object value(InternalRow row) {
                return Kind.compared(getter.getFieldOrNull(row));
            }
        };
    }

    private static Operand cast(JsonObject transform, Columns columns) {
        String name = Columns.name(transform.get("fieldRef"));
        DataType target = TypeText.parse(transform.get("type"));
        CastExecutor<Object, Object> executor = target == null ? null : executor(columns.type(name), target);
        if (target == null || executor == null) {
            throw new PolicyException("a cast of the column " + name + " is not known");
        }
        InternalRow.FieldGetter getter = columns.getter(name);
        return new Operand(Kind.of(target)) {
            @Override
            @Nullable
            Object value(InternalRow row) {
                Object value = getter.getFieldOrNull(row);
                return value == null ? null : Kind.compared(executor.cast(value));
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static @Nullable CastExecutor<Object, Object> executor(DataType from, DataType to) {
        return (CastExecutor<Object, Object>) CastExecutors.resolve(from, to);
    }
}
