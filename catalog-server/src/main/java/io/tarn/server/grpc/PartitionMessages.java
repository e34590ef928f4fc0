package io.tarn.server.grpc;

import io.tarn.proto.v1.Audit;
import io.tarn.proto.v1.Partition;
import io.tarn.proto.v1.PartitionSpec;
import io.tarn.proto.v1.Statistics;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.PartitionFilter;
import io.tarn.server.model.PartitionName;
import java.util.List;
import java.util.Map;

/** Partitions and sizes in messages. */
final class PartitionMessages {
    private static final int UNKNOWN_BUCKETS = -1;

    private PartitionMessages() {}

    static Statistics of(io.tarn.server.model.Statistics sizes) {
        return Statistics.newBuilder()
                .setRecordCount(sizes.recordCount())
                .setFileSizeInBytes(sizes.fileSizeInBytes())
                .setFileCount(sizes.fileCount())
                .setLastFileCreationTimeMillis(sizes.lastFileCreationTime())
                .build();
    }

    static PartitionChange change(io.tarn.proto.v1.PartitionChange change) {
        Statistics sizes = change.getStatistics();
        return new PartitionChange(
                change.getSpecMap(),
                new io.tarn.server.model.Statistics(
                        sizes.getRecordCount(),
                        sizes.getFileSizeInBytes(),
                        sizes.getFileCount(),
                        sizes.getLastFileCreationTimeMillis()),
                change.hasTotalBuckets() ? Math.max(UNKNOWN_BUCKETS, change.getTotalBuckets()) : UNKNOWN_BUCKETS);
    }

    static Partition of(io.tarn.server.model.Partition partition) {
        return Partition.newBuilder()
                .setSpec(of(PartitionName.spec(partition.name())))
                .setStatistics(of(partition.sizes()))
                .setTotalBuckets(partition.totalBuckets())
                .setDone(partition.done())
                .setAudit(Audit.newBuilder()
                        .setCreatedAtMillis(partition.createdAt())
                        .setCreatedBy(partition.createdBy())
                        .setUpdatedAtMillis(partition.updatedAt())
                        .setUpdatedBy(partition.updatedBy()))
                .build();
    }

    static PartitionSpec of(Map<String, String> spec) {
        return PartitionSpec.newBuilder().putAllValues(spec).build();
    }

    static List<PartitionSpec> of(List<Map<String, String>> specs) {
        return specs.stream().map(PartitionMessages::of).toList();
    }

    static List<Map<String, String>> specs(List<PartitionSpec> specs) {
        return specs.stream().map(PartitionSpec::getValuesMap).toList();
    }

    static PartitionFilter filter(io.tarn.proto.v1.PartitionFilter filter) {
        return switch (filter.getFilterCase()) {
            case ALL ->
                new PartitionFilter.All(filter.getAll().getFiltersList().stream()
                        .map(PartitionMessages::filter)
                        .toList());
            case ANY -> any(filter.getAny());
            case COMPARISON -> comparison(filter.getComparison());
            case FILTER_NOT_SET -> throw NamesInMessages.missing("filter");
        };
    }

    private static PartitionFilter any(io.tarn.proto.v1.PartitionFilter.Any any) {
        if (any.getFiltersCount() == 0) {
            throw NamesInMessages.missing("filter.any.filters");
        }
        return new PartitionFilter.Any(
                any.getFiltersList().stream().map(PartitionMessages::filter).toList());
    }

    private static PartitionFilter comparison(io.tarn.proto.v1.PartitionFilter.Comparison comparison) {
        PartitionFilter.Function function = switch (comparison.getFunction()) {
            case FUNCTION_EQUAL -> PartitionFilter.Function.EQUAL;
            case FUNCTION_NOT_EQUAL -> PartitionFilter.Function.NOT_EQUAL;
            case FUNCTION_LESS_THAN -> PartitionFilter.Function.LESS_THAN;
            case FUNCTION_LESS_OR_EQUAL -> PartitionFilter.Function.LESS_OR_EQUAL;
            case FUNCTION_GREATER_THAN -> PartitionFilter.Function.GREATER_THAN;
            case FUNCTION_GREATER_OR_EQUAL -> PartitionFilter.Function.GREATER_OR_EQUAL;
            case FUNCTION_IS_NULL -> PartitionFilter.Function.IS_NULL;
            case FUNCTION_IS_NOT_NULL -> PartitionFilter.Function.IS_NOT_NULL;
            case FUNCTION_STARTS_WITH -> PartitionFilter.Function.STARTS_WITH;
            case FUNCTION_ENDS_WITH -> PartitionFilter.Function.ENDS_WITH;
            case FUNCTION_CONTAINS -> PartitionFilter.Function.CONTAINS;
            case FUNCTION_LIKE -> PartitionFilter.Function.LIKE;
            case FUNCTION_IN -> PartitionFilter.Function.IN;
            case FUNCTION_NOT_IN -> PartitionFilter.Function.NOT_IN;
            case FUNCTION_BETWEEN -> PartitionFilter.Function.BETWEEN;
            case FUNCTION_NOT_BETWEEN -> PartitionFilter.Function.NOT_BETWEEN;
            case FUNCTION_UNSPECIFIED, UNRECOGNIZED -> throw NamesInMessages.missing("filter.comparison.function");
        };
        return new PartitionFilter.Comparison(
                comparison.getColumn(), function, List.copyOf(comparison.getValuesList()));
    }
}
