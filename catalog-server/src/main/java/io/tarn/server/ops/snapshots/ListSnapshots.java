package io.tarn.server.ops.snapshots;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.snapshots.LoadBranch.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the snapshots that storage still has: clients expire them there without asking. */
public final class ListSnapshots {
    private final LoadBranch load;
    private final FileFormats formats;

    public ListSnapshots(LoadBranch load, FileFormats formats) {
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
    public Page<String> run(Caller caller, Catalogs.Entry catalog, TableName name, int size, long before) {
        History history = load(caller, Operation.LIST_SNAPSHOTS, catalog, name);
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
    public String one(Caller caller, Catalogs.Entry catalog, TableName name, String version) {
        History history = load(caller, Operation.GET_SNAPSHOT, catalog, name);
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
        return history.snapshot(id).orElseThrow(() -> Missing.snapshot(name, version));
    }

    private Optional<String> tagged(TableFiles files, String tag) {
        return Names.mayBeGiven(tag)
                ? files.readTag(tag)
                        .map(text -> formats.tag(tag, text).snapshot().json())
                : Optional.empty();
    }

    private History load(Caller caller, Operation operation, Catalogs.Entry catalog, TableName name) {
        return load.history(caller, operation, catalog, name);
    }
}
