package io.tarn.server.ops.partitions;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionColumn;
import io.tarn.server.model.PartitionFilter;
import io.tarn.server.model.PartitionName;
import io.tarn.server.model.PartitionPruning;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Lists the partitions of a branch that a filter may match, in descending order of their names. */
public final class FilterPartitions {
    private final Store store;
    private final PartitionReader reader;
    private final PartitionSchemas schemas;

    public FilterPartitions(Store store, Access access, PartitionSchemas schemas) {
        this.store = store;
        this.reader = new PartitionReader(store, access);
        this.schemas = schemas;
    }

    /**
     * @return a page that is empty only when nothing more matches
     * @throws TarnException TABLE_NOT_FOUND; NOT_SUPPORTED when they are not known here
     */
    public Page<Partition> run(
            Caller caller, Catalogs.Entry catalog, TableName name, PartitionFilter filter, PageRequest page) {
        PartitionReader.Open open = reader.open(caller, Operation.LIST_PARTITIONS, catalog, name);
        TableSchema schema = store.read(tx -> tx.schemas()
                        .find(
                                open.relationId(),
                                name.branch(),
                                open.head().branch().schemaId()))
                .orElseThrow(() -> Missing.table(name));
        List<PartitionColumn> columns = schemas.partitionColumns(schema);
        String nullName = schemas.nullName(schema);
        Predicate<Partition> wanted = partition ->
                filter.mayMatch(new PartitionFilter.Row(columns, PartitionName.spec(partition.name()), nullName));
        PartitionRange asked = PartitionRange.matching(page.pattern());
        List<PartitionRange> ranges = new PartitionPruning(columns, nullName)
                .ranges(filter)
                .and(page.after().isEmpty() ? asked : asked.before(page.after()))
                .descending();
        return Page.of(read(open, ranges, wanted, page.size()), page.size(), Partition::name);
    }

    private List<Partition> read(
            PartitionReader.Open open, List<PartitionRange> ranges, Predicate<Partition> wanted, int size) {
        List<Partition> found = new ArrayList<>();
        for (PartitionRange range : ranges) {
            // Few at first, for most filters match what their ranges hold.
            int rows = size;
            for (PartitionRange rest = range; found.size() < size && !rest.isEmpty(); ) {
                PartitionReader.Chunk chunk = reader.last(open, rest, rows);
                chunk.partitions().stream()
                        .filter(wanted)
                        .limit(size - (long) found.size())
                        .forEach(found::add);
                rest = chunk.rest();
                rows = Limits.PARTITIONS_AT_ONCE;
            }
        }
        return found;
    }
}
