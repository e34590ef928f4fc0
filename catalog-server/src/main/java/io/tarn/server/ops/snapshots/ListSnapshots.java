package io.tarn.server.ops.snapshots;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.files.TableFiles;
import io.tarn.server.files.TableFiles.StoredSnapshot;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the snapshots that storage still has: clients expire them there without asking. */
public final class ListSnapshots {
    private final Guard guard;
    private final LoadBranch load;
    private final FileFormats formats;

    public ListSnapshots(Guard guard, LoadBranch load, FileFormats formats) {
        this.guard = guard;
        this.load = load;
        this.formats = formats;
    }

    /**
     * Newest first.
     *
     * @param before only snapshots with a smaller id
     * @return the snapshots' JSON texts
     * @throws TarnException TABLE_NOT_FOUND
     */
    public Page<String> run(Principal principal, Catalogs.Entry catalog, TableName name, int size, long before) {
        History history = load(principal, Operation.LIST_SNAPSHOTS, catalog, name);
        TableFiles files = history.files();
        List<String> bodies = new ArrayList<>();
        long last = 0;
        for (long id : history.retained()) {
            if (id < before && bodies.size() < size) {
                Optional<String> body = files.readSnapshot(id);
                if (body.isPresent()) {
                    bodies.add(body.get());
                    last = id;
                }
            }
        }
        return new Page<>(bodies, bodies.size() >= size ? Long.toString(last) : null);
    }

    /**
     * @param version {@code EARLIEST}, {@code LATEST}, an id, or the name of a tag; a number is always an id
     * @throws TarnException TABLE_NOT_FOUND, SNAPSHOT_NOT_FOUND
     */
    public String one(Principal principal, Catalogs.Entry catalog, TableName name, String version) {
        History history = load(principal, Operation.GET_SNAPSHOT, catalog, name);
        long id;
        if (version.equals("LATEST")) {
            id = history.newest();
        } else if (version.equals("EARLIEST")) {
            List<Long> retained = history.retained();
            id = retained.isEmpty() ? 0 : retained.get(retained.size() - 1);
        } else if (version.matches("[0-9]{1,18}")) {
            id = Long.parseLong(version);
        } else {
            return tagged(history.files(), version).orElseThrow(() -> Missing.snapshot(name, Names.shown(version)));
        }
        return Optional.of(id)
                .filter(found -> found > 0 && found <= history.newest())
                .flatMap(history.files()::readSnapshot)
                .orElseThrow(() -> Missing.snapshot(name, version));
    }

    private Optional<String> tagged(TableFiles files, String tag) {
        return Names.mayBeGiven(tag)
                ? files.readTag(tag)
                        .map(text -> formats.tag(tag, text).snapshot().json())
                : Optional.empty();
    }

    /** @param newest 0 when there is none; a file beyond it is of a commit that was not decided, and no part of the branch */
    private record History(TableFiles files, long newest) {
        List<Long> retained() {
            return newest == 0
                    ? List.of()
                    : files.snapshotIds().stream().filter(id -> id <= newest).toList();
        }
    }

    private History load(Principal principal, Operation operation, Catalogs.Entry catalog, TableName name) {
        guard.check(principal, operation, Securable.table(catalog.catalog().name(), name.database(), name.table()));
        Head head = load.ofAnyTable(catalog, name);
        TableFiles files = catalog.files(head.relation(), head.branch());
        long newest = switch (head.relation().ownership()) {
            case MANAGED -> head.branch().snapshotId();
            case EXTERNAL -> files.newestSnapshot().map(StoredSnapshot::id).orElse(0L);
            case WITHOUT_HISTORY -> 0;
        };
        return new History(files, newest);
    }
}
