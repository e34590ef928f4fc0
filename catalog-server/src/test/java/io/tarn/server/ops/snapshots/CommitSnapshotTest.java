package io.tarn.server.ops.snapshots;

import static io.tarn.server.ops.snapshots.CommitBed.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tarn.server.TestStores;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Snapshot;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.snapshots.CommitSteps.Step;
import io.tarn.server.ops.snapshots.FaultyStore.Fault;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.testing.Race;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitSnapshotTest {
    private static Store store;

    @TempDir
    Path directory;

    private CommitBed bed;

    @BeforeAll
    static void open(@TempDir Path directory) {
        store = TestStores.embedded(directory);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @BeforeEach
    void makeTable() {
        bed = new CommitBed(store, directory);
    }

    @Test
    void theFirstCommitIsTheHeadAndItsFileIsTheClientsOwnText() {
        Snapshot first = snapshot(1, "a");
        assertThat(bed.commit(first)).isTrue();
        assertThat(bed.head().branch().snapshotId()).isEqualTo(1);
        assertThat(bed.head().branch().snapshotUuid()).isEqualTo("a-1");
        assertThat(bed.toldHead().branch().snapshotPublished()).isTrue();
        assertThat(bed.file(1)).contains(first.json());
        assertThat(bed.row(1)).contains(first.json());
        assertThat(bed.hint("LATEST")).contains("1");
        assertThat(bed.hint("EARLIEST")).contains("1");
    }

    @Test
    void eachNextCommitAddsUpItsStatistics() {
        assertThat(bed.commit(snapshot(1, "a"))).isTrue();
        assertThat(bed.commit(snapshot(2, "a"), "a-1")).isTrue();
        assertThat(bed.commit(snapshot(3, "b"), "a-2")).isTrue();
        assertThat(bed.head().branch().snapshotId()).isEqualTo(3);
        assertThat(bed.head().branch().statistics()).isEqualTo(new Statistics(3, 30, 3, 5));
        bed.heads.run();
        assertThat(bed.hint("LATEST")).contains("3");
        assertThat(bed.hint("EARLIEST")).contains("1");
        assertThat(bed.file(3)).contains(snapshot(3, "b").json());
    }

    @Test
    void theHintOfABusyBranchComesALittleLater() {
        bed.commit(snapshot(1, "a"));
        bed.commit(snapshot(2, "a"));
        bed.commit(snapshot(3, "a"));
        assertThat(bed.file(3)).contains(snapshot(3, "a").json());
        assertThat(bed.hint("LATEST")).contains("1");
        bed.heads.run();
        assertThat(bed.hint("LATEST")).contains("3");
        // It may be as busy still; what waits longer for its next commit is busy no more.
        bed.heads.run();
        bed.commit(snapshot(4, "a"));
        assertThat(bed.hint("LATEST")).contains("4");
    }

    @Test
    void aLateHintThatIsOvertakenDoesNotGoBackwards() {
        bed.commit(snapshot(1, "a"));
        bed.commit(snapshot(2, "a"));
        AtomicBoolean overtaken = new AtomicBoolean();
        bed.storage.failWhen(() -> {
            if (overtaken.compareAndSet(false, true)) {
                assertThat(bed.commit(snapshot(3, "b"))).isTrue();
            }
            return false;
        });
        bed.heads.run();
        assertThat(overtaken).isTrue();
        assertThat(bed.hint("LATEST")).contains("3");
    }

    @Test
    void whoBuildsOnAnOldBaseIsRefusedAndChangesNothing() {
        bed.commit(snapshot(1, "a"));
        assertThat(bed.commit(snapshot(1, "b"))).isFalse();
        assertThat(bed.file(1)).contains(snapshot(1, "a").json());
        assertThat(bed.head().branch().statistics()).isEqualTo(new Statistics(1, 10, 1, 5));
    }

    @Test
    void theSameCommitAgainIsTrueAndCountsOnce() {
        bed.commit(snapshot(1, "a"));
        assertThat(bed.commit(snapshot(1, "a"))).isTrue();
        assertThat(bed.head().branch().statistics()).isEqualTo(new Statistics(1, 10, 1, 5));
        assertThat(bed.head().branch().snapshotId()).isEqualTo(1);
    }

    @Test
    void theSameCommitAgainIsTrueAlsoAfterOthersHaveCommitted() {
        bed.commit(snapshot(1, "a"));
        for (int id = 2; id < 8; id++) {
            bed.commit(snapshot(id, "b"));
        }
        assertThat(bed.commit(snapshot(1, "a"))).isTrue();
        assertThat(bed.commit(snapshot(3, "b"))).isTrue();
        assertThat(bed.head().branch().snapshotId()).isEqualTo(7);
    }

    @Test
    void theSameCommitTwiceAtOnceIsTrueTwiceAndThereOnce() {
        for (int id = 1; id <= 10; id++) {
            Snapshot snapshot = snapshot(id, "a");
            Callable<Boolean> send = () -> bed.commit(snapshot);
            assertThat(Race.run(List.of(send, send, send))).containsOnly(true);
            assertThat(bed.head().branch().snapshotId()).isEqualTo(id);
            assertThat(bed.head().branch().statistics().recordCount()).isEqualTo(id);
        }
    }

    @Test
    void aCommitKnownUnderOneIdIsNotAnsweredForAnotherId() {
        bed.commit(snapshot(1, "a"));
        Snapshot first = snapshot(1, "a");
        Snapshot sameUnderNextId = new Snapshot(
                2,
                first.uuid(),
                0,
                first.commitUser(),
                first.commitIdentifier(),
                first.commitKind(),
                first.baseManifestList(),
                first.deltaManifestList(),
                null,
                first.json(),
                Snapshot.Counts.UNKNOWN);
        ErrorCode code = failure(() -> bed.commit(sameUnderNextId)).code();
        assertThat(code)
                .as("a client repeats 503 for ever, and this can never succeed")
                .isNotEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(bed.head().branch().snapshotId()).isEqualTo(1);
    }

    @Test
    void aReplayPublishesTheHeadThatItsDeadServerDidNot() {
        Snapshot first = snapshot(1, "a");
        dieAt(Step.AFTER_COMMIT, first);
        assertThat(bed.file(1)).isEmpty();
        assertThat(bed.commit(first)).isTrue();
        assertThat(bed.file(1)).contains(first.json());
        assertThat(bed.toldHead().branch().snapshotPublished()).isTrue();
    }

    @Test
    void theNextCommitWritesTheFileThatADeadServerDidNot() {
        Snapshot first = snapshot(1, "a");
        dieAt(Step.AFTER_COMMIT, first);
        assertThat(bed.commit(snapshot(2, "b"), "a-1")).isTrue();
        assertThat(bed.file(1)).contains(first.json());
        assertThat(bed.file(2)).contains(snapshot(2, "b").json());
        assertThat(bed.commit(first)).isTrue();
    }

    @Test
    void aReaderOfTheSnapshotWritesTheFileThatADeadServerDidNot() {
        Snapshot first = snapshot(1, "a");
        dieAt(Step.AFTER_COMMIT, first);
        assertThat(bed.getSnapshot.run(CommitBed.ME, bed.catalog, CommitBed.TABLE))
                .isEqualTo(new GetSnapshot.Result(first.json(), new Statistics(1, 10, 1, 5)));
        assertThat(bed.file(1)).contains(first.json());
        assertThat(bed.hint("LATEST")).contains("1");
    }

    @Test
    void aReaderOfTheListWritesTheFileThatADeadServerDidNot() {
        Snapshot first = snapshot(1, "a");
        dieAt(Step.AFTER_COMMIT, first);
        assertThat(bed.listSnapshots
                        .run(CommitBed.ME, bed.catalog, CommitBed.TABLE, 10, Long.MAX_VALUE)
                        .entries())
                .containsExactly(first.json());
    }

    @Test
    void aServerThatDiesBetweenFileAndAnswerHasCommitted() {
        Snapshot first = snapshot(1, "a");
        dieAt(Step.AFTER_SNAPSHOT_FILE, first);
        assertThat(bed.toldHead().branch().snapshotPublished()).isFalse();
        assertThat(bed.commit(first)).isTrue();
        assertThat(bed.commit(snapshot(2, "a"))).isTrue();
        dieAt(Step.BEFORE_ANSWER, snapshot(3, "a"));
        assertThat(bed.commit(snapshot(3, "a"))).isTrue();
        assertThat(bed.head().branch().snapshotId()).isEqualTo(3);
    }

    @Test
    void aServerThatDiesBeforeItDecidedHasCommittedNothing() {
        dieAt(Step.BEFORE_COMMIT, snapshot(1, "a"));
        assertThat(bed.head().branch().snapshotId()).isZero();
        assertThat(bed.file(1)).isEmpty();
        assertThat(bed.commit(snapshot(1, "b"))).isTrue();
        assertThat(bed.commit(snapshot(1, "a"))).isFalse();
    }

    @Test
    void aForeignFileUnderTheIdOfAnUnpublishedHeadIsReplaced() {
        CommitBed.write(bed.snapshotFile(1), "{\"id\":1,\"commitUser\":\"a stranger\"}");
        assertThat(bed.commit(snapshot(1, "a"))).isTrue();
        assertThat(bed.file(1)).contains(snapshot(1, "a").json());
    }

    @Test
    void aForeignFileThatIsNoTextIsReplacedToo() throws IOException {
        Files.createDirectories(bed.snapshotDirectory());
        Files.write(bed.snapshotFile(1), new byte[] {(byte) 0xC3, (byte) 0x28, 0, (byte) 0xFF});
        assertThat(bed.commit(snapshot(1, "a"))).isTrue();
        assertThat(bed.file(1)).contains(snapshot(1, "a").json());
    }

    @Test
    void aForeignFileUnderTheIdOfAPublishedSnapshotIsNotTouchedByAReplay() {
        bed.commit(snapshot(1, "a"));
        CommitBed.write(bed.snapshotFile(1), "repaired by hand");
        assertThat(bed.commit(snapshot(1, "a"))).isTrue();
        assertThat(bed.file(1)).contains("repaired by hand");
    }

    @Test
    void anExpiredSnapshotNeverComesBack() {
        for (int id = 1; id <= 4; id++) {
            bed.commit(snapshot(id, "a"));
        }
        CommitBed.delete(bed.snapshotFile(1));
        CommitBed.delete(bed.snapshotFile(2));
        CommitBed.write(bed.snapshotDirectory().resolve("EARLIEST"), "3");
        assertThat(bed.commit(snapshot(1, "a"))).isTrue();
        assertThat(bed.commit(snapshot(2, "a"))).isTrue();
        assertThat(bed.commit(snapshot(5, "a"))).isTrue();
        bed.getSnapshot.run(CommitBed.ME, bed.catalog, CommitBed.TABLE);
        assertThat(bed.file(1)).isEmpty();
        assertThat(bed.file(2)).isEmpty();
        assertThat(bed.hint("EARLIEST")).contains("3");
        assertThat(bed.listSnapshots
                        .run(CommitBed.ME, bed.catalog, CommitBed.TABLE, 10, Long.MAX_VALUE)
                        .entries())
                .containsExactly(
                        snapshot(5, "a").json(),
                        snapshot(4, "a").json(),
                        snapshot(3, "a").json());
    }

    /** @param inWork whether commits go on and find it, else the job that tells the database does */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPublisherThatWasHeldUpTakesBackAnExpiredFileAndLeavesTheHintAlone(boolean inWork) {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        holdOnceAt(Step.AFTER_COMMIT, held, release);
        Callable<Boolean> slow = () -> bed.commit(snapshot(1, "slow"));
        Callable<Boolean> others = () -> {
            assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
            for (int id = 2; id <= 4; id++) {
                assertThat(bed.commit(snapshot(id, "fast"))).isTrue();
            }
            CommitBed.delete(bed.snapshotFile(1));
            CommitBed.delete(bed.snapshotFile(2));
            CommitBed.write(bed.snapshotDirectory().resolve("EARLIEST"), "3");
            release.countDown();
            return true;
        };
        assertThat(Race.run(List.of(slow, others))).containsExactly(true, true);
        if (inWork) {
            assertThat(bed.commit(snapshot(5, "fast"))).isTrue();
            assertThat(bed.file(1)).isEmpty();
        }
        bed.heads.run();
        assertThat(bed.file(1)).isEmpty();
        // Readers take the snapshot of the hint for the newest one when the file after it is gone.
        assertThat(bed.hint("LATEST")).contains(inWork ? "5" : "4");
    }

    @Test
    void aPublisherThatWasHeldUpWhileItsTableWasDroppedTakesItsFileBack() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        holdOnceAt(Step.AFTER_COMMIT, held, release);
        Path file = bed.snapshotFile(1);
        Callable<Boolean> slow = () -> {
            try {
                return bed.commit(snapshot(1, "slow"));
            } catch (TarnException e) {
                return false;
            }
        };
        Callable<Boolean> dropper = () -> {
            assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
            bed.dropTable();
            release.countDown();
            return true;
        };
        Race.run(List.of(slow, dropper));
        bed.heads.run();
        assertThat(file).doesNotExist();
    }

    @Test
    void aBaseThatNobodyKnowsIsAFailureOfTheServerNotARefusal() {
        bed.commit(snapshot(1, "a"));
        assertThat(failure(() -> bed.commit(snapshot(3, "b"))).code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failure(() -> bed.commit(snapshot(Long.MAX_VALUE, "b"))).code())
                .isEqualTo(ErrorCode.INTERNAL);
        assertThat(bed.head().branch().snapshotId()).isEqualTo(1);
    }

    @Test
    void aCommitForATableThatWasMadeAgainIsForNoTable() {
        UUID former = bed.tableId();
        bed.dropTable();
        bed.createTable();
        CommitSnapshot.Request late = new CommitSnapshot.Request(
                CommitBed.TABLE, former.toString(), null, snapshot(1, "a"), Statistics.NONE, List.of());
        assertThat(failure(() -> bed.commit.run(CommitBed.ME, bed.catalog, late))
                        .code())
                .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
        assertThat(bed.head().branch().snapshotId()).isZero();
    }

    @Test
    void aClientThatSendsNoTableIdMayCommit() {
        CommitSnapshot.Request old = new CommitSnapshot.Request(
                CommitBed.TABLE, null, null, snapshot(1, "a", null), Statistics.NONE, List.of());
        assertThat(bed.commit.run(CommitBed.ME, bed.catalog, old)).isTrue();
        assertThat(bed.head().branch().snapshotUuid()).isEmpty();
    }

    @Test
    void aBaseWithAnotherUuidIsRefused() {
        bed.commit(snapshot(1, "a"));
        assertThat(bed.commit(snapshot(2, "b"), "another")).isFalse();
        assertThat(bed.head().branch().snapshotId()).isEqualTo(1);
    }

    @Test
    void withoutAUuidOnEitherSideTheIdDecides() {
        bed.commit(snapshot(1, "old", null));
        assertThat(bed.commit(snapshot(2, "new"), "anything"))
                .as("the head has none")
                .isTrue();
        assertThat(bed.commit(snapshot(3, "old", null), null))
                .as("the request has none")
                .isTrue();
        assertThat(bed.commit(snapshot(3, "other", null), null)).isFalse();
    }

    @Test
    void aCommitIsForNoTableWhenThatIsDroppedMeanwhile() {
        String table = bed.tableId().toString();
        bed.store.meanwhile(bed::dropTable);
        CommitSnapshot.Request request =
                new CommitSnapshot.Request(CommitBed.TABLE, table, null, snapshot(1, "a"), Statistics.NONE, List.of());
        assertThat(failure(() -> bed.commit.run(CommitBed.ME, bed.catalog, request))
                        .code())
                .isEqualTo(ErrorCode.TABLE_NOT_FOUND);
    }

    @Test
    void aCommitThatLosesAtTheLastMomentIsRefused() {
        bed.store.meanwhile(() -> assertThat(bed.commit(snapshot(1, "winner"))).isTrue());
        assertThat(bed.commit(snapshot(1, "loser"))).isFalse();
        assertThat(bed.file(1)).contains(snapshot(1, "winner").json());
    }

    @Test
    void aStorageThatFailsAfterTheDecisionIsInternalAndTheReplayIsTrue() {
        Snapshot first = snapshot(1, "a");
        bed.storage.failWhen(() -> true);
        assertThat(failure(() -> bed.commit(first)).code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failure(() -> bed.commit(first)).code())
                .as("still not told 'nothing was done'")
                .isEqualTo(ErrorCode.INTERNAL);
        bed.storage.failWhen(() -> false);
        assertThat(bed.commit(first)).isTrue();
        assertThat(bed.file(1)).contains(first.json());
        assertThat(bed.head().branch().statistics().recordCount()).isEqualTo(1);
    }

    @Test
    void aStorageThatCannotBeReadForTheLastCommitDoesNotRefuseTheNext() {
        dieAt(Step.AFTER_COMMIT, snapshot(1, "a"));
        bed.storage.failWhen(() -> true);
        assertThatThrownBy(() -> bed.commit(snapshot(2, "b")));
        bed.storage.failWhen(() -> false);
        assertThat(bed.head().branch().snapshotId()).isEqualTo(1);
        assertThat(bed.commit(snapshot(2, "b"))).isTrue();
    }

    @Test
    void aLostAnswerToAnAppliedCommitIsTrue() {
        bed.store.failOnce(Fault.APPLIED_WITHOUT_ANSWER);
        assertThat(bed.commit(snapshot(1, "a"))).isTrue();
        assertThat(bed.file(1)).contains(snapshot(1, "a").json());
        assertThat(bed.head().branch().statistics().recordCount()).isEqualTo(1);
    }

    @Test
    void aLostAnswerToALostCommitIsInternalAndTheReplayDecides() {
        bed.store.failOnce(Fault.LOST_WITHOUT_ANSWER);
        assertThat(failure(() -> bed.commit(snapshot(1, "a"))).code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(bed.head().branch().snapshotId()).isZero();
        assertThat(bed.commit(snapshot(1, "a"))).isTrue();
        assertThat(bed.head().branch().statistics().recordCount()).isEqualTo(1);
    }

    @Test
    void aStoreThatIsGoneBeforeTheDecisionHasCommittedNothing() {
        bed.store.failOnce(Fault.UNAVAILABLE);
        assertThat(catchThrowableOfType(StoreUnavailableException.class, () -> bed.commit(snapshot(1, "a"))))
                .isNotNull();
        assertThat(bed.head().branch().snapshotId()).isZero();
        assertThat(bed.file(1)).isEmpty();
    }

    @Test
    void aSnapshotOfAnEmptyTableIsMissingNotTheTable() {
        assertThat(failure(() -> bed.getSnapshot.run(CommitBed.ME, bed.catalog, CommitBed.TABLE))
                        .code())
                .isEqualTo(ErrorCode.SNAPSHOT_NOT_FOUND);
    }

    @Test
    void aFileBeyondTheHeadIsNotPartOfTheTable() {
        bed.commit(snapshot(1, "a"));
        CommitBed.write(bed.snapshotFile(2), "{\"id\":2,\"commitUser\":\"a stranger\"}");
        assertThat(bed.listSnapshots
                        .run(CommitBed.ME, bed.catalog, CommitBed.TABLE, 10, Long.MAX_VALUE)
                        .entries())
                .containsExactly(snapshot(1, "a").json());
        assertThat(bed.commit(snapshot(2, "b"))).isTrue();
        assertThat(bed.file(2)).contains(snapshot(2, "b").json());
    }

    @Test
    void noStorageIsAskedAndNoSecondConnectionOpenedInsideATransaction() {
        FaultyStore.assertNoTransaction();
        Throwable nested = catchThrowable(() -> bed.store.write(tx -> bed.head()));
        assertThat(nested).as("every test of this class watches for it").isInstanceOf(AssertionError.class);
        Throwable storage = catchThrowable(() -> bed.store.write(
                tx -> bed.storage.read(bed.catalog.catalog().warehouse().child("file"))));
        assertThat(storage).isInstanceOf(AssertionError.class);
    }

    @Test
    void noHalfFileIsEverSeenAndNothingElseIsLeftBehind() throws IOException {
        bed.commit(snapshot(1, "a"));
        bed.commit(snapshot(2, "a"));
        try (var files = Files.list(bed.snapshotDirectory())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("snapshot-1", "snapshot-2", "LATEST", "EARLIEST");
        }
        assertThat(Files.readAllBytes(bed.snapshotFile(1)))
                .isEqualTo(snapshot(1, "a").json().getBytes(StandardCharsets.UTF_8));
    }

    /** The request never gets an answer, and what it did up to here stays. */
    private void dieAt(Step at, Snapshot snapshot) {
        AtomicBoolean dead = new AtomicBoolean();
        bed.steps.set(step -> {
            if (step == at && dead.compareAndSet(false, true)) {
                throw new Died();
            }
        });
        assertThat(catchThrowableOfType(Died.class, () -> bed.commit(snapshot))).isNotNull();
        bed.steps.set(CommitSteps.unobserved());
    }

    private void holdOnceAt(Step at, CountDownLatch held, CountDownLatch release) {
        AtomicBoolean used = new AtomicBoolean();
        bed.steps.set(step -> {
            if (step == at && used.compareAndSet(false, true)) {
                held.countDown();
                try {
                    assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
            }
        });
    }

    private static TarnException failure(Callable<?> request) {
        TarnException failure = catchThrowableOfType(TarnException.class, request::call);
        assertThat(failure).as("the request must fail").isNotNull();
        return failure;
    }

    /** An error, so that nothing on the way can take it for an answer. */
    private static final class Died extends Error {
        private static final long serialVersionUID = 1;
    }
}
