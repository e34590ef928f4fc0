package io.tarn.server.ops.snapshots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.server.model.Branch;
import io.tarn.server.model.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitTurnsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final Branch branch = Branch.empty(Ids.next());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private CommitTurns turns = new CommitTurns(LONG, LONG);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void whoComesAloneDoesNotWait() {
        for (int i = 0; i < 3; i++) {
            try (CommitTurns.Turn turn = turns.enter(branch, "a")) {
                assertThat(turn.waited()).isFalse();
            }
        }
    }

    @Test
    void whoComesSecondWaitsForTheFirstAndIsToldSo() {
        CommitTurns.Turn first = turns.enter(branch, "a");
        CompletableFuture<CommitTurns.Turn> second = inThread("b");

        assertThat(second).isNotDone();
        first.close();

        assertThat(second)
                .succeedsWithin(Duration.ofSeconds(10))
                .satisfies(turn -> assertThat(turn.waited()).isTrue());
    }

    @Test
    void branchesDoNotWaitForEachOther() {
        turns.enter(branch, "a");

        assertThat(turns.enter(branch.copied("other", 1), "b").waited()).isFalse();
        assertThat(turns.enter(Branch.empty(Ids.next()), "c").waited()).isFalse();
    }

    @Test
    void whoLostGoesBeforeThoseWhoWait() {
        CommitTurns.Turn first = turns.enter(branch, "a");
        CompletableFuture<CommitTurns.Turn> second = inThread("b");
        first.lost();
        first.close();

        CommitTurns.Turn again = turns.enter(branch, "a");

        assertThat(again.waited()).isFalse();
        assertThat(second).isNotDone();
        again.close();
        assertThat(second).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void whoLostAndDoesNotComeAgainIsNotWaitedForLong() {
        turns = new CommitTurns(LONG, SHORT);
        CommitTurns.Turn first = turns.enter(branch, "a");
        CompletableFuture<CommitTurns.Turn> second = inThread("b");
        first.lost();
        first.close();

        assertThat(second).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void aBranchThatIsHeldForLongIsGoneToWithoutATurn() {
        turns = new CommitTurns(SHORT, SHORT);
        turns.enter(branch, "a");
        CompletableFuture<CommitTurns.Turn> second = inThread("b");

        assertThat(second).succeedsWithin(Duration.ofSeconds(10));
        // It has taken nothing that others could wait for.
        second.join().close();
        assertThat(inThread("c")).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aCrowdDoesNotGrowWithoutBound() {
        turns.enter(branch, "a");
        List<CompletableFuture<CommitTurns.Turn>> crowd = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            crowd.add(inThread("b" + i));
        }

        assertThat(turns.enter(branch, "c").waited()).isFalse();
        assertThat(crowd).noneMatch(CompletableFuture::isDone);
    }

    /** A writer that needs longest to come again gets as much done as the others. */
    @Test
    void writersThatLoseAgainAndAgainWinAsOftenAsOthers() throws Exception {
        turns = new CommitTurns();
        int writers = 6;
        AtomicInteger head = new AtomicInteger();
        int[] won = new int[writers];
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            int writer = i;
            running.add(CompletableFuture.runAsync(
                    () -> {
                        while (System.nanoTime() - end < 0) {
                            won[writer] += commit(writer, head);
                        }
                    },
                    threads));
        }
        for (CompletableFuture<Void> each : running) {
            each.get(30, TimeUnit.SECONDS);
        }

        assertThat(won[0])
                .as("of %s", Arrays.toString(won))
                .isPositive()
                .isGreaterThan(Arrays.stream(won).max().orElseThrow() / 2);
    }

    /** Prepares on the head that it sees, and counts when it still is the head. */
    private int commit(int writer, AtomicInteger head) {
        int base = head.get();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(writer == 0 ? 8 : 2));
        try (CommitTurns.Turn turn = turns.enter(branch, "w" + writer)) {
            if (head.compareAndSet(base, base + 1)) {
                return 1;
            }
            turn.lost();
            return 0;
        }
    }

    /** Waits for its turn, or has it, when this returns. */
    private CompletableFuture<CommitTurns.Turn> inThread(String writer) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<CommitTurns.Turn> turn = CompletableFuture.supplyAsync(
                () -> {
                    thread.complete(Thread.currentThread());
                    return turns.enter(branch, writer);
                },
                threads);
        await().until(() -> turn.isDone() || thread.join().getState() == Thread.State.TIMED_WAITING);
        return turn;
    }
}
