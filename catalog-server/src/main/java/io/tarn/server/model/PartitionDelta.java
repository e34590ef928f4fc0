package io.tarn.server.model;

/**
 * How the counts of one partition change.
 *
 * @param name as {@link PartitionName} makes it
 * @param sizes signed
 */
public record PartitionDelta(String name, Statistics sizes, int totalBuckets) {
    /** Both, one after the other. The counts are plain sums: a change of -1 is one less, never "unknown". */
    public PartitionDelta then(PartitionDelta later) {
        return new PartitionDelta(
                name,
                new Statistics(
                        sizes.recordCount() + later.sizes.recordCount(),
                        sizes.fileSizeInBytes() + later.sizes.fileSizeInBytes(),
                        sizes.fileCount() + later.sizes.fileCount(),
                        Math.max(sizes.lastFileCreationTime(), later.sizes.lastFileCreationTime())),
                later.totalBuckets);
    }
}
