package io.tarn.server.ops.snapshots;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.files.StorageException;
import io.tarn.server.files.TableFiles;
import io.tarn.server.files.TableFiles.StoredSnapshot;
import io.tarn.server.model.Effect;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of external tables. Storage decides: clients from 1.4 on commit there themselves, older ones ask, and either
 * way a snapshot is whoever's file is there first.
 */
public final class ExternalHistory {
    /** A round may meet another committer; more rounds than this mean that the table is in a storm. */
    private static final int ROUNDS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(ExternalHistory.class);

    private final Store store;
    private final FileFormats formats;
    private final CommitSteps steps;

    public ExternalHistory(Store store, FileFormats formats, CommitSteps steps) {
        this.store = store;
        this.formats = formats;
        this.steps = steps;
    }

    /**
     * As {@link CommitSnapshot#run}.
     *
     * @throws TarnException INTERNAL when the outcome is not known; INVALID_REQUEST for a schema that is not there
     */
    boolean commit(Caller caller, Catalogs.Entry catalog, Head head, CommitSnapshot.Request request) {
        TableFiles files = catalog.files(head.relation(), head.branch());
        Securable table = Securables.of(catalog, head.relation(), request.table());
        for (int round = 0; round < ROUNDS; round++) {
            Optional<Boolean> answer = commitOnce(caller, table, files, request);
            if (answer.isPresent()) {
                steps.reached(CommitSteps.Step.BEFORE_ANSWER);
                return answer.get();
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Table " + request.table() + " is contended; nothing was committed");
    }

    /** Empty: the table moved, look again. */
    private Optional<Boolean> commitOnce(
            Caller caller, Securable table, TableFiles files, CommitSnapshot.Request request) {
        Snapshot snapshot = request.snapshot();
        Optional<StoredSnapshot> newest = files.newestSnapshot();
        // Read after the newest: when that is as far and this is not there, clients have expired it.
        Optional<String> there = files.readSnapshot(snapshot.id());
        if (there.isPresent()) {
            return Optional.of(isSame(snapshot, there.get()));
        }
        long headId = newest.map(StoredSnapshot::id).orElse(0L);
        long base = snapshot.id() - 1;
        if (headId != base) {
            throw TarnException.of(
                    ErrorCode.INTERNAL,
                    "Snapshot " + snapshot.id() + " of table " + request.table() + " builds on snapshot " + base
                            + ", but the newest one in storage is " + headId);
        }
        if (request.baseUuid() != null
                && newest.flatMap(head -> read(head.json()))
                        .map(Snapshot::uuidOrEmpty)
                        .filter(uuid -> !uuid.isEmpty() && !uuid.equals(request.baseUuid()))
                        .isPresent()) {
            return Optional.of(false);
        }
        checkSchema(files, request);
        Trail.announce(
                store,
                caller,
                Operation.COMMIT_SNAPSHOT,
                table,
                CommitSnapshot.details(request),
                Effect.offered(request.table().branch(), request.snapshot()));
        return write(files, snapshot) ? Optional.of(true) : Optional.empty();
    }

    /** The file of that id is there: whose is it? A replay is told {@code true} again. */
    private boolean isSame(Snapshot snapshot, String there) {
        return there.equals(snapshot.json())
                || read(there)
                        .filter(other -> Arrays.equals(other.identity(), snapshot.identity()))
                        .isPresent();
    }

    /** Others write here, perhaps what only newer servers understand: empty when this one does not. */
    private Optional<Snapshot> read(String file) {
        try {
            return Optional.of(formats.snapshot(file));
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("a snapshot file of an external table is not understood");
            return Optional.empty();
        }
    }

    private static void checkSchema(TableFiles files, CommitSnapshot.Request request) {
        if (files.readSchema(request.snapshot().schemaId()).isEmpty()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "Table " + request.table() + " has no schema "
                            + request.snapshot().schemaId());
        }
    }

    private boolean write(TableFiles files, Snapshot snapshot) {
        boolean written;
        try {
            written = files.writeSnapshotIfAbsent(snapshot.id(), snapshot.json());
        } catch (StorageException e) {
            throw TarnException.causedBy(
                    ErrorCode.INTERNAL, "Storage gave no answer; whether the commit was applied is not known", e);
        }
        if (written) {
            steps.reached(CommitSteps.Step.AFTER_SNAPSHOT_FILE);
            SnapshotHints.write(files, snapshot.id());
        }
        return written;
    }
}
