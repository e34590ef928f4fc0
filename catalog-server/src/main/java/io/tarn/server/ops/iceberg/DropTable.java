package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.iceberg.NativeTables.Found;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/** Drops a table, with its files or without. Its name is free at once. */
public final class DropTable {
    /** In the audit's entry: the newest metadata file of what was dropped. */
    private static final String METADATA = "metadata";

    private final Store store;
    private final NativeTables tables;
    private final MetadataFiles files;
    private final Clock clock;

    public DropTable(Store store, NativeTables tables, MetadataFiles files, Clock clock) {
        this.store = store;
        this.tables = tables;
        this.files = files;
        this.clock = clock;
    }

    /**
     * @param purge whether the files go, too, once readers are done with them. Those of a table whose location a client named
     *     stay all the same.
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, READ_ONLY
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, boolean purge) {
        Found found = tables.get(caller, Operation.DROP_TABLE, catalog, name);
        String files = purge && !found.relation().external() ? "purged" : "kept";
        drop(caller, catalog, name, found.relation(), purge, Map.of("files", files));
    }

    /**
     * Gives a table up, with all its files where they are.
     *
     * @return what it was
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND, READ_ONLY, METADATA_NOT_FOUND
     */
    public LoadTable.Loaded unregister(Caller caller, Catalogs.Entry catalog, TableName name) {
        Found found = tables.get(caller, Operation.DROP_TABLE, catalog, name);
        TableDocument document = files.read(catalog, found.metadata());
        Map<String, String> details =
                Map.of("files", "kept", METADATA, found.metadata().toString());
        drop(caller, catalog, name, found.relation(), false, details);
        return new LoadTable.Loaded(found.metadata(), document);
    }

    /**
     * What a table was that was given up.
     *
     * @param entry the audit's that tells of it
     * @throws io.tarn.server.model.TarnException TABLE_NOT_FOUND when it is not told any more; METADATA_NOT_FOUND
     */
    public LoadTable.Loaded unregistered(Catalogs.Entry catalog, TableName name, UUID entry) {
        Location file = store.read(tx -> tx.audit().find(entry))
                .map(told -> told.details().get(METADATA))
                .map(Location::parse)
                .orElseThrow(() -> Missing.table(name));
        return new LoadTable.Loaded(file, files.read(catalog, file));
    }

    private void drop(
            Caller caller,
            Catalogs.Entry catalog,
            TableName name,
            Relation relation,
            boolean purge,
            Map<String, String> details) {
        boolean dropped = store.write(tx -> {
            long now = clock.millis();
            // First, so that a commit either is before this, or finds nothing.
            boolean same = purge
                    ? io.tarn.server.ops.tables.DropTable.drop(tx, relation, caller, now)
                    : io.tarn.server.ops.tables.DropTable.dropKeepingFiles(tx, relation, caller, now);
            if (same) {
                Trail.changed(tx, caller, Operation.DROP_TABLE, Securables.of(catalog, relation, name), details);
            }
            return same;
        });
        if (!dropped) {
            throw Missing.table(name);
        }
    }
}
