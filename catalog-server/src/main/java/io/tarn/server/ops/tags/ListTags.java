package io.tarn.server.ops.tags;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.snapshots.LoadBranch;
import java.util.List;

/** Lists the tags that storage has. */
public final class ListTags {
    private final Guard guard;
    private final LoadBranch load;

    public ListTags(Guard guard, LoadBranch load) {
        this.guard = guard;
        this.load = load;
    }

    /**
     * In ascending order.
     *
     * @param after only tags whose name sorts behind it; empty for the first page
     * @param prefix only tags whose name begins so; empty for all
     * @throws TarnException TABLE_NOT_FOUND
     */
    public Page<String> run(
            Principal principal, Catalogs.Entry catalog, TableName table, int size, String after, String prefix) {
        guard.check(
                principal,
                Operation.LIST_TAGS,
                Securable.table(catalog.catalog().name(), table.database(), table.table()));
        List<String> tags = load.history(catalog, table).files().tags().stream()
                .filter(name -> name.startsWith(prefix) && name.compareTo(after) > 0)
                .limit(size)
                .toList();
        return Page.of(tags, size, name -> name);
    }
}
