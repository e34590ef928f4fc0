package io.tarn.server.model;

/**
 * Sizes of a table, a branch or a change of them.
 *
 * @param lastFileCreationTime epoch milliseconds; 0 when there is no file
 */
public record Statistics(long recordCount, long fileSizeInBytes, long fileCount, long lastFileCreationTime) {
    public static final Statistics NONE = new Statistics(0, 0, 0, 0);

    /** Counts add up, the newest file stays the newest. */
    public Statistics plus(Statistics change) {
        return new Statistics(
                recordCount + change.recordCount,
                fileSizeInBytes + change.fileSizeInBytes,
                fileCount + change.fileCount,
                Math.max(lastFileCreationTime, change.lastFileCreationTime));
    }
}
