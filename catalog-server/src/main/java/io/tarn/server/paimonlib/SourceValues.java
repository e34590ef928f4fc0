package io.tarn.server.paimonlib;

import io.tarn.server.ops.projection.SourceFile.ColumnStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.paimon.data.BinaryRow;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.io.DataFileMeta;
import org.apache.paimon.schema.TableSchema;
import org.apache.paimon.types.DataField;
import org.apache.paimon.types.DataType;
import org.apache.paimon.types.DataTypeChecks;
import org.apache.paimon.types.DecimalType;
import org.jspecify.annotations.Nullable;

/** Values of Paimon's rows in Java's classes. */
final class SourceValues {
    private SourceValues() {}

    /** Columns of a version of a schema, taken out of it once for all of its files. */
    record Columns(List<String> names, Map<String, DataField> byName) {
        static Columns of(TableSchema schema) {
            return new Columns(schema.fieldNames(), schema.nameToFieldMap());
        }
    }

    static List<@Nullable Object> partition(BinaryRow row, List<DataType> types) {
        List<@Nullable Object> values = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            values.add(value(row, i, types.get(i)));
        }
        return values;
    }

    /** Null for null, and for what has no class here. */
    private static @Nullable Object value(InternalRow row, int i, DataType type) {
        if (row.isNullAt(i)) {
            return null;
        }
        return switch (type.getTypeRoot()) {
            case BOOLEAN -> row.getBoolean(i);
            case TINYINT -> (int) row.getByte(i);
            case SMALLINT -> (int) row.getShort(i);
            case INTEGER, DATE -> row.getInt(i);
            case BIGINT -> row.getLong(i);
            case FLOAT -> row.getFloat(i);
            case DOUBLE -> row.getDouble(i);
            case DECIMAL -> {
                DecimalType decimal = (DecimalType) type;
                yield row.getDecimal(i, decimal.getPrecision(), decimal.getScale())
                        .toBigDecimal();
            }
            case CHAR, VARCHAR -> row.getString(i).toString();
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                row.getTimestamp(i, DataTypeChecks.getPrecision(type)).toMicros();
            default -> null;
        };
    }

    /**
     * Bounds of floating point numbers are left out, for NaN is not in them, and those of bytes, which writers cut off.
     *
     * @param written of the schema that the file was written with
     */
    static List<ColumnStats> stats(DataFileMeta file, Columns written) {
        List<String> names = file.valueStatsCols() == null ? written.names() : file.valueStatsCols();
        BinaryRow min = file.valueStats().minValues();
        BinaryRow max = file.valueStats().maxValues();
        var nulls = file.valueStats().nullCounts();
        List<ColumnStats> stats = new ArrayList<>(names.size());
        for (int i = 0; i < Math.min(names.size(), nulls.size()); i++) {
            DataField field = written.byName().get(names.get(i));
            if (field == null || !simple(field.type())) {
                continue;
            }
            boolean bounded = bounded(field.type()) && i < min.getFieldCount() && i < max.getFieldCount();
            stats.add(new ColumnStats(
                    field.id(),
                    nulls.isNullAt(i) ? -1 : nulls.getLong(i),
                    bounded ? value(min, i, field.type()) : null,
                    bounded ? value(max, i, field.type()) : null));
        }
        return stats;
    }

    private static boolean simple(DataType type) {
        return switch (type.getTypeRoot()) {
            case ARRAY, MAP, ROW, MULTISET, VARIANT -> false;
            default -> true;
        };
    }

    private static boolean bounded(DataType type) {
        return switch (type.getTypeRoot()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, DECIMAL, VARCHAR -> true;
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> DataTypeChecks.getPrecision(type) <= 6;
            default -> false;
        };
    }
}
