package io.tarn.server.ops.partitions;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.Partition;
import io.tarn.server.model.PartitionRange;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;

/** Lists the partitions of a branch, in descending order of their names. */
public final class ListPartitions {
    private final Store store;
    private final Guard guard;

    public ListPartitions(Store store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** @throws TarnException TABLE_NOT_FOUND; NOT_SUPPORTED when they are not known here */
    public Page<Partition> run(Principal principal, Catalogs.Entry catalog, TableName name, PageRequest page) {
        guard.check(
                principal,
                Operation.LIST_PARTITIONS,
                Securable.table(catalog.catalog().name(), name.database(), name.table()));
        Head head = store.read(tx -> tx.relations().head(catalog.catalog().id(), name))
                .orElseThrow(() -> Missing.table(name));
        TrackedPartitions tracked = TrackedPartitions.of(
                head.relation(),
                name,
                store.read(tx -> tx.partitions().tracking(head.relation().id(), name.branch()))
                        .orElseThrow(() -> Missing.table(name)));
        return Page.of(
                store.read(tx -> tx.partitions()
                        .page(head.relation().id(), tracked.tracking().set(), range(page), page.size())),
                page.size(),
                Partition::name);
    }

    private static PartitionRange range(PageRequest page) {
        PartitionRange matching = PartitionRange.matching(page.pattern());
        return page.after().isEmpty() ? matching : matching.before(page.after());
    }
}
