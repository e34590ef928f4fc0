package io.tarn.server.iceberglib;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The columns of a table as Paimon's protocol words them. A type that Paimon has not stands as bytes. */
final class PaimonColumns {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private PaimonColumns() {}

    /** A list of {@code DataField}. */
    static String of(Schema schema) {
        return fields(schema.columns()).toString();
    }

    private static ArrayNode fields(List<Types.NestedField> fields) {
        ArrayNode list = JSON.arrayNode();
        for (Types.NestedField field : fields) {
            ObjectNode json = list.addObject();
            json.put("id", field.fieldId());
            json.put("name", field.name());
            json.set("type", type(field.type(), field.isOptional()));
            if (field.doc() != null) {
                json.put("description", field.doc());
            }
        }
        return list;
    }

    private static JsonNode type(Type type, boolean nullable) {
        String suffix = nullable ? "" : " NOT NULL";
        return switch (type.typeId()) {
            case STRUCT -> {
                ObjectNode row = JSON.objectNode().put("type", "ROW" + suffix);
                row.set("fields", fields(type.asStructType().fields()));
                yield row;
            }
            case LIST -> {
                Types.ListType list = type.asListType();
                ObjectNode array = JSON.objectNode().put("type", "ARRAY" + suffix);
                array.set("element", type(list.elementType(), list.isElementOptional()));
                yield array;
            }
            case MAP -> {
                Types.MapType map = type.asMapType();
                ObjectNode json = JSON.objectNode().put("type", "MAP" + suffix);
                json.set("key", type(map.keyType(), false));
                json.set("value", type(map.valueType(), map.isValueOptional()));
                yield json;
            }
            default -> JSON.textNode(word(type) + suffix);
        };
    }

    private static String word(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> "BOOLEAN";
            case INTEGER -> "INT";
            case LONG -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case DATE -> "DATE";
            case TIME -> "TIME(6)";
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC() ? "TIMESTAMP(6) WITH LOCAL TIME ZONE" : "TIMESTAMP(6)";
            case TIMESTAMP_NANO ->
                ((Types.TimestampNanoType) type).shouldAdjustToUTC()
                        ? "TIMESTAMP(9) WITH LOCAL TIME ZONE"
                        : "TIMESTAMP(9)";
            case STRING -> "STRING";
            case UUID -> "BINARY(16)";
            case FIXED -> "BINARY(" + ((Types.FixedType) type).length() + ")";
            case DECIMAL -> {
                Types.DecimalType decimal = (Types.DecimalType) type;
                yield "DECIMAL(" + decimal.precision() + ", " + decimal.scale() + ")";
            }
            case VARIANT -> "VARIANT";
            default -> "BYTES";
        };
    }
}
