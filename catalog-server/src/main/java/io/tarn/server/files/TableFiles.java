package io.tarn.server.files;

import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The files of one branch of a table that the server writes, under the names that Paimon's readers expect. Snapshots may
 * vanish at any time: clients expire them directly in storage.
 */
public final class TableFiles {
    private static final String SNAPSHOT_PREFIX = "snapshot-";

    private final Storage storage;
    private final Location snapshots;
    private final Location schemas;

    public TableFiles(Storage storage, Location table, String branch) {
        Location base =
                branch.equals(TableName.MAIN) ? table : table.child("branch").child("branch-" + branch);
        this.storage = storage;
        this.snapshots = base.child("snapshot");
        this.schemas = base.child("schema");
    }

    public Optional<String> readSnapshot(long id) {
        return storage.read(snapshotFile(id));
    }

    /** @return false when a file was there already */
    public boolean writeSnapshotIfAbsent(long id, String json) {
        return storage.writeIfAbsent(snapshotFile(id), json);
    }

    public void replaceSnapshot(long id, String json) {
        storage.overwrite(snapshotFile(id), json);
    }

    public void deleteSnapshot(long id) {
        storage.delete(snapshotFile(id));
    }

    /** Ids of the snapshots that storage still has, newest first. */
    public List<Long> snapshotIds() {
        return storage.list(snapshots, SNAPSHOT_PREFIX).stream()
                .map(name -> name.substring(SNAPSHOT_PREFIX.length()))
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Where readers begin to look for the newest snapshot; they look further by themselves. */
    public void hintLatest(long id) {
        storage.overwrite(snapshots.child("LATEST"), Long.toString(id));
    }

    /** Only the first snapshot sets it: from then on it belongs to the clients, who expire snapshots. */
    public void hintFirst(long id) {
        storage.writeIfAbsent(snapshots.child("EARLIEST"), Long.toString(id));
    }

    /** The oldest snapshot that clients say is retained; empty when they never said. */
    public Optional<Long> earliestHint() {
        return storage.read(snapshots.child("EARLIEST"))
                .map(String::strip)
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    public Optional<String> readSchema(long id) {
        return storage.read(schemaFile(id));
    }

    /** @return false when a file was there already */
    public boolean writeSchemaIfAbsent(long id, String body) {
        return storage.writeIfAbsent(schemaFile(id), body);
    }

    public void replaceSchema(long id, String body) {
        storage.overwrite(schemaFile(id), body);
    }

    private Location snapshotFile(long id) {
        return snapshots.child(SNAPSHOT_PREFIX + id);
    }

    private Location schemaFile(long id) {
        return schemas.child("schema-" + id);
    }
}
