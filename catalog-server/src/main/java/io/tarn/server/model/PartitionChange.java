package io.tarn.server.model;

import java.util.Map;

/**
 * What a commit says about one partition.
 *
 * @param spec the values of the partition columns; empty for a table without any
 * @param sizes signed: what is added, or taken away
 * @param totalBuckets as of now; -1 when the writer does not know
 */
public record PartitionChange(Map<String, String> spec, Statistics sizes, int totalBuckets) {
    public PartitionChange {
        spec = Map.copyOf(spec);
    }
}
