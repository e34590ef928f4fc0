package io.tarn.server.ops.tags;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.Tag;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;

/** Reads a tag from storage. */
public final class GetTag {
    private final LoadBranch load;
    private final FileFormats formats;

    public GetTag(LoadBranch load, FileFormats formats) {
        this.load = load;
        this.formats = formats;
    }

    /** @throws TarnException TABLE_NOT_FOUND, TAG_NOT_FOUND */
    public Tag run(Caller caller, Catalogs.Entry catalog, TableName table, String name) {
        Names.check("tag", name);
        return load.history(caller, Operation.GET_TAG, catalog, table)
                .files()
                .readTag(name)
                .map(text -> formats.tag(name, text))
                .orElseThrow(() -> Missing.tag(name));
    }
}
