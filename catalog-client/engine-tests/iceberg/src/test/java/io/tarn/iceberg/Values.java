package io.tarn.iceberg;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericArray;
import org.apache.paimon.data.GenericMap;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.InternalArray;
import org.apache.paimon.data.InternalMap;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.types.ArrayType;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeChecks;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.MapType;
import org.apache.paimon.types.RowType;

/** Random values in Paimon's classes, and a text for each value that is the same in both formats. */
final class Values {
    private Values() {}

    static Object random(DataType type, Random random, boolean nullable) {
        if (nullable && random.nextInt(6) == 0) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> random.nextBoolean();
            case TINYINT -> (byte) random.nextInt(256);
            case SMALLINT -> (short) random.nextInt(65_536);
            case INTEGER -> random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(100) - 50;
            case BIGINT -> random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(100) - 50L;
            case FLOAT -> random.nextInt(10) == 0 ? Float.NaN : random.nextInt(100) / 4f;
            case DOUBLE -> random.nextInt(10) == 0 ? -0.0 : random.nextInt(100) / 8d;
            case DATE -> random.nextInt(40_000) - 10_000;
            case DECIMAL -> decimal((DecimalType) type, random);
            case CHAR -> BinaryString.fromString(text(random, DataTypeChecks.getLength(type)));
            case VARCHAR -> BinaryString.fromString(text(random, Math.min(40, DataTypeChecks.getLength(type))));
            case BINARY, VARBINARY -> {
                byte[] bytes = new byte[random.nextInt(Math.min(20, DataTypeChecks.getLength(type))) + 1];
                random.nextBytes(bytes);
                yield bytes;
            }
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> time(type, random);
            case TIME_WITHOUT_TIME_ZONE -> random.nextInt(86_400_000);
            case ARRAY -> {
                Object[] elements = new Object[random.nextInt(4)];
                for (int i = 0; i < elements.length; i++) {
                    elements[i] = random(((ArrayType) type).getElementType(), random, true);
                }
                yield new GenericArray(elements);
            }
            case MAP -> {
                Map<Object, Object> entries = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    entries.put(
                            random(((MapType) type).getKeyType(), random, false),
                            random(((MapType) type).getValueType(), random, true));
                }
                yield new GenericMap(entries);
            }
            case ROW -> {
                RowType row = (RowType) type;
                GenericRow fields = new GenericRow(row.getFieldCount());
                for (int i = 0; i < row.getFieldCount(); i++) {
                    fields.setField(i, random(row.getTypeAt(i), random, true));
                }
                yield fields;
            }
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static Decimal decimal(DecimalType type, Random random) {
        int bits = (int) ((type.getPrecision() - 1) * 3.3);
        BigInteger unscaled = random.nextInt(5) == 0
                ? new BigInteger(bits, random)
                : BigInteger.valueOf(random.nextInt(1_000)).min(BigInteger.TWO.pow(bits));
        BigDecimal value = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.getScale());
        return Decimal.fromBigDecimal(value, type.getPrecision(), type.getScale());
    }

    private static String text(Random random, int most) {
        String[] signs = {"a", "b", "Z", " ", "é", "日", "\uD83D\uDE00", "=", "/", "%"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(signs[random.nextInt(random.nextInt(3) == 0 ? signs.length : 3)]);
        }
        return text.toString();
    }

    private static Timestamp time(DataType type, Random random) {
        long seconds = random.nextInt(2_000_000_000) - 500_000_000L;
        int precision = DataTypeChecks.getPrecision(type);
        int nanos = random.nextInt(1_000_000_000);
        int unit = (int) Math.pow(10, 9 - precision);
        nanos = nanos / unit * unit;
        return Timestamp.fromEpochMillis(seconds * 1000 + nanos / 1_000_000, nanos % 1_000_000);
    }

    /** A row of Paimon's as a text. */
    static String ofPaimon(InternalRow row, List<DataField> fields) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            DataType type = fields.get(i).type();
            Object value = row.isNullAt(i)
                    ? null
                    : InternalRow.createFieldGetter(type, i).getFieldOrNull(row);
            values.put(fields.get(i).name(), paimon(value, type));
        }
        return values.toString();
    }

    static Object paimon(Object value, DataType type) {
        if (value == null) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case TINYINT -> (int) (byte) value;
            case SMALLINT -> (int) (short) value;
            case DECIMAL -> ((Decimal) value).toBigDecimal();
            case CHAR, VARCHAR -> value.toString();
            case BINARY, VARBINARY -> HexFormat.of().formatHex((byte[]) value);
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> ((Timestamp) value).toMicros();
            case ARRAY -> list((InternalArray) value, ((ArrayType) type).getElementType());
            case MAP -> {
                InternalMap map = (InternalMap) value;
                List<Object> keys = list(map.keyArray(), ((MapType) type).getKeyType());
                List<Object> values = list(map.valueArray(), ((MapType) type).getValueType());
                Map<String, Object> entries = new TreeMap<>();
                for (int i = 0; i < keys.size(); i++) {
                    entries.put(String.valueOf(keys.get(i)), values.get(i));
                }
                yield entries;
            }
            case ROW -> ofPaimon((InternalRow) value, ((RowType) type).getFields());
            default -> value;
        };
    }

    private static List<Object> list(InternalArray array, DataType type) {
        List<Object> values = new ArrayList<>();
        InternalArray.ElementGetter getter = InternalArray.createElementGetter(type);
        for (int i = 0; i < array.size(); i++) {
            values.add(paimon(getter.getElementOrNull(array, i), type));
        }
        return values;
    }
}
