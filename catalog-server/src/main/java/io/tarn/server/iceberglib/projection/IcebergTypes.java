package io.tarn.server.iceberglib.projection;

import io.tarn.server.ops.projection.SourceField;
import io.tarn.server.ops.projection.SourceSchema;
import io.tarn.server.ops.projection.SourceType;
import java.math.BigDecimal;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Iceberg's names for types, under the ids that Paimon's files have. Every column may be null: files from before a column
 * was declared otherwise may hold nulls.
 */
final class IcebergTypes {
    private IcebergTypes() {}

    static Schema schema(SourceSchema source) {
        return new Schema(fields(source.fields()));
    }

    static PartitionSpec spec(SourceSchema source, Schema schema) {
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        source.partitionKeys().forEach(spec::identity);
        return spec.build();
    }

    private static List<Types.NestedField> fields(List<SourceField> fields) {
        return fields.stream()
                .map(field -> Types.NestedField.optional(field.id(), field.name(), type(field.type()), field.doc()))
                .toList();
    }

    static Type type(SourceType type) {
        if (type instanceof SourceType.Simple simple) {
            return simple(simple);
        }
        if (type instanceof SourceType.ListOf list) {
            return Types.ListType.ofOptional(list.elementId(), type(list.element()));
        }
        if (type instanceof SourceType.MapOf map) {
            return Types.MapType.ofOptional(map.keyId(), map.valueId(), type(map.key()), type(map.value()));
        }
        if (type instanceof SourceType.Struct struct) {
            return Types.StructType.of(fields(struct.fields()));
        }
        throw new IllegalArgumentException(type + " is no type of Iceberg's");
    }

    private static Type simple(SourceType.Simple type) {
        return switch (type.kind()) {
            case BOOLEAN -> Types.BooleanType.get();
            case INT -> Types.IntegerType.get();
            case LONG -> Types.LongType.get();
            case FLOAT -> Types.FloatType.get();
            case DOUBLE -> Types.DoubleType.get();
            case DECIMAL -> Types.DecimalType.of(type.length(), type.scale());
            case DATE -> Types.DateType.get();
            case TIMESTAMP -> Types.TimestampType.withoutZone();
            case INSTANT -> Types.TimestampType.withZone();
            case PADDED_TEXT, TEXT -> Types.StringType.get();
            case BYTES -> Types.BinaryType.get();
        };
    }

    /** A value of a file in the class that the column's type has now. */
    static Object promoted(Object value, Type now) {
        if (now.typeId() == Type.TypeID.LONG && value instanceof Integer number) {
            return number.longValue();
        }
        if (now instanceof Types.DecimalType decimal && value instanceof BigDecimal number) {
            return number.setScale(decimal.scale());
        }
        return value;
    }
}
