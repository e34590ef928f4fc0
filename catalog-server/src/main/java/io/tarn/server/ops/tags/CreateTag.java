package io.tarn.server.ops.tags;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.Tag;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.ops.snapshots.LoadBranch;
import io.tarn.server.ops.snapshots.LoadBranch.History;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags a snapshot that storage still has. Storage itself decides between two tags of one name. */
public final class CreateTag {
    private final Store store;
    private final LoadBranch load;
    private final FileFormats formats;
    private final Clock clock;

    public CreateTag(Store store, LoadBranch load, FileFormats formats, Clock clock) {
        this.store = store;
        this.load = load;
        this.formats = formats;
        this.clock = clock;
    }

    /**
     * @param snapshotId null: the newest
     * @param retained how long clients keep the tag; null: until it is deleted
     * @throws TarnException TABLE_NOT_FOUND, SNAPSHOT_NOT_FOUND, TAG_EXISTS, INVALID_NAME
     */
    public void run(
            Caller caller,
            Catalogs.Entry catalog,
            TableName table,
            String name,
            @Nullable Long snapshotId,
            @Nullable Duration retained) {
        Names.check("tag", name);
        History history = load.history(caller, Operation.CREATE_TAG, catalog, table);
        long id = snapshotId == null ? history.newest() : snapshotId;
        String snapshot = history.snapshot(id).orElseThrow(() -> Missing.snapshot(table, Long.toString(id)));
        // Readers of old versions cannot read a tag that says when it was made, so it says so only when it must.
        LocalDateTime createdAt = retained == null ? null : LocalDateTime.now(clock.withZone(ZoneId.systemDefault()));
        String content = formats.tag(new Tag(name, formats.snapshot(snapshot), createdAt, retained));
        if (history.files().readTag(name).isPresent()) {
            throw Missing.tagExists(name);
        }
        Trail.announce(
                store,
                caller,
                Operation.CREATE_TAG,
                Securables.of(catalog, history.relation(), table),
                Map.of("tag", name, "snapshot", Long.toString(id), "branch", table.branch()));
        if (!history.files().writeTagIfAbsent(name, content)) {
            throw Missing.tagExists(name);
        }
    }
}
