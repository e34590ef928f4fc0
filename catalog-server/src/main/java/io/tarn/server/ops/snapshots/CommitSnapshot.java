package io.tarn.server.ops.snapshots;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Branch;
import io.tarn.server.model.Effect;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.PartitionChange;
import io.tarn.server.model.Relation;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.partitions.PartitionLedger;
import io.tarn.server.ops.snapshots.CommitSteps.Step;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.UnknownOutcomeException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides a commit.
 *
 * <p>A client has written its data, manifests and manifest lists, and asks whether they become snapshot N of a branch. One
 * compare-and-set of the branch's row, in one transaction with the snapshot's text and identity, is the decision. What
 * clients do with the answer sets the rules here:
 *
 * <ul>
 *   <li>{@code false} makes a client delete the manifest lists it offered. So {@code false} needs three certainties: the
 *       head is not the base, this very commit was never applied, and the head is not behind the base.
 *   <li>Clients repeat a request blindly after 429, 503 and, some, after 502 and 504. So an applied commit answers {@code
 *       true} for ever after, also when others have committed since.
 *   <li>On 500 a client reads the newest snapshot and looks for its own. So whatever is in doubt answers 500.
 * </ul>
 *
 * <p>The order is: decide in the database, then write the file, then answer. The file first would let a loser overwrite
 * the winner's file; the database alone would leave readers that poll files behind.
 */
public final class CommitSnapshot {
    /**
     * What is asked.
     *
     * @param tableId the table that the client opened; null from clients that send none
     * @param baseUuid the uuid of the snapshot that this one builds on; null from clients before 2.0
     * @param change what the commit adds to the table's sizes
     * @param partitions the same, by partition
     */
    public record Request(
            TableName table,
            @Nullable String tableId,
            @Nullable String baseUuid,
            Snapshot snapshot,
            Statistics change,
            List<PartitionChange> partitions) {
        public Request {
            partitions = List.copyOf(partitions);
        }
    }

    /** Each round answers, or found something to heal first; more rounds than this mean that the table is in a storm. */
    private static final int ROUNDS = 20;

    private final Store store;
    private final Access access;
    private final Publication publication;
    private final ExternalHistory external;
    private final CommitSteps steps;
    private final CommitObserver observer;
    private final Clock clock;
    private final CommitTurns turns = new CommitTurns();

    public CommitSnapshot(
            Store store,
            Access access,
            Publication publication,
            ExternalHistory external,
            CommitSteps steps,
            CommitObserver observer,
            Clock clock) {
        this.store = store;
        this.access = access;
        this.publication = publication;
        this.external = external;
        this.steps = steps;
        this.observer = observer;
        this.clock = clock;
    }

    /**
     * @return whether the snapshot is (now, or since an earlier identical request) part of the branch
     * @throws TarnException TABLE_NOT_FOUND, also when the table was dropped and made again since the client opened it;
     *     INTERNAL when the outcome is not known; UNAVAILABLE when nothing was done
     */
    public boolean run(Caller caller, Catalogs.Entry catalog, Request request) {
        Head head = head(caller, catalog, request);
        if (head.relation().ownership() == Ownership.EXTERNAL) {
            return external.commit(caller, catalog, head, request);
        }
        try (CommitTurns.Turn turn =
                turns.enter(head.branch(), request.snapshot().commitUser())) {
            boolean applied = run(caller, catalog, turn.waited() ? head(caller, catalog, request) : head, request);
            if (!applied) {
                turn.lost();
            }
            return applied;
        }
    }

    /** Allowed to be committed to. */
    private Head head(Caller caller, Catalogs.Entry catalog, Request request) {
        return checked(access.table(caller, Operation.COMMIT_SNAPSHOT, catalog, request.table()), request);
    }

    private boolean run(Caller caller, Catalogs.Entry catalog, Head first, Request request) {
        Head head = first;
        for (int round = 0; round < ROUNDS; round++) {
            LoadBranch.checkManaged(head.relation(), request.table());
            switch (arbitrate(head.branch(), request)) {
                case APPLIED -> {
                    observer.replayed(attempt(catalog, head, request));
                    return applied(catalog, head, request);
                }
                case CONFLICT -> {
                    observer.lost(attempt(catalog, head, request));
                    return false;
                }
                case NEXT -> {
                    publication.publishHead(catalog, head.relation(), head.branch());
                    Runnable movedOn = publication.whenMovedOn(head.branch());
                    switch (decide(caller, catalog, head, request)) {
                        case WON -> {
                            movedOn.run();
                            observer.won(attempt(catalog, head, request));
                            return publish(catalog, head, request);
                        }
                        case KNOWN -> {
                            observer.replayed(attempt(catalog, head, request));
                            return applied(catalog, decidedOn(catalog, request), request);
                        }
                        case LOST -> head = head(caller, catalog, request);
                    }
                }
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Table " + request.table() + " is contended; nothing was committed");
    }

    private static CommitObserver.Attempt attempt(Catalogs.Entry catalog, Head head, Request request) {
        return new CommitObserver.Attempt(
                head.relation().id(),
                catalog.catalog().name(),
                request.table(),
                request.partitions().size());
    }

    /**
     * Whether the caller may commit at all, for a request that is none.
     *
     * @throws TarnException TABLE_NOT_FOUND; FORBIDDEN
     */
    public void check(Caller caller, Catalogs.Entry catalog, TableName table) {
        if (access.table(caller, Operation.COMMIT_SNAPSHOT, catalog, table).isEmpty()) {
            throw Missing.table(table);
        }
    }

    /** The commit is part of the branch already, so nobody is asked again whether it may be. */
    private Head decidedOn(Catalogs.Entry catalog, Request request) {
        return checked(store.read(tx -> tx.relations().head(catalog.catalog().id(), request.table())), request);
    }

    private static Head checked(Optional<Head> found, Request request) {
        Head head = found.orElseThrow(() -> Missing.table(request.table()));
        String tableId = request.tableId();
        if (tableId != null && !tableId.equals(head.relation().id().toString())) {
            throw TarnException.about(
                    ErrorCode.TABLE_NOT_FOUND,
                    request.table().object(),
                    "Table " + request.table() + " is not the table that this writer opened: it was dropped and created"
                            + " again since; restart the writer");
        }
        return head;
    }

    private enum Verdict {
        /** This very commit is part of the branch. */
        APPLIED,
        /** It builds on the head. */
        NEXT,
        /** Somebody else committed on the same base. */
        CONFLICT
    }

    private Verdict arbitrate(Branch head, Request request) {
        Snapshot snapshot = request.snapshot();
        if (snapshot.schemaId() > head.schemaId()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "Table " + request.table() + " has no schema " + snapshot.schemaId() + "; its newest is "
                            + head.schemaId());
        }
        long base = snapshot.id() - 1;
        boolean sameBase = head.snapshotId() == base
                && (base == 0
                        || request.baseUuid() == null
                        || head.snapshotUuid().isEmpty()
                        || request.baseUuid().equals(head.snapshotUuid()));
        if (sameBase) {
            return Verdict.NEXT;
        }
        if (isCommitted(head, snapshot)) {
            return Verdict.APPLIED;
        }
        if (head.topSnapshotId() < base) {
            throw TarnException.of(
                    ErrorCode.INTERNAL,
                    "Snapshot " + snapshot.id() + " of table " + request.table() + " builds on snapshot " + base
                            + ", but the newest one ever known is " + head.topSnapshotId());
        }
        return Verdict.CONFLICT;
    }

    private enum Decision {
        WON,
        /** The head moved: look again. */
        LOST,
        /** This very commit was applied before, and a rollback took it away again; or its twin has just won. */
        KNOWN
    }

    private Decision decide(Caller caller, Catalogs.Entry catalog, Head base, Request request) {
        Snapshot snapshot = request.snapshot();
        Branch next = next(base.branch(), request);
        UUID table = base.relation().id();
        steps.reached(Step.BEFORE_COMMIT);
        try {
            boolean won = store.writeTogether(table, tx -> {
                // Its file is there, though the row may not say so yet.
                if (!tx.branches().advance(base.branch(), next, snapshot.schemaId(), true)) {
                    return false;
                }
                tx.snapshots().insert(table, next.name(), snapshot, next.statistics(), clock.millis(), caller.name());
                PartitionLedger.record(tx, next, request.partitions(), clock.millis(), caller.name());
                Trail.changed(
                        tx,
                        caller,
                        Operation.COMMIT_SNAPSHOT,
                        Securables.of(catalog, base.relation(), request.table()),
                        details(request),
                        Effect.committed(base.branch(), snapshot));
                return true;
            });
            if (won) {
                steps.reached(Step.AFTER_COMMIT);
            }
            return won ? Decision.WON : Decision.LOST;
        } catch (DuplicateKeyException e) {
            return isCommitted(base.branch(), snapshot) ? Decision.KNOWN : Decision.LOST;
        } catch (UnknownOutcomeException e) {
            return committedAfterAll(base.branch(), snapshot, e);
        }
    }

    static Map<String, String> details(Request request) {
        return Map.of(
                "snapshot",
                Long.toString(request.snapshot().id()),
                "branch",
                request.table().branch());
    }

    /** COMMIT got no answer. Finding the identity settles it; not finding it does not, for it may still arrive. */
    private Decision committedAfterAll(Branch base, Snapshot snapshot, UnknownOutcomeException unknown) {
        try {
            if (isCommitted(base, snapshot)) {
                return Decision.WON;
            }
        } catch (StoreUnavailableException e) {
            unknown.addSuppressed(e);
        }
        throw TarnException.causedBy(
                ErrorCode.INTERNAL,
                "The database gave no answer; whether the commit was applied is not known",
                unknown);
    }

    /** @throws TarnException INVALID_REQUEST when the same commit was applied as another snapshot */
    private boolean isCommitted(Branch branch, Snapshot snapshot) {
        Optional<Long> as =
                store.read(tx -> tx.snapshots().committedAs(branch.relationId(), branch.name(), snapshot.identity()));
        if (as.isPresent() && as.get() != snapshot.id()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "This commit was applied as snapshot " + as.get() + "; it cannot become snapshot " + snapshot.id());
        }
        return as.isPresent();
    }

    private static Branch next(Branch base, Request request) {
        return base.committed(request.snapshot(), base.statistics().plus(request.change()));
    }

    private boolean publish(Catalogs.Entry catalog, Head base, Request request) {
        return answered(() -> publication.publishSnapshot(
                catalog,
                base.relation(),
                next(base.branch(), request),
                request.snapshot().json()));
    }

    /** A replay: the first request may have died before its file was written. */
    private boolean applied(Catalogs.Entry catalog, Head head, Request request) {
        Relation relation = head.relation();
        return answered(() -> {
            if (head.branch().snapshotId() == request.snapshot().id()) {
                publication.publishHead(catalog, relation, head.branch());
            }
        });
    }

    /** From here on the commit is decided: a failure may not read as "nothing was done". */
    private boolean answered(Runnable publishing) {
        try {
            publishing.run();
        } catch (RuntimeException e) {
            throw TarnException.causedBy(
                    ErrorCode.INTERNAL, "The commit was applied, but its snapshot file could not be written yet", e);
        }
        steps.reached(Step.BEFORE_ANSWER);
        return true;
    }
}
