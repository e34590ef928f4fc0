package io.tarn.server.ops.tags;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.ops.snapshots.LoadBranch.History;
import io.tarn.server.store.Store;
import java.util.Map;

/** Deletes a tag. Data files that only it still used are left to Paimon's removal of orphan files. */
public final class DeleteTag {
    private final Store store;
    private final LoadBranch load;

    public DeleteTag(Store store, LoadBranch load) {
        this.store = store;
        this.load = load;
    }

    /** @throws TarnException TABLE_NOT_FOUND, TAG_NOT_FOUND */
    public void run(Caller caller, Catalogs.Entry catalog, TableName table, String name) {
        Names.check("tag", name);
        History history = load.history(caller, Operation.DELETE_TAG, catalog, table);
        TableFiles files = history.files();
        if (files.readTag(name).isEmpty()) {
            throw Missing.tag(name);
        }
        Trail.announce(
                store,
                caller,
                Operation.DELETE_TAG,
                Securables.of(catalog, history.relation(), table),
                Map.of("tag", name, "branch", table.branch()));
        files.deleteTag(name);
    }
}
