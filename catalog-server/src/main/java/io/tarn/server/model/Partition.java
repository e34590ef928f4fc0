package io.tarn.server.model;

/**
 * A partition of a table and what it holds.
 *
 * @param name as {@link PartitionName} makes it
 * @param totalBuckets -1 when nobody said
 * @param done whether a client said that nothing more will be written to it
 */
public record Partition(
        String name,
        Statistics sizes,
        int totalBuckets,
        boolean done,
        long createdAt,
        String createdBy,
        long updatedAt,
        String updatedBy) {
    private static final long UNKNOWN = -1;

    /** A partition that a commit names for the first time. */
    public static Partition first(PartitionDelta delta, long now, String principal) {
        return new Partition(delta.name(), delta.sizes(), delta.totalBuckets(), false, now, principal, now, principal);
    }

    /** Counts add up, and to an unknown one nothing is added; the newest file stays the newest. */
    public Partition plus(PartitionDelta delta, long now, String principal) {
        Statistics change = delta.sizes();
        return new Partition(
                name,
                new Statistics(
                        sum(sizes.recordCount(), change.recordCount()),
                        sum(sizes.fileSizeInBytes(), change.fileSizeInBytes()),
                        sum(sizes.fileCount(), change.fileCount()),
                        Math.max(sizes.lastFileCreationTime(), change.lastFileCreationTime())),
                delta.totalBuckets(),
                done,
                createdAt,
                createdBy,
                now,
                principal);
    }

    private static long sum(long count, long change) {
        return count == UNKNOWN ? change : count + change;
    }

    /** A partition without anything is none. */
    public boolean isEmpty() {
        return sizes.recordCount() <= 0 && sizes.fileSizeInBytes() <= 0 && sizes.fileCount() <= 0;
    }
}
