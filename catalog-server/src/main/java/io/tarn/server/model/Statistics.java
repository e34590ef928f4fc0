package io.tarn.server.model;

import java.util.OptionalLong;

/**
 * Sizes of a table, a branch or a change of them.
 *
 * @param lastFileCreationTime epoch milliseconds; 0 when there is no file
 */
public record Statistics(long recordCount, long fileSizeInBytes, long fileCount, long lastFileCreationTime) {
    public static final Statistics NONE = new Statistics(0, 0, 0, 0);

    /** Nobody counted: after a change of history, until the manifests are counted again. */
    public static final Statistics UNKNOWN = new Statistics(-1, -1, -1, -1);

    public boolean known() {
        return !equals(UNKNOWN);
    }

    /** Empty when there is no file, or nobody counted. */
    public OptionalLong averageFileSizeInBytes() {
        return fileCount > 0 ? OptionalLong.of(fileSizeInBytes / fileCount) : OptionalLong.empty();
    }

    /** Counts add up, the newest file stays the newest; what is added to the unknown is unknown. */
    public Statistics plus(Statistics change) {
        if (!known()) {
            return UNKNOWN;
        }
        return new Statistics(
                recordCount + change.recordCount,
                fileSizeInBytes + change.fileSizeInBytes,
                fileCount + change.fileCount,
                Math.max(lastFileCreationTime, change.lastFileCreationTime));
    }
}
