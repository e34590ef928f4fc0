package io.tarn.server.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedReadsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final SharedReads<String, String> reads = new SharedReads<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger done = new AtomicInteger();
    private final CountDownLatch first = new CountDownLatch(1);

    @AfterEach
    void end() {
        first.countDown();
        threads.shutdownNow();
    }

    @Test
    void oneAfterTheOtherEachReads() {
        assertThat(List.of(reads.get("k", this::count), reads.get("k", this::count), reads.get("k", this::count)))
                .containsExactly("1", "2", "3");
    }

    @Test
    void whoComesWhileOneReadsSharesTheNextReadWithOthersWhoDo() {
        CompletableFuture<String> slow = inThread("k", this::slowly);
        List<CompletableFuture<String>> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(inThread("k", this::count));
        }
        assertThat(others).noneMatch(CompletableFuture::isDone);

        first.countDown();

        assertThat(slow).succeedsWithin(LONG).isEqualTo("slow");
        assertThat(others)
                .allSatisfy(other -> assertThat(other).succeedsWithin(LONG).isEqualTo("1"));
    }

    @Test
    void whoAsksForSomethingElseDoesNotWait() {
        CompletableFuture<String> slow = inThread("k", this::slowly);

        assertThat(inThread("other", this::count)).succeedsWithin(LONG).isEqualTo("1");
        assertThat(slow).isNotDone();
    }

    @Test
    void theFailureOfOneIsNotThatOfOthers() {
        CompletableFuture<String> slow = inThread("k", () -> {
            slowly();
            throw new IllegalStateException("no answer");
        });
        CompletableFuture<String> second = inThread("k", () -> {
            throw new IllegalStateException("no answer either");
        });
        CompletableFuture<String> third = inThread("k", this::count);

        first.countDown();

        assertThatThrownBy(slow::join).isInstanceOf(CompletionException.class).hasRootCauseMessage("no answer");
        assertThatThrownBy(second::join).hasRootCauseMessage("no answer either");
        assertThat(third).succeedsWithin(LONG).isEqualTo("1");
        assertThat(reads.get("k", this::count)).isEqualTo("2");
    }

    /** What was written before somebody asks is in what it gets, however many ask and write at once. */
    @Test
    void nobodyGetsAnAnswerThatIsOlderThanItsQuestion() throws Exception {
        SharedReads<String, Long> shared = new SharedReads<>();
        AtomicLong written = new AtomicLong();
        AtomicLong asked = new AtomicLong();
        AtomicLong read = new AtomicLong();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            running.add(CompletableFuture.runAsync(
                    () -> {
                        while (System.nanoTime() - end < 0) {
                            long before = written.incrementAndGet();
                            asked.incrementAndGet();
                            assertThat(shared.get("k", () -> {
                                        read.incrementAndGet();
                                        return written.get();
                                    }))
                                    .isGreaterThanOrEqualTo(before);
                        }
                    },
                    threads));
        }
        for (CompletableFuture<Void> each : running) {
            each.get(30, TimeUnit.SECONDS);
        }

        assertThat(read.get()).as("reads for %s questions", asked).isLessThan(asked.get());
    }

    private String count() {
        return Integer.toString(done.incrementAndGet());
    }

    private String slowly() {
        try {
            first.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "slow";
    }

    /** Reads, or waits for another one, when this returns. */
    private CompletableFuture<String> inThread(String key, Supplier<String> read) {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(
                () -> {
                    thread.complete(Thread.currentThread());
                    return reads.get(key, read);
                },
                threads);
        await().until(() -> answer.isDone() || thread.join().getState() == Thread.State.WAITING);
        return answer;
    }
}
