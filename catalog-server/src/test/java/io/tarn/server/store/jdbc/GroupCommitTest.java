package io.tarn.server.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tarn.server.store.Transaction;
import io.tarn.server.store.UnknownOutcomeException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    /** Nothing in these tests asks for anything of it. */
    private static final Transaction NO_TRANSACTION = (Transaction) Proxy.newProxyInstance(
            Transaction.class.getClassLoader(), new Class<?>[] {Transaction.class}, (proxy, method, arguments) -> {
                throw new AssertionError(method);
            });

    private final Executor threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    @Test
    void whatComesWhileAGroupIsOnItsWayGoesTogetherInTheNextOne() {
        CountDownLatch first = new CountDownLatch(1);
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        GroupCommit groups = new GroupCommit(1, members -> {
            sizes.add(members.size());
            if (sizes.size() == 1) {
                hold(first);
            }
            members.forEach(member -> member.run(NO_TRANSACTION));
        });
        List<CompletableFuture<Integer>> results = run(groups, 1);
        await().until(() -> sizes.size() == 1);
        results.addAll(run(groups, 9));
        await().until(() -> groups.waiting() == 9);
        first.countDown();
        assertThat(results).allSatisfy(result -> assertThat(result.join()).isEqualTo(7));
        assertThat(sizes).containsExactly(1, 9);
        assertThat(groups.waiting()).isZero();
    }

    @Test
    void aGroupThatCameToNothingLeavesEachToItself() {
        AtomicInteger alone = new AtomicInteger();
        GroupCommit groups = new GroupCommit(2, members -> members.forEach(GroupCommit.Member::forget));
        int result = groups.run(UUID.randomUUID(), tx -> 7, work -> alone.incrementAndGet());
        assertThat(result).isEqualTo(1);
    }

    @Test
    void allShareAnOutcomeThatNobodyKnows() {
        GroupCommit groups = new GroupCommit(1, members -> {
            members.forEach(member -> member.run(NO_TRANSACTION));
            members.forEach(member -> member.fail(new UnknownOutcomeException(new SQLException("lost"))));
        });
        assertThatThrownBy(() -> groups.run(UUID.randomUUID(), tx -> 1, work -> 2))
                .isInstanceOf(UnknownOutcomeException.class);
    }

    /** An error of the leader's is its own, and whoever it led is not left waiting; nor is whoever comes after. */
    @Test
    void nobodyWaitsForALeaderThatDied() {
        AtomicInteger runs = new AtomicInteger();
        GroupCommit groups = new GroupCommit(1, members -> {
            if (runs.incrementAndGet() == 1) {
                throw new StackOverflowError("injected");
            }
            members.forEach(member -> member.run(NO_TRANSACTION));
        });
        assertThatThrownBy(() -> groups.run(UUID.randomUUID(), tx -> 1, work -> 2))
                .isInstanceOf(StackOverflowError.class);
        int next = groups.run(UUID.randomUUID(), tx -> 1, work -> 2);
        assertThat(next).isEqualTo(1);
    }

    /** What its members had come to in a transaction that died is not what they are told. */
    @Test
    void nobodyIsToldOfATransactionThatDied() {
        CountDownLatch first = new CountDownLatch(1);
        AtomicInteger began = new AtomicInteger();
        GroupCommit groups = new GroupCommit(1, members -> {
            if (began.incrementAndGet() == 1) {
                hold(first);
            }
            members.forEach(member -> member.run(NO_TRANSACTION));
            if (members.size() > 1) {
                throw new StackOverflowError("injected");
            }
        });
        CompletableFuture<Integer> alone = run(groups, 1).get(0);
        await().until(() -> began.get() == 1);
        List<CompletableFuture<Integer>> led = run(groups, 3);
        await().until(() -> groups.waiting() == 3);
        first.countDown();

        assertThat(alone.join()).isEqualTo(7);
        assertThat(led)
                .allSatisfy(each -> assertThatThrownBy(each::join).rootCause().isInstanceOf(StackOverflowError.class));
        assertThat(led).filteredOn(GroupCommitTest::isUnknown).hasSize(2);
    }

    private static boolean isUnknown(CompletableFuture<Integer> result) {
        return result.handle((value, failure) -> failure.getCause() instanceof UnknownOutcomeException)
                .join();
    }

    @Test
    void neverMoreGroupsThanAllowedAndNothingIsLost() {
        Semaphore leaders = new Semaphore(2);
        GroupCommit groups = new GroupCommit(2, members -> {
            assertThat(leaders.tryAcquire()).isTrue();
            members.forEach(member -> member.run(NO_TRANSACTION));
            leaders.release();
        });
        AtomicInteger done = new AtomicInteger();
        List<CompletableFuture<Void>> all = IntStream.range(0, 32)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, 500)
                                .forEach(i -> groups.run(UUID.randomUUID(), tx -> done.incrementAndGet(), work -> 0)),
                        threads))
                .toList();
        all.forEach(CompletableFuture::join);
        assertThat(done).hasValue(32 * 500);
    }

    private List<CompletableFuture<Integer>> run(GroupCommit groups, int times) {
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            results.add(
                    CompletableFuture.supplyAsync(() -> groups.run(UUID.randomUUID(), tx -> 7, work -> -1), threads));
        }
        return results;
    }

    private static void hold(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
