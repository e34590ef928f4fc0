package io.tarn.iceberg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/** A table as Iceberg's own reader reads it, from nothing but its metadata file. */
final class IcebergRows {
    private final Table table;

    IcebergRows(String metadataLocation) {
        HadoopFileIO io = new HadoopFileIO(new Configuration());
        this.table = new BaseTable(new StaticTableOperations(metadataLocation, io), "projected");
    }

    Table table() {
        return table;
    }

    List<String> all() {
        return where(Expressions.alwaysTrue());
    }

    List<String> where(Expression condition) {
        List<String> rows = new ArrayList<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).where(condition).build()) {
            for (Record row : records) {
                rows.add(text(row, table.schema().asStruct()));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        rows.sort(null);
        return rows;
    }

    List<Record> records() {
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            records.forEach(row -> rows.add(row.copy()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    String text(Record row) {
        return text(row, table.schema().asStruct());
    }

    /** A row that was read to apply deletes to it has more columns than the table. */
    private static String text(Record row, Types.StructType columns) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Types.NestedField field : columns.fields()) {
            values.put(field.name(), value(row.getField(field.name())));
        }
        return values.toString();
    }

    private static Object value(Object value) {
        if (value instanceof LocalDate date) {
            return (int) date.toEpochDay();
        }
        if (value instanceof LocalDateTime time) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC));
        }
        if (value instanceof OffsetDateTime time) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant());
        }
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return HexFormat.of().formatHex(copy);
        }
        if (value instanceof Record row) {
            return text(row, row.struct());
        }
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            list.forEach(element -> values.add(value(element)));
            return values;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new TreeMap<>();
            map.forEach((key, one) -> entries.put(String.valueOf(value(key)), value(one)));
            return entries;
        }
        return value;
    }
}
