package io.tarn.server.ops.snapshots;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.files.TableFiles;
import io.tarn.server.files.TableFiles.StoredSnapshot;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the snapshots that storage still has: clients expire them there without asking. */
public final class ListSnapshots {
    private final Store store;
    private final Guard guard;
    private final Publication publication;

    public ListSnapshots(Store store, Guard guard, Publication publication) {
        this.store = store;
        this.guard = guard;
        this.publication = publication;
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
     * @param version {@code EARLIEST}, {@code LATEST} or an id
     * @throws TarnException TABLE_NOT_FOUND, SNAPSHOT_NOT_FOUND; NOT_SUPPORTED for the name of a tag
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
            throw TarnException.of(ErrorCode.NOT_SUPPORTED, "Tags are not served yet; name a snapshot by its id");
        }
        return Optional.of(id)
                .filter(found -> found > 0 && found <= history.newest())
                .flatMap(history.files()::readSnapshot)
                .orElseThrow(() -> Missing.snapshot(name, version));
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
        Head head = store.read(tx -> tx.relations().head(catalog.catalog().id(), name))
                .orElseThrow(() -> Missing.table(name));
        TableFiles files = catalog.files(head.relation(), head.branch());
        long newest = switch (head.relation().ownership()) {
            case MANAGED -> {
                publication.publishHead(catalog, head.relation(), head.branch());
                yield head.branch().snapshotId();
            }
            case EXTERNAL -> files.newestSnapshot().map(StoredSnapshot::id).orElse(0L);
            case WITHOUT_HISTORY -> 0;
        };
        return new History(files, newest);
    }
}
