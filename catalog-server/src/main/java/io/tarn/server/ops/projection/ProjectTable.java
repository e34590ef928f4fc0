package io.tarn.server.ops.projection;

import io.tarn.server.files.StorageException;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.projection.Projection.Projected;
import io.tarn.server.ops.projection.Projection.Way;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.ProjectionRows.Current;
import io.tarn.server.store.ProjectionRows.Shows;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.Store;
import io.tarn.server.store.UnknownOutcomeException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shows the newest state of a Paimon table as an Iceberg table.
 *
 * <p>Metadata files have names of their own and mean nothing until a row names them, so a build may die anywhere, and two
 * servers may build the same: the first to change the row wins, and the other takes what the first has made. A row says
 * which snapshot its metadata shows by the branch's epoch, too, for a rollback gives an id to another snapshot.
 *
 * <p>No transaction is open while a file is read or written.
 */
public final class ProjectTable {
    /** Grows with each change of what is written for the same state, so that nothing made by other rules is shown. */
    private static final int MAKER = 2;

    private static final int ROUNDS = 10;
    private static final int SCHEMAS = 100_000;

    private final Store store;
    private final PlanTable plans;
    private final BuildMetadata builds;
    private final Clock clock;
    private final RecentRefusals refusals = new RecentRefusals();
    /** Builds of one table come one after the other: the second finds what the first has made. */
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    public ProjectTable(Store store, TableContents contents, IcebergFiles iceberg, Clock clock) {
        this.store = store;
        this.plans = new PlanTable(contents);
        this.builds = new BuildMetadata(plans, contents, iceberg);
        this.clock = clock;
    }

    /**
     * What a reader may see: decided from the manifests, and nothing is written.
     *
     * @param now the newest metadata that was made, whether it is up to date or not; null without any
     */
    public record Verdict(
            Optional<Shown> shown,
            Optional<Projection.Refused> refused,
            @Nullable Made now) {}

    /** How a table is shown. */
    public record Shown(int formatVersion, Way way) {}

    /** @param current whether it shows the newest state */
    public record Made(String metadataLocation, long snapshotId, long at, boolean current) {}

    /**
     * @param detail of the main branch, as it was read; a newer state may be shown
     * @param wanted the newest version that the reader takes
     * @throws TarnException TABLE_NOT_FOUND when the table was dropped meanwhile; UNAVAILABLE when it changes faster than it
     *     can be read
     * @throws StorageException when a file cannot be read or written
     */
    public Projection project(Catalogs.Entry catalog, Detail detail, Format wanted) {
        int hash = 31 * detail.head().relation().id().hashCode() + wanted.version();
        ReentrantLock lock = locks.get(Math.floorMod(hash, locks.size()));
        State state = state(detail);
        Optional<Projection.Refused> refused = refusals.find(state.relation().id(), state.shows(), wanted);
        if (refused.isPresent()) {
            return refused.get();
        }
        lock.lock();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Optional<Projection> projection = known(catalog, state, wanted);
                if (projection.isEmpty()) {
                    projection = attempt(catalog, state, wanted);
                }
                if (projection.isPresent()) {
                    return projection.get();
                }
                state = state(again(state.relation()));
            }
        } finally {
            lock.unlock();
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE,
                "Table " + detail.head().relation().name() + " changes faster than it can be read");
    }

    /**
     * The metadata that shows the newest state, if it was made already. Storage is not touched.
     *
     * @throws TarnException as {@link #project}
     */
    public Optional<Location> current(Detail detail, Format wanted) {
        State state = state(detail);
        return row(state.relation(), wanted)
                .filter(row -> isCurrent(row, state))
                .map(row -> file(state.relation(), row.file()));
    }

    private static boolean isCurrent(Current row, State state) {
        return row.shows().equals(state.shows()) && row.maker() == MAKER;
    }

    /**
     * As {@link #project}, without making anything.
     *
     * @throws TarnException TABLE_NOT_FOUND when the table was dropped meanwhile; UNAVAILABLE when it changes faster than it
     *     can be read
     * @throws StorageException when a file cannot be read
     */
    public Verdict judge(Catalogs.Entry catalog, Detail detail, Format wanted) {
        State state = state(detail);
        for (int round = 0; round < ROUNDS; round++) {
            Optional<Current> row = row(state.relation(), wanted);
            Made made = row.map(made(state)).orElse(null);
            if (made != null && made.current()) {
                return judged(row.orElseThrow(), made);
            }
            try {
                Optional<Source> source = source(catalog, state, Optional.empty());
                if (source.isPresent()) {
                    Plan plan = plans.plan(source.get(), wanted);
                    return new Verdict(
                            Optional.of(new Shown(plan.formatVersion(), plan.way())), Optional.empty(), made);
                }
            } catch (RefusedException e) {
                if (unchanged(state)) {
                    return new Verdict(Optional.empty(), Optional.of(e.asRefused()), made);
                }
            } catch (StorageException e) {
                if (unchanged(state)) {
                    throw e;
                }
            }
            state = state(again(state.relation()));
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Table " + state.relation().name() + " changes faster than it can be read");
    }

    /**
     * As {@link #judge}, by what is known already: no file is read. Of a table that has changed since it was last loaded only
     * its row and its schema tell; if they let it be shown, the verdict is neither.
     *
     * @param row of the table and the format, if there is one
     */
    Verdict known(Detail detail, Format wanted, Optional<Current> row) {
        State state = state(detail);
        Made made = row.map(made(state)).orElse(null);
        if (made != null && made.current()) {
            return judged(row.orElseThrow(), made);
        }
        Optional<Projection.Refused> refused = refusals.find(state.relation().id(), state.shows(), wanted);
        if (refused.isPresent()) {
            return new Verdict(Optional.empty(), refused, made);
        }
        try {
            return new Verdict(
                    plans.withoutFiles(
                                    state.relation(),
                                    detail.schema(),
                                    state.shows().snapshot() == 0,
                                    wanted)
                            .map(plan -> new Shown(plan.formatVersion(), plan.way())),
                    Optional.empty(),
                    made);
        } catch (RefusedException e) {
            return new Verdict(Optional.empty(), Optional.of(e.asRefused()), made);
        }
    }

    private static Verdict judged(Current current, Made made) {
        return new Verdict(
                Optional.of(new Shown(current.formatVersion(), Way.valueOf(current.way()))), Optional.empty(), made);
    }

    private static Function<Current, Made> made(State state) {
        return current -> new Made(
                file(state.relation(), current.file()).toString(),
                current.shows().snapshot(),
                current.madeAt(),
                isCurrent(current, state));
    }

    /** A state of a table, as one read of its rows found it. */
    private record State(Detail detail, Shows shows) {
        Relation relation() {
            return detail.head().relation();
        }
    }

    private static State state(Detail detail) {
        Branch branch = detail.head().branch();
        if (!branch.name().equals(TableName.MAIN)) {
            throw new IllegalArgumentException("only the main branch is shown, not " + branch.name());
        }
        String identity = HexFormat.of().toHexDigits(branch.epoch());
        return new State(
                detail, new Shows(branch.snapshotId(), identity, detail.schema().id()));
    }

    private Detail again(Relation relation) {
        return store.read(tx -> tx.relations().detail(relation.id()))
                .orElseThrow(() -> TarnException.about(
                        ErrorCode.TABLE_NOT_FOUND,
                        relation.name(),
                        "Table " + relation.name() + " was dropped meanwhile"));
    }

    private boolean unchanged(State state) {
        return state(again(state.relation())).shows().equals(state.shows());
    }

    private Optional<Current> row(Relation relation, Format wanted) {
        return store.read(tx -> tx.projections().find(relation.id(), wanted.word()));
    }

    /** What was found of this very state before. */
    private Optional<Projection> known(Catalogs.Entry catalog, State state, Format wanted) {
        Optional<Projection.Refused> refused = refusals.find(state.relation().id(), state.shows(), wanted);
        if (refused.isPresent()) {
            return Optional.of(refused.get());
        }
        return row(state.relation(), wanted)
                .filter(row -> isCurrent(row, state))
                .flatMap(row -> read(catalog, state.relation(), row));
    }

    private static Optional<Projection> read(Catalogs.Entry catalog, Relation relation, Current row) {
        Location metadata = file(relation, row.file());
        return catalog.storage()
                .read(metadata)
                .map(json -> new Projected(
                        metadata.toString(),
                        json,
                        row.shows().snapshot(),
                        row.formatVersion(),
                        Way.valueOf(row.way())));
    }

    private static Location file(Relation relation, String name) {
        return relation.location().child(IcebergFiles.DIRECTORY).child(name);
    }

    /** Empty when the table has changed meanwhile. */
    private Optional<Projection> attempt(Catalogs.Entry catalog, State state, Format wanted) {
        try {
            Optional<Current> before = row(state.relation(), wanted);
            Optional<Source> source = source(catalog, state, before.filter(row -> row.maker() == MAKER));
            return source.isEmpty() ? Optional.empty() : build(source.get(), state, before, wanted);
        } catch (RefusedException e) {
            if (!unchanged(state)) {
                return Optional.empty();
            }
            Projection.Refused refused = e.asRefused();
            // A file that is missing may come back.
            if (refused.code() != Refusal.UNREADABLE) {
                refusals.add(state.relation().id(), state.shows(), wanted, refused);
            }
            return Optional.of(refused);
        } catch (StorageException e) {
            if (unchanged(state)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * What there is to show; empty when the table has changed meanwhile.
     *
     * @throws RefusedException when the table is of another kind
     */
    private Optional<Source> source(Catalogs.Entry catalog, State state, Optional<Current> before) {
        Relation relation = state.relation();
        ProjectionRules.check(relation);
        Shows now = state.shows();
        Optional<String> snapshot = now.snapshot() == 0 ? Optional.empty() : body(relation, now.snapshot());
        Optional<Source.Last> last = before.filter(row -> continues(row, now))
                .map(row -> new Source.Last(
                        file(relation, row.file()),
                        Way.valueOf(row.way()),
                        row.formatVersion(),
                        increases(row, now) ? body(relation, row.shows().snapshot()) : Optional.empty()));
        List<TableSchema> schemas =
                store.read(tx -> tx.schemas().list(relation.id(), TableName.MAIN, Long.MAX_VALUE, SCHEMAS));
        // What was read under an id is this state's only if the branch's history is still the same.
        return snapshot.isPresent() == now.snapshot() > 0 && unchanged(state)
                ? Optional.of(
                        new Source(catalog.storage(), relation, state.detail().schema(), schemas, snapshot, last))
                : Optional.empty();
    }

    private Optional<String> body(Relation relation, long snapshot) {
        return store.read(tx -> tx.snapshots().body(relation.id(), TableName.MAIN, snapshot));
    }

    /** Whether the metadata's files are those of an earlier state on the way to this one. */
    private static boolean continues(Current row, Shows now) {
        return row.shows().snapshot() < now.snapshot()
                || (row.shows().snapshot() == now.snapshot()
                        && row.shows().identity().equals(now.identity()));
    }

    /** Whether the very snapshot that the metadata shows is still in the table's history, and its schema the table's. */
    private static boolean increases(Current row, Shows now) {
        return row.shows().snapshot() > 0
                && row.shows().snapshot() < now.snapshot()
                && row.shows().identity().equals(now.identity())
                && row.shows().schema() == now.schema();
    }

    /** Empty when another build was faster. */
    private Optional<Projection> build(Source source, State state, Optional<Current> before, Format wanted) {
        BuildMetadata.Built built = builds.build(source, wanted);
        String path = built.written().metadata().toString();
        Current next = new Current(
                state.relation().id(),
                wanted.word(),
                built.id(),
                state.shows(),
                MAKER,
                built.way().name(),
                built.formatVersion(),
                path.substring(path.lastIndexOf('/') + 1),
                clock.millis());
        if (publish(before.orElse(null), next)) {
            return Optional.of(new Projected(
                    path, built.written().json(), state.shows().snapshot(), built.formatVersion(), built.way()));
        }
        built.written().files().forEach(source.storage()::delete);
        return Optional.empty();
    }

    /** The table's row is written, too, so that this cannot race with its drop: then nobody would remove the files. */
    private boolean publish(@Nullable Current before, Current next) {
        try {
            return store.write(tx -> tx.relations().touchBranches(next.relationId())
                    && tx.projections().replace(before, next, next.madeAt()));
        } catch (DuplicateKeyException e) {
            return false;
        } catch (UnknownOutcomeException e) {
            return store.read(tx -> tx.projections().find(next.relationId(), next.format()))
                    .filter(row -> row.id().equals(next.id()))
                    .isPresent();
        }
    }
}
