package io.tarn.server.ops.adoption;

import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.adoption.Finding.Code;
import io.tarn.server.ops.snapshots.FileFormats;
import io.tarn.server.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Holds the rows of a branch of a managed table against its files: schemas, snapshots, hints, tags, branches. */
final class CheckHistory {
    private static final int PAGE = 1_000;

    private final Store store;
    private final FileFormats formats;

    CheckHistory(Store store, FileFormats formats) {
        this.store = store;
        this.formats = formats;
    }

    /** @return whether the branch's files are as they should be enough for looking into them */
    boolean run(Inspected table) {
        Branch branch = table.branch();
        UUID id = branch.relationId();
        Optional<FilePlan> plan = store.read(tx -> tx.filePlans().find(id, branch.name()));
        if (plan.isPresent() || !branch.settled()) {
            table.found(Code.UNSETTLED, "", "a change of its history has not come to all of its files");
            return false;
        }
        // Servers say of a snapshot's file that it is there a moment after it is.
        boolean snapshotMissing = !branch.snapshotPublished()
                && table.files().readSnapshot(branch.snapshotId()).isEmpty();
        if (!branch.schemaPublished() || snapshotMissing) {
            table.found(
                    Code.UNPUBLISHED,
                    snapshotMissing ? "snapshot-" + branch.snapshotId() : "schema-" + branch.schemaId(),
                    "storage has not got what was decided last");
            return false;
        }
        Set<Long> schemas = new TreeSet<>(table.files().schemaIds());
        Set<Long> snapshots = new TreeSet<>(table.files().snapshotIds());
        if (schemas.isEmpty() && snapshots.isEmpty()) {
            table.found(
                    table.isMain() ? Code.TABLE_DIRECTORY_MISSING : Code.BRANCH_DIRECTORY_MISSING,
                    "",
                    "there is no file of it below " + table.relation().location());
            return false;
        }
        schemas(table, schemas);
        boolean whole = snapshots(table, snapshots);
        tags(table);
        if (table.isMain()) {
            branches(table);
        }
        return whole;
    }

    private void schemas(Inspected table, Set<Long> stored) {
        Branch branch = table.branch();
        List<Long> known = store.read(tx -> tx.schemas().ids(branch.relationId(), branch.name()));
        for (long id : known) {
            Optional<TableSchema> row = store.read(tx -> tx.schemas().find(branch.relationId(), branch.name(), id));
            Optional<String> file = table.files().readSchema(id);
            String name = "schema-" + id;
            if (row.isPresent() && file.isEmpty()) {
                table.found(Code.SCHEMA_MISSING, name, "its file is gone");
            } else if (row.isPresent() && !row.map(TableSchema::body).equals(file)) {
                table.found(Code.SCHEMA_DIFFERS, name, "its file says something else than the catalog");
            }
        }
        stored.stream()
                .filter(id -> !known.contains(id))
                .forEach(id -> table.found(Code.SCHEMA_UNKNOWN, "schema-" + id, "the catalog knows no such schema"));
    }

    private boolean snapshots(Inspected table, Set<Long> stored) {
        Branch branch = table.branch();
        long head = branch.snapshotId();
        stored.stream()
                .filter(id -> id > head)
                .forEach(id -> table.found(
                        Code.SNAPSHOT_BEYOND_HEAD,
                        "snapshot-" + id,
                        "it was never committed here; the newest one is " + head));
        if (head == 0) {
            return false;
        }
        boolean whole = head(table);
        long oldest =
                stored.stream().filter(id -> id <= head).min(Long::compare).orElse(head);
        long after = oldest;
        List<Long> page;
        do {
            long from = after;
            page = store.read(tx -> tx.snapshots().ids(branch.relationId(), branch.name(), from, PAGE));
            for (long id : page) {
                after = id;
                if (id < head && !stored.contains(id)) {
                    table.found(
                            Code.SNAPSHOT_MISSING,
                            "snapshot-" + id,
                            "its file is gone, and that of an older one, " + oldest + ", is there");
                }
            }
        } while (page.size() == PAGE);
        hints(table, head, oldest);
        return whole;
    }

    /** @return whether the head's own manifest lists are there */
    private boolean head(Inspected table) {
        Branch branch = table.branch();
        String name = "snapshot-" + branch.snapshotId();
        Optional<String> row =
                store.read(tx -> tx.snapshots().body(branch.relationId(), branch.name(), branch.snapshotId()));
        if (row.isEmpty()) {
            table.found(Code.HEAD_WITHOUT_ROW, name, "it is the newest, and the catalog has not its text");
            return false;
        }
        Optional<String> file = table.files().readSnapshot(branch.snapshotId());
        if (file.isEmpty()) {
            table.found(Code.HEAD_MISSING, name, "the newest snapshot's file is gone");
        } else if (!file.equals(row)) {
            table.found(Code.HEAD_DIFFERS, name, "the newest snapshot's file is not the committed one");
        }
        List<String> missing = missingLists(table, formats.snapshot(row.get()));
        missing.forEach(list ->
                table.found(Code.FILE_MISSING, "manifest/" + list, "the newest snapshot needs this manifest list"));
        return missing.isEmpty();
    }

    private static List<String> missingLists(Inspected table, Snapshot snapshot) {
        return List.of(snapshot.baseManifestList(), snapshot.deltaManifestList()).stream()
                .distinct()
                .filter(list ->
                        !table.catalog().storage().exists(table.relation().location(), "manifest/" + list))
                .toList();
    }

    /** Clients may never have set a hint; a wrong one leads them astray. */
    private static void hints(Inspected table, long head, long oldest) {
        TableFiles files = table.files();
        files.latestHint()
                .filter(latest -> latest != head)
                .ifPresent(latest ->
                        table.found(Code.LATEST_WRONG, "LATEST", "it says " + latest + ", and the newest is " + head));
        files.earliestHint()
                .filter(earliest -> earliest != oldest)
                .ifPresent(earliest -> table.found(
                        Code.EARLIEST_WRONG, "EARLIEST", "it says " + earliest + ", and the oldest is " + oldest));
    }

    private void tags(Inspected table) {
        TableFiles files = table.files();
        for (String tag : files.tags()) {
            Optional<String> text = files.readTag(tag);
            if (text.isPresent()) {
                tag(table, tag, text.get());
            }
        }
    }

    private void tag(Inspected table, String tag, String text) {
        try {
            List<String> missing = missingLists(table, formats.tag(tag, text).snapshot());
            if (!missing.isEmpty()) {
                table.found(Code.TAG_BROKEN, "tag-" + tag, "its snapshot needs manifest/" + missing.get(0));
            }
        } catch (TarnException e) {
            if (e.code() != ErrorCode.INTERNAL) {
                throw e;
            }
            table.found(Code.TAG_UNREADABLE, "tag-" + tag, "its file is no tag");
        }
    }

    /** A branch that was dropped keeps a plan until its directory is gone. */
    private void branches(Inspected table) {
        UUID id = table.relation().id();
        for (String name :
                TableFiles.branches(table.catalog().storage(), table.relation().location())) {
            boolean known = store.read(tx -> tx.filePlans().find(id, name).isPresent()
                    || tx.relations().head(id, name).isPresent());
            if (!known) {
                table.found(Code.BRANCH_WITHOUT_ROW, "branch-" + name, "the catalog knows no such branch");
            }
        }
    }
}
