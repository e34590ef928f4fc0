package io.tarn.server.ops.snapshots;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.Optional;
import java.util.UUID;

/** Reads the newest snapshot of a branch, as the database knows it. */
public final class GetSnapshot {
    /**
     * The newest snapshot.
     *
     * @param json as its writer sent it
     * @param statistics unknown where nobody counts, as for external tables
     */
    public record Result(String json, Statistics statistics) {}

    private static final int ROUNDS = 10;

    /** A snapshot of a branch: its text never changes, until a change of history takes it away, which changes the epoch. */
    private record Key(UUID relationId, String branch, long snapshotId, long epoch) {
        static Key of(Branch head) {
            return new Key(head.relationId(), head.name(), head.snapshotId(), head.epoch());
        }
    }

    private final Cache<Key, String> texts = Caffeine.newBuilder()
            .maximumWeight(Limits.READY_ANSWER_BYTES)
            .weigher((Key key, String text) -> 100 + text.length())
            .build();

    private final Store store;
    private final Access access;
    private final Publication publication;

    public GetSnapshot(Store store, Access access, Publication publication) {
        this.store = store;
        this.access = access;
        this.publication = publication;
    }

    /** @throws TarnException TABLE_NOT_FOUND; SNAPSHOT_NOT_FOUND while nothing was committed */
    public Result run(Caller caller, Catalogs.Entry catalog, TableName name) {
        Head head = access.table(caller, Operation.GET_SNAPSHOT, catalog, name).orElseThrow(() -> Missing.table(name));
        return (switch (head.relation().ownership()) {
                    case MANAGED -> managed(caller, catalog, head, name);
                    case EXTERNAL ->
                        catalog.files(head.relation(), head.branch())
                                .newestSnapshot()
                                .map(newest -> new Result(newest.json(), Statistics.UNKNOWN));
                    // Clients that look through all tables take this for an empty one.
                    case WITHOUT_HISTORY -> Optional.<Result>empty();
                })
                .orElseThrow(() -> Missing.snapshot(name, "LATEST"));
    }

    private Optional<Result> managed(Caller caller, Catalogs.Entry catalog, Head found, TableName name) {
        Head head = found;
        for (int round = 0; round < ROUNDS; round++) {
            Branch branch = head.branch();
            if (branch.snapshotId() == 0) {
                return Optional.empty();
            }
            // Its writer may have died before the file was written; a reader that learns of it will want the file.
            publication.publishHead(catalog, head.relation(), branch);
            Optional<String> json = text(branch);
            if (json.isPresent()) {
                return Optional.of(new Result(json.get(), branch.statistics()));
            }
            // It was rolled back since it was read.
            head = access.table(caller, Operation.GET_SNAPSHOT, catalog, name).orElseThrow(() -> Missing.table(name));
        }
        throw TarnException.of(ErrorCode.UNAVAILABLE, "Table " + name + " is being rolled back again and again");
    }

    /** Of a head that was read just now; empty when it was rolled back since. */
    private Optional<String> text(Branch head) {
        String known = texts.getIfPresent(Key.of(head));
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> found = store.read(tx -> tx.snapshots().body(head));
        found.ifPresent(text -> texts.put(Key.of(head), text));
        return found;
    }
}
