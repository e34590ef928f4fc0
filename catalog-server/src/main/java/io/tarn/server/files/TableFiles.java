package io.tarn.server.files;

import io.tarn.server.model.Location;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The files of one branch of a table that the server reads and writes, under the names that Paimon's readers expect.
 * Snapshots may vanish at any time, and tags and consumers come and go: clients expire and write them directly in storage.
 */
public final class TableFiles {
    private static final String BRANCH = "branch-";
    private static final String SNAPSHOT = "snapshot-";
    private static final String SCHEMA = "schema-";
    private static final String CHANGELOG = "changelog-";
    private static final String TAG = "tag-";
    private static final String CONSUMER = "consumer-";
    private static final String LATEST = "LATEST";
    private static final String EARLIEST = "EARLIEST";

    private final Storage storage;
    private final Location base;

    /** A snapshot as its file says it. */
    public record StoredSnapshot(long id, String json) {}

    public TableFiles(Storage storage, Location table, String branch) {
        this.storage = storage;
        this.base =
                branch.equals(TableName.MAIN) ? table : table.child("branch").child(BRANCH + branch);
    }

    /** Names of the branches that have a directory, without main, in ascending order. */
    public static List<String> branches(Storage storage, Location table) {
        return storage.directories(table.child("branch")).stream()
                .filter(name -> name.startsWith(BRANCH))
                .map(name -> name.substring(BRANCH.length()))
                .sorted()
                .toList();
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
        return ids("snapshot", SNAPSHOT);
    }

    /**
     * The newest snapshot of a table whose storage decides, found as Paimon's readers find it: by the hint, unless the next
     * one is there, else by a listing.
     */
    public Optional<StoredSnapshot> newestSnapshot() {
        return latestHint()
                .filter(id -> readSnapshot(id + 1).isEmpty())
                .flatMap(this::snapshot)
                .or(() -> snapshotIds().stream()
                        .flatMap(id -> snapshot(id).stream())
                        .findFirst());
    }

    private Optional<StoredSnapshot> snapshot(long id) {
        return readSnapshot(id).map(json -> new StoredSnapshot(id, json));
    }

    /** What the hint to the newest snapshot says; empty when it says nothing. */
    public Optional<Long> latestHint() {
        return hint(LATEST);
    }

    /** Where readers begin to look for the newest snapshot; they look further by themselves. */
    public void hintLatest(long id) {
        storage.overwrite(base.child("snapshot").child(LATEST), Long.toString(id));
    }

    /** Only the first snapshot sets it: from then on it belongs to the clients, who expire snapshots. */
    public void hintFirst(long id) {
        storage.writeIfAbsent(base.child("snapshot").child(EARLIEST), Long.toString(id));
    }

    /** For a change of history: the oldest snapshot is another one now. */
    public void hintEarliest(long id) {
        storage.overwrite(base.child("snapshot").child(EARLIEST), Long.toString(id));
    }

    /** The oldest snapshot that clients say is retained; empty when they never said. */
    public Optional<Long> earliestHint() {
        return hint(EARLIEST);
    }

    private Optional<Long> hint(String name) {
        return storage.read(base.child("snapshot").child(name))
                .map(String::strip)
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::valueOf);
    }

    /** Ids of the schemas, newest first. */
    public List<Long> schemaIds() {
        return ids("schema", SCHEMA);
    }

    /** The newest schema of a table whose storage decides. */
    public Optional<TableSchema> newestSchema() {
        return schemaIds().stream()
                .flatMap(id -> readSchema(id).map(body -> new TableSchema(id, body)).stream())
                .findFirst();
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

    public void deleteSchema(long id) {
        storage.delete(schemaFile(id));
    }

    /** Ids of the changelogs that outlive their snapshots, newest first. */
    public List<Long> changelogIds() {
        return ids("changelog", CHANGELOG);
    }

    public Optional<String> readChangelog(long id) {
        return storage.read(changelogFile(id));
    }

    public void deleteChangelog(long id) {
        storage.delete(changelogFile(id));
    }

    /** Without it readers list the changelogs. */
    public void deleteChangelogHint() {
        storage.delete(base.child("changelog").child(LATEST));
    }

    /** Names of the tags, in ascending order. */
    public List<String> tags() {
        return names("tag", TAG);
    }

    public Optional<String> readTag(String name) {
        return storage.read(tagFile(name));
    }

    /** @return false when there is a tag of this name */
    public boolean writeTagIfAbsent(String name, String content) {
        return storage.writeIfAbsent(tagFile(name), content);
    }

    public void replaceTag(String name, String content) {
        storage.overwrite(tagFile(name), content);
    }

    public void deleteTag(String name) {
        storage.delete(tagFile(name));
    }

    /** Ids of the consumers, in ascending order. */
    public List<String> consumers() {
        return names("consumer", CONSUMER);
    }

    public Optional<String> readConsumer(String id) {
        return storage.read(consumerFile(id));
    }

    public void replaceConsumer(String id, String content) {
        storage.overwrite(consumerFile(id), content);
    }

    public void deleteConsumer(String id) {
        storage.delete(consumerFile(id));
    }

    /** Deletes files of the whole branch; 0 when nothing is left. */
    public int deleteSome(int most) {
        return storage.deleteSome(base, most);
    }

    private List<Long> ids(String directory, String prefix) {
        return names(directory, prefix).stream()
                .filter(id -> id.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private List<String> names(String directory, String prefix) {
        return storage.list(base.child(directory), prefix).stream()
                .map(name -> name.substring(prefix.length()))
                .sorted()
                .toList();
    }

    private Location snapshotFile(long id) {
        return base.child("snapshot").child(SNAPSHOT + id);
    }

    private Location schemaFile(long id) {
        return base.child("schema").child(SCHEMA + id);
    }

    private Location changelogFile(long id) {
        return base.child("changelog").child(CHANGELOG + id);
    }

    private Location tagFile(String name) {
        return base.child("tag").child(TAG + name);
    }

    private Location consumerFile(String id) {
        return base.child("consumer").child(CONSUMER + id);
    }
}
