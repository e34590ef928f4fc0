package io.tarn.server.ops.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Operation;
import io.tarn.server.TestStores;
import io.tarn.server.files.StorageException;
import io.tarn.server.files.TableFiles;
import io.tarn.server.model.Branch;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.branches.ChangeHistory;
import io.tarn.server.ops.branches.CreateBranch;
import io.tarn.server.ops.branches.DropBranch;
import io.tarn.server.ops.branches.ForwardBranch;
import io.tarn.server.ops.branches.ReplaceTable;
import io.tarn.server.ops.branches.RollbackTable;
import io.tarn.server.ops.branches.RollbackTable.ToSnapshot;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.ops.tables.PolicyColumns;
import io.tarn.server.paimon.FileFormatsJson;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.UnknownOutcomeException;
import io.tarn.server.testing.Allowed;
import io.tarn.server.testing.Race;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commits, rollbacks, replacements, branches and forwards at once, by servers that are held up and die between any two
 * steps. In the end the files are what the rows say, and each branch's partitions and sums are those of its newest snapshot.
 */
class HistoryStormTest {
    private static final int COMMITS = 40;
    private static final int CHANGES = 25;
    private static final TableName MAIN = CommitBed.TABLE;
    private static final TableName OTHER = new TableName(MAIN.database(), MAIN.table(), "b");

    @TempDir
    Path directory;

    private CommitBed bed;
    private LoadBranch load;
    private CreateBranch create;
    private DropBranch drop;
    private ForwardBranch forward;
    private RollbackTable rollback;
    private ReplaceTable replace;
    private PartitionedHistory history;

    /** A server that died: nobody gets an answer. */
    private static final class DiedException extends RuntimeException {
        DiedException() {
            super("died");
        }
    }

    @RepeatedTest(3)
    void filesAndSumsAreWhatTheRowsSay() {
        long seed = Long.getLong("tarn.seed", new Random().nextLong());
        Random random = new Random(seed);
        try (Store store = TestStores.embedded(directory)) {
            bed = new CommitBed(store, directory, PartitionedHistory.schema(""));
            AtomicBoolean over = new AtomicBoolean();
            history = new PartitionedHistory(bed, () -> holdUpOrDie(random, over));
            wire(step -> bed.steps.get().reached(step));
            bed.steps.set(step -> holdUpOrDie(random, over));
            CountDownLatch writers = new CountDownLatch(4);
            int reads = Race.run(List.of(
                            until(writers, commits(MAIN, new Random(seed + 1))),
                            until(writers, commits(MAIN, new Random(seed + 2))),
                            until(writers, commits(OTHER, new Random(seed + 3))),
                            until(writers, changes(new Random(seed + 4))),
                            jobsAndReads(writers)))
                    .get(4);
            assertThat(reads).as("reads, seed %d", seed).isPositive();
            over.set(true);
            for (TableName name : List.of(MAIN, OTHER)) {
                load.find(CommitBed.ME, Operation.GET_SNAPSHOT, bed.catalog, name)
                        .ifPresent(head -> check(head, seed));
            }
        }
    }

    private static Callable<Integer> until(CountDownLatch writers, Callable<Integer> work) {
        return () -> {
            try {
                return work.call();
            } finally {
                writers.countDown();
            }
        };
    }

    private void wire(CommitSteps steps) {
        Access access = Allowed.access(bed.store);
        Clock clock = Clock.systemUTC();
        FileFormats formats = new FileFormatsJson();
        SettleFiles settle = new SettleFiles(bed.store, steps);
        load = new LoadBranch(access, new Publication(bed.store, settle, steps));
        ChangeHistory change = new ChangeHistory(bed.store, settle, steps, clock);
        create = new CreateBranch(bed.store, load, formats, change, clock);
        drop = new DropBranch(bed.store, load, change, clock);
        forward = new ForwardBranch(bed.store, load, formats, change);
        rollback = new RollbackTable(bed.store, load, formats, change, clock);
        replace = new ReplaceTable(
                bed.store,
                new LocationRules(bed.store),
                new PaimonSchemas(),
                load,
                formats,
                history,
                change,
                new PolicyColumns(new PaimonSchemas()),
                clock);
    }

    private static void holdUpOrDie(Random random, AtomicBoolean over) {
        if (over.get()) {
            return;
        }
        switch (random.nextInt(12)) {
            case 0 -> throw new DiedException();
            case 1, 2 -> LockSupport.parkNanos(random.nextInt(15_000_000));
            default -> {}
        }
    }

    private Callable<Integer> commits(TableName name, Random random) {
        return () -> {
            for (int i = 0; i < COMMITS; i++) {
                attempt(() -> head(name)
                        .ifPresent(
                                head -> bed.commit.run(CommitBed.ME, bed.catalog, history.next(name, head, random))));
            }
            return COMMITS;
        };
    }

    private Callable<Integer> jobsAndReads(CountDownLatch writers) {
        return () -> {
            int reads = 0;
            while (!writers.await(2, TimeUnit.MILLISECONDS)) {
                history.runJobs();
                reads += history.listIsWhatTheHeadHolds(MAIN) ? 1 : 0;
                reads += history.listIsWhatTheHeadHolds(OTHER) ? 1 : 0;
            }
            return reads;
        };
    }

    private Callable<Integer> changes(Random random) {
        return () -> {
            for (int i = 0; i < CHANGES; i++) {
                attempt(() -> change(random));
                LockSupport.parkNanos(5_000_000);
            }
            return CHANGES;
        };
    }

    private void change(Random random) {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                TableName name = random.nextInt(3) == 0 ? OTHER : MAIN;
                long back = random.nextInt(4);
                head(name)
                        .filter(head -> head.snapshotId() > back)
                        .ifPresent(head -> rollback.run(
                                CommitBed.ME, bed.catalog, name, new ToSnapshot(head.snapshotId() - back), null));
            }
            case 2 -> create.run(CommitBed.ME, bed.catalog, MAIN, OTHER.branch(), null);
            case 3 -> forward.run(CommitBed.ME, bed.catalog, MAIN, OTHER.branch());
            case 4 ->
                replace.run(CommitBed.ME, bed.catalog, MAIN, PartitionedHistory.schema("comment " + random.nextInt(3)));
            default -> drop.run(CommitBed.ME, bed.catalog, MAIN, OTHER.branch());
        }
    }

    private Optional<Branch> head(TableName name) {
        return bed.store
                .read(tx -> tx.relations().head(bed.catalog.catalog().id(), name))
                .map(Head::branch);
    }

    /** A refusal, or no answer; never anything else. */
    private static void attempt(Runnable request) {
        try {
            request.run();
        } catch (TarnException e) {
            assertThat(e.code())
                    .isIn(
                            ErrorCode.INTERNAL,
                            ErrorCode.UNAVAILABLE,
                            ErrorCode.BRANCH_EXISTS,
                            ErrorCode.BRANCH_NOT_FOUND,
                            ErrorCode.TABLE_NOT_FOUND,
                            ErrorCode.SNAPSHOT_NOT_FOUND,
                            ErrorCode.INVALID_REQUEST);
        } catch (RuntimeException e) {
            assertThat(e)
                    .isInstanceOfAny(
                            DiedException.class,
                            StoreUnavailableException.class,
                            StorageException.class,
                            UnknownOutcomeException.class);
        }
    }

    private void check(Head found, long seed) {
        TableName name =
                new TableName(MAIN.database(), MAIN.table(), found.branch().name());
        Branch branch = head(name).orElseThrow();
        TableFiles files = bed.catalog.files(found.relation(), branch);
        String what = "branch %s, seed %d".formatted(branch.name(), seed);
        assertThat(branch.settled()).as(what).isTrue();
        assertThat(branch.topSnapshotId()).as(what).isGreaterThanOrEqualTo(branch.snapshotId());
        List<Long> rows = LongStream.rangeClosed(1, branch.topSnapshotId() + 1)
                .filter(id -> body(branch, id).isPresent())
                .boxed()
                .sorted((a, b) -> Long.compare(b, a))
                .toList();
        assertThat(files.snapshotIds()).as(what).isEqualTo(rows);
        assertThat(rows)
                .as(what)
                .allSatisfy(id -> assertThat(files.readSnapshot(id)).isEqualTo(body(branch, id)));
        if (branch.snapshotId() > 0) {
            assertThat(rows.get(0)).as(what).isEqualTo(branch.snapshotId());
            assertThat(LongStream.rangeClosed(rows.get(rows.size() - 1), rows.get(0))
                            .count())
                    .as(what)
                    .isEqualTo(rows.size());
        }
        assertThat(bed.store.<Boolean>read(tx ->
                        tx.filePlans().find(branch.relationId(), branch.name()).isPresent()))
                .as(what)
                .isFalse();
        checkSchemas(branch, files, what);
        history.check(name, what);
    }

    private void checkSchemas(Branch branch, TableFiles files, String what) {
        List<Long> rows = bed.store.read(tx -> tx.schemas().ids(branch.relationId(), branch.name()));
        assertThat(files.newestSchema().map(TableSchema::id)).as(what).hasValue(branch.schemaId());
        assertThat(rows)
                .as(what)
                .contains(branch.schemaId())
                .allSatisfy(id -> assertThat(files.readSchema(id))
                        .isEqualTo(bed.store
                                .read(tx -> tx.schemas().find(branch.relationId(), branch.name(), id))
                                .map(TableSchema::body)));
    }

    private Optional<String> body(Branch branch, long id) {
        return bed.store.read(tx -> tx.snapshots().body(branch.relationId(), branch.name(), id));
    }
}
