package io.tarn.server.ops.partitions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.store.Store;
import java.util.ArrayList;
import java.util.List;

/** Lists the partitions of a branch, in descending order of their names. */
public final class ListPartitions {
    private final PartitionReader reader;

    public ListPartitions(Store store, Access access) {
        this.reader = new PartitionReader(store, access);
    }

    /** @throws TarnException TABLE_NOT_FOUND; NOT_SUPPORTED when they are not known here */
    public Page<Partition> run(Caller caller, Catalogs.Entry catalog, TableName name, PageRequest page) {
        PartitionReader.Open open = reader.open(caller, Operation.LIST_PARTITIONS, catalog, name);
        PartitionRange matching = PartitionRange.matching(page.pattern());
        PartitionRange range = page.after().isEmpty() ? matching : matching.before(page.after());
        List<Partition> found = new ArrayList<>();
        while (found.size() < page.size() && !range.isEmpty()) {
            PartitionReader.Chunk chunk = reader.last(open, range, page.size());
            found.addAll(chunk.partitions());
            range = chunk.rest();
        }
        return Page.of(found.subList(0, Math.min(found.size(), page.size())), page.size(), Partition::name);
    }
}
