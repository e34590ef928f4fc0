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
        String updatedBy) {}
