package io.tarn.server.ops.projection;

/** A Paimon table as Iceberg sees it: exactly, or not at all. */
public sealed interface Projection {
    /**
     * @param metadataLocation the file that holds {@code metadataJson}, for who reads it from storage
     * @param snapshotId Paimon's, and Iceberg's; 0 of an empty table
     */
    record Projected(String metadataLocation, String metadataJson, long snapshotId, int formatVersion, Way way)
            implements Projection {}

    /** @param reason a sentence without its full stop, as is {@code remedy}, which says what to do */
    record Refused(Refusal code, String reason, String remedy) implements Projection {}

    /** How the rows that count are told from those that do not. */
    enum Way {
        /** A table without a primary key: every row of every file. */
        APPEND,
        /** No file has a row that another one replaces. */
        COMPACTED,
        DELETION_VECTORS,
        /** Newer files replace rows of older ones by their keys. */
        EQUALITY_DELETES
    }
}
