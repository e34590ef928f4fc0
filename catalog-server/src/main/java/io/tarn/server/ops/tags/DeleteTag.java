package io.tarn.server.ops.tags;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.LoadBranch;

/** Deletes a tag. Data files that only it still used are left to Paimon's removal of orphan files. */
public final class DeleteTag {
    private final Guard guard;
    private final LoadBranch load;

    public DeleteTag(Guard guard, LoadBranch load) {
        this.guard = guard;
        this.load = load;
    }

    /** @throws TarnException TABLE_NOT_FOUND, TAG_NOT_FOUND */
    public void run(Principal principal, Catalogs.Entry catalog, TableName table, String name) {
        Names.check("tag", name);
        guard.check(
                principal,
                Operation.DELETE_TAG,
                Securable.table(catalog.catalog().name(), table.database(), table.table()));
        TableFiles files = load.history(catalog, table).files();
        if (files.readTag(name).isEmpty()) {
            throw Missing.tag(name);
        }
        files.deleteTag(name);
    }
}
