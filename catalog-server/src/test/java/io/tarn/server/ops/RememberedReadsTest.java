package io.tarn.server.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.TestStores;
import io.tarn.server.store.Store;
import io.tarn.server.testing.Race;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedReadsTest {
    private static final int WRITES = 300;

    private final AtomicInteger done = new AtomicInteger();
    private OptionalLong changes = OptionalLong.of(0);
    private final PointReads<String, String> reads = new RememberedReads<>(() -> changes, answer -> 1);

    @Test
    void whileNothingChangesEachKeyIsReadOnce() {
        assertThat(List.of(read("a"), read("a"), read("b"), read("a"))).containsExactly("a1", "a1", "b2", "a1");
    }

    @Test
    void afterAChangeItIsReadAgain() {
        read("a");
        changes = OptionalLong.of(2);
        assertThat(List.of(read("a"), read("a"))).containsExactly("a2", "a2");
    }

    @Test
    void whileSomethingChangesNothingIsRemembered() {
        read("a");
        changes = OptionalLong.empty();
        assertThat(List.of(read("a"), read("a"))).containsExactly("a2", "a3");
        changes = OptionalLong.of(2);
        assertThat(read("a")).isEqualTo("a4");
    }

    /** Whether it saw the change nobody knows. */
    @Test
    void anAnswerThatAChangeOvertookIsGivenToNobodyElse() {
        String overtaken = reads.get("a", () -> {
            changes = OptionalLong.of(2);
            return "before or after";
        });
        assertThat(overtaken).isEqualTo("before or after");
        assertThat(read("a")).isEqualTo("a1");
    }

    @Test
    void aReadThatFailsIsNotRemembered() {
        assertThatThrownBy(() -> reads.get("a", () -> {
                    throw new IllegalStateException("no answer");
                }))
                .hasMessage("no answer");
        assertThat(read("a")).isEqualTo("a1");
    }

    private String read(String key) {
        return reads.get(key, () -> key + done.incrementAndGet());
    }

    /** With a real database: transactions that commit, that are rolled back, and that share one. */
    @Test
    void nobodyGetsAnAnswerThatIsOlderThanItsQuestion(@TempDir Path directory) {
        try (Store store = TestStores.embedded(directory)) {
            PointReads<String, Long> epochs = PointReads.of(store, epoch -> 1);
            AtomicLong written = new AtomicLong();
            AtomicLong writers = new AtomicLong(2);
            AtomicLong asked = new AtomicLong();
            List<Callable<Long>> runners = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                runners.add(() -> write(store, written, writers));
                runners.add(() -> ask(store, epochs, written, writers, asked));
            }
            Race.run(runners);

            assertThat(asked).hasValueGreaterThan(0);
            assertThat(epoch(store, epochs))
                    .isEqualTo(written.get())
                    .isEqualTo(store.<Long>read(tx -> tx.policyEpoch().current()));
        }
    }

    private static long write(Store store, AtomicLong written, AtomicLong writers) {
        try {
            for (int i = 0; i < WRITES; i++) {
                long epoch = store.write(tx -> tx.policyEpoch().advance());
                written.accumulateAndGet(epoch, Math::max);
                assertThatThrownBy(() -> store.write(tx -> {
                            tx.policyEpoch().advance();
                            throw new IllegalStateException("rolled back");
                        }))
                        .hasMessage("rolled back");
            }
            return written.get();
        } finally {
            writers.decrementAndGet();
        }
    }

    private static long ask(
            Store store, PointReads<String, Long> epochs, AtomicLong written, AtomicLong writers, AtomicLong asked) {
        long last = 0;
        while (writers.get() > 0) {
            long before = written.get();
            last = epoch(store, epochs);
            assertThat(last).isGreaterThanOrEqualTo(before);
            asked.incrementAndGet();
        }
        return last;
    }

    private static long epoch(Store store, PointReads<String, Long> epochs) {
        return epochs.get("epoch", () -> store.read(tx -> tx.policyEpoch().current()));
    }
}
