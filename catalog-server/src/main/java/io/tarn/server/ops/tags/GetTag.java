package io.tarn.server.ops.tags;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.Tag;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;

/** Reads a tag from storage. */
public final class GetTag {
    private final Guard guard;
    private final LoadBranch load;
    private final FileFormats formats;

    public GetTag(Guard guard, LoadBranch load, FileFormats formats) {
        this.guard = guard;
        this.load = load;
        this.formats = formats;
    }

    /** @throws TarnException TABLE_NOT_FOUND, TAG_NOT_FOUND */
    public Tag run(Principal principal, Catalogs.Entry catalog, TableName table, String name) {
        Names.check("tag", name);
        guard.check(
                principal,
                Operation.GET_TAG,
                Securable.table(catalog.catalog().name(), table.database(), table.table()));
        return load.history(catalog, table)
                .files()
                .readTag(name)
                .map(text -> formats.tag(name, text))
                .orElseThrow(() -> Missing.tag(name));
    }
}
