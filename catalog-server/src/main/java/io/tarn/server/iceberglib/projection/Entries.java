package io.tarn.server.iceberglib.projection;

import io.tarn.server.ops.projection.Plan;
import io.tarn.server.ops.projection.SourceFile;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** What manifests say of a file. */
final class Entries {
    private final Schema schema;
    private final PartitionSpec spec;
    private final int[] keys;
    private final Set<Integer> keySet;

    Entries(Plan plan, Schema schema, PartitionSpec spec) {
        this.schema = schema;
        this.spec = spec;
        this.keys = plan.schema().primaryKeys().stream()
                .mapToInt(key -> plan.schema().field(key).id())
                .toArray();
        this.keySet = java.util.Arrays.stream(keys).boxed().collect(Collectors.toSet());
    }

    DataFile data(SourceFile file) {
        DataFiles.Builder entry = DataFiles.builder(spec)
                .withPath(file.path())
                .withFormat(FileFormat.fromString(file.format()))
                .withFileSizeInBytes(file.size())
                .withMetrics(metrics(file, id -> true));
        if (spec.isPartitioned()) {
            entry.withPartition(partition(file.partition()));
        }
        return entry.build();
    }

    /** The file's keys as deletes: what older files have of them is gone. */
    DeleteFile equality(SourceFile file) {
        FileMetadata.Builder entry = FileMetadata.deleteFileBuilder(spec)
                .ofEqualityDeletes(keys)
                .withPath(file.path())
                .withFormat(FileFormat.fromString(file.format()))
                .withFileSizeInBytes(file.size())
                .withMetrics(metrics(file, keySet::contains));
        if (spec.isPartitioned()) {
            entry.withPartition(partition(file.partition()));
        }
        return entry.build();
    }

    DeleteFile vector(SourceFile file, SourceFile.Vector vector) {
        FileMetadata.Builder entry = FileMetadata.deleteFileBuilder(spec)
                .ofPositionDeletes()
                .withPath(vector.path())
                .withFormat(FileFormat.PUFFIN)
                .withFileSizeInBytes(vector.size())
                .withRecordCount(vector.cardinality())
                .withReferencedDataFile(file.path())
                .withContentOffset(vector.offset())
                .withContentSizeInBytes(vector.length());
        if (spec.isPartitioned()) {
            entry.withPartition(partition(file.partition()));
        }
        return entry.build();
    }

    StructLike partition(List<@Nullable Object> values) {
        PartitionData data = new PartitionData(spec.partitionType());
        for (int i = 0; i < values.size(); i++) {
            data.set(i, values.get(i));
        }
        return data;
    }

    private Metrics metrics(SourceFile file, Predicate<Integer> columns) {
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        Map<Integer, ByteBuffer> lower = new HashMap<>();
        Map<Integer, ByteBuffer> upper = new HashMap<>();
        for (SourceFile.ColumnStats stats : file.stats().get()) {
            Types.NestedField field = schema.asStruct().field(stats.id());
            if (field == null || !columns.test(stats.id())) {
                continue;
            }
            if (stats.nulls() >= 0) {
                values.put(stats.id(), file.rows());
                nulls.put(stats.id(), stats.nulls());
            }
            put(lower, field, stats.min());
            put(upper, field, stats.max());
        }
        return new Metrics(file.rows(), null, values, nulls, null, lower, upper);
    }

    private static void put(Map<Integer, ByteBuffer> bounds, Types.NestedField field, @Nullable Object value) {
        if (value != null) {
            Type type = field.type();
            bounds.put(field.fieldId(), Conversions.toByteBuffer(type, IcebergTypes.promoted(value, type)));
        }
    }
}
