package io.tarn.auth.policy;

import io.tarn.auth.policy.IcebergPolicy.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The columns of a table as policies know them, found among the fields that Iceberg's readers are shown. */
final class IcebergFields {
    private final PolicySchema schema;
    private final Map<Integer, Field> byId = new HashMap<>();

    IcebergFields(PolicySchema schema, List<Field> fields) {
        this.schema = schema;
        fields.forEach(field -> byId.put(field.id(), field));
    }

    ColumnType type(String column) {
        return schema.column(column).type();
    }

    /** @throws NotOnThisWireException when what readers are shown is not that column */
    Field any(String name) {
        PolicySchema.Column column = schema.column(name);
        Field field = byId.get(column.id());
        if (field == null || !field.name().equals(name)) {
            throw new NotOnThisWireException("readers are not shown column " + name + " as it is at the moment");
        }
        return field;
    }

    /** @throws NotOnThisWireException as {@link #any}, and when its values are of another type there */
    Field typed(String name) {
        Field field = any(name);
        ColumnType type = type(name);
        String wanted = switch (type.kind()) {
            case BOOLEAN -> "boolean";
            case TINYINT, SMALLINT, INT -> "int";
            case BIGINT -> "long";
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case DECIMAL -> "decimal(" + type.precision() + ", " + type.scale() + ")";
            case CHAR, VARCHAR -> "string";
            case DATE -> "date";
            case TIMESTAMP -> "timestamp";
            case TIMESTAMP_LTZ -> "timestamptz";
            case OTHER -> "";
        };
        if (!field.type().equals(wanted)) {
            throw new NotOnThisWireException(
                    "readers are shown column " + name + ", which is " + type.text() + ", as " + field.type());
        }
        return field;
    }
}
