package io.tarn.server.ops.partitions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Partition;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.Store;
import java.util.List;
import java.util.Map;

/** Reads partitions that the caller names. */
public final class FindPartitions {
    private final PartitionReader reader;

    public FindPartitions(Store store, Access access) {
        this.reader = new PartitionReader(store, access);
    }

    /**
     * @return those that exist, in descending order of their names
     * @throws TarnException TABLE_NOT_FOUND; NOT_SUPPORTED when they are not known here; INVALID_REQUEST
     */
    public List<Partition> run(Caller caller, Catalogs.Entry catalog, TableName name, List<Map<String, String>> specs) {
        if (specs.size() > Limits.PARTITIONS_AT_ONCE) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "At most " + Limits.PARTITIONS_AT_ONCE + " partitions can be asked for at once; these are "
                            + specs.size());
        }
        PartitionReader.Open open = reader.open(caller, Operation.LIST_PARTITIONS, catalog, name);
        return reader.named(open, PartitionSpecs.names(name, open.tracking().keys(), specs));
    }
}
