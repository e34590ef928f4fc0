package io.tarn.server.paimonlib;

import io.tarn.server.ops.projection.SourceField;
import io.tarn.server.ops.projection.SourceType;
import io.tarn.server.ops.projection.SourceType.Kind;
import java.util.List;
import java.util.Locale;
import org.apache.paimon.table.SpecialFields;
import org.apache.paimon.types.ArrayType;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeChecks;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.MapType;
import org.apache.paimon.types.RowType;

/** Paimon's types in terms that know neither format, with the ids that Paimon's files give to what is in a type. */
final class SourceTypes {
    /** Digits of a second beyond which Paimon's files hold times in a form that Iceberg's readers do not read. */
    private static final int MICROSECONDS = 6;

    private SourceTypes() {}

    static List<SourceField> fields(List<DataField> fields) {
        return fields.stream()
                .map(field -> new SourceField(
                        field.id(), field.name(), type(field.type(), field.id(), 0), field.description()))
                .toList();
    }

    /** @param depth how many lists and maps it is in, below the column or field with this id */
    private static SourceType type(DataType type, int fieldId, int depth) {
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> simple(Kind.BOOLEAN, 0, type);
            case TINYINT -> simple(Kind.INT, 8, type);
            case SMALLINT -> simple(Kind.INT, 16, type);
            case INTEGER -> simple(Kind.INT, 32, type);
            case BIGINT -> simple(Kind.LONG, 64, type);
            case FLOAT -> simple(Kind.FLOAT, 0, type);
            case DOUBLE -> simple(Kind.DOUBLE, 0, type);
            case DATE -> simple(Kind.DATE, 0, type);
            case DECIMAL -> {
                DecimalType decimal = (DecimalType) type;
                yield new SourceType.Simple(Kind.DECIMAL, decimal.getPrecision(), decimal.getScale(), name(type));
            }
            case CHAR -> simple(Kind.PADDED_TEXT, DataTypeChecks.getLength(type), type);
            case VARCHAR -> simple(Kind.TEXT, DataTypeChecks.getLength(type), type);
            case BINARY, VARBINARY -> simple(Kind.BYTES, DataTypeChecks.getLength(type), type);
            case TIMESTAMP_WITHOUT_TIME_ZONE -> time(Kind.TIMESTAMP, type);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> time(Kind.INSTANT, type);
            case ARRAY ->
                new SourceType.ListOf(
                        SpecialFields.getArrayElementFieldId(fieldId, depth + 1),
                        type(((ArrayType) type).getElementType(), fieldId, depth + 1));
            case MAP -> {
                MapType map = (MapType) type;
                yield new SourceType.MapOf(
                        SpecialFields.getMapKeyFieldId(fieldId, depth + 1),
                        type(map.getKeyType(), fieldId, depth + 1),
                        SpecialFields.getMapValueFieldId(fieldId, depth + 1),
                        type(map.getValueType(), fieldId, depth + 1));
            }
            case ROW -> new SourceType.Struct(fields(((RowType) type).getFields()));
            default -> new SourceType.Unknown(name(type));
        };
    }

    private static SourceType time(Kind kind, DataType type) {
        int precision = DataTypeChecks.getPrecision(type);
        return precision > MICROSECONDS ? new SourceType.Unknown(name(type)) : simple(kind, precision, type);
    }

    private static SourceType.Simple simple(Kind kind, int length, DataType type) {
        return new SourceType.Simple(kind, length, 0, name(type));
    }

    private static String name(DataType type) {
        return type.copy(true).asSQLString().toUpperCase(Locale.ROOT);
    }
}
