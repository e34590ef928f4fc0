package io.tarn.server.ops.tags;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.LoadBranch;
import java.util.List;

/** Lists the tags that storage has. */
public final class ListTags {
    private final LoadBranch load;

    public ListTags(LoadBranch load) {
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
            Caller caller, Catalogs.Entry catalog, TableName table, int size, String after, String prefix) {
        List<String> tags = load.history(caller, Operation.LIST_TAGS, catalog, table).files().tags().stream()
                .filter(name -> name.startsWith(prefix) && name.compareTo(after) > 0)
                .limit(size)
                .toList();
        return Page.of(tags, size, name -> name);
    }
}
