package io.tarn.server.ops.partitions;

import io.tarn.server.model.PartitionColumn;
import io.tarn.server.model.TableSchema;
import java.util.List;

/** What a schema says about partitions. */
public interface PartitionSchemas {
    /** The partition columns, in their order. */
    List<PartitionColumn> partitionColumns(TableSchema schema);

    /** The value that stands for null in the names of partitions. */
    String nullName(TableSchema schema);
}
