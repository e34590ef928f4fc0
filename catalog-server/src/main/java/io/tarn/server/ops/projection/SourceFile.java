package io.tarn.server.ops.projection;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A data file that Paimon's readers read, as its manifests describe it.
 *
 * @param path as engines open it
 * @param partition a value for each partition column, null for null, in the classes of {@link ColumnStats}
 * @param level 0: not compacted
 * @param retracted rows that say that a key is gone; empty when its writer did not count them
 * @param merges whether readers must merge it with other files of its bucket
 * @param stats made when it is asked for, for most files stand in manifests already
 */
public record SourceFile(
        String path,
        String format,
        long size,
        long rows,
        List<@Nullable Object> partition,
        int bucket,
        int level,
        long minSequence,
        long maxSequence,
        long schemaId,
        OptionalLong retracted,
        boolean merges,
        Supplier<List<ColumnStats>> stats,
        Optional<Vector> vector) {

    /**
     * What is known of a column of the file, exactly.
     *
     * @param nulls -1: not known
     * @param min at most every value, with {@code max}; null when not known. A Boolean, Integer (numbers up to 32 bits, days),
     *     Long (microseconds, too), BigDecimal or String
     */
    public record ColumnStats(
            int id,
            long nulls,
            @Nullable Object min,
            @Nullable Object max) {}

    /**
     * A deletion vector.
     *
     * @param path of the file that it lies in, which has {@code size} bytes
     * @param wide whether it is laid out with 64 bits, as Iceberg's are
     */
    public record Vector(String path, long size, long offset, long length, long cardinality, boolean wide) {}

    /** Files that hold the same keys. */
    public record Bucket(List<@Nullable Object> partition, int number) {}

    public Bucket inBucket() {
        return new Bucket(partition, bucket);
    }
}
