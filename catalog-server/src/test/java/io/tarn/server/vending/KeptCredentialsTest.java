package io.tarn.server.vending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import io.tarn.server.testing.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptCredentialsTest {
    private final MovableClock clock = new MovableClock();
    private final KeptCredentials kept = new KeptCredentials(clock);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch answered = new CountDownLatch(1);

    @AfterEach
    void end() {
        answered.countDown();
        threads.shutdown();
    }

    @Test
    void whoFindsTooManyWaitingIsSentAwayAtOnceAndNobodyElse() throws Exception {
        CountDownLatch asking = new CountDownLatch(Limits.VENDING_AT_ONCE);
        List<Future<Vended>> waiting = new ArrayList<>();
        for (int i = 0; i < Limits.VENDING_AT_ONCE; i++) {
            KeptCredentials.Key key = key();
            waiting.add(threads.submit(() -> kept.get(key, false, () -> {
                asking.countDown();
                return whenAnswered();
            })));
        }
        assertThat(asking.await(30, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> kept.get(key(), false, this::whenAnswered))
                .extracting(e -> ((TarnException) e).code())
                .isEqualTo(ErrorCode.UNAVAILABLE);
        answered.countDown();
        for (Future<Vended> one : waiting) {
            assertThat(one.get(30, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(kept.get(key(), false, this::lasting)).isNotNull();
    }

    @Test
    void aFailureIsNotKept() {
        KeptCredentials.Key key = key();
        assertThatThrownBy(() -> kept.get(key, false, () -> {
                    throw TarnException.of(ErrorCode.UNAVAILABLE, "down");
                }))
                .hasMessage("down");
        assertThat(kept.find(key)).isEmpty();
        assertThat(kept.get(key, false, this::lasting)).isNotNull();
        assertThat(kept.find(key)).isPresent();
    }

    @Test
    void eachRightHasCredentialsOfItsOwn() {
        KeptCredentials.Key read = key();
        kept.get(read, false, this::lasting);
        for (KeptCredentials.Key other : List.of(
                new KeptCredentials.Key(Ids.next(), read.through(), read.table(), read.directory(), false, false, 0),
                new KeptCredentials.Key(
                        read.principal(), Optional.of(Ids.next()), read.table(), read.directory(), false, false, 0),
                new KeptCredentials.Key(
                        read.principal(), read.through(), Ids.next(), read.directory(), false, false, 0),
                new KeptCredentials.Key(
                        read.principal(), read.through(), read.table(), read.directory(), true, false, 0),
                new KeptCredentials.Key(
                        read.principal(), read.through(), read.table(), read.directory(), false, true, 0),
                new KeptCredentials.Key(
                        read.principal(), read.through(), read.table(), read.directory(), false, false, 1))) {
            assertThat(kept.find(other)).isEmpty();
        }
        assertThat(kept.find(read)).isPresent();
    }

    private Vended whenAnswered() {
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lasting();
    }

    private Vended lasting() {
        return new Vended(
                Map.of("s3.secret-key", "secret"),
                clock.millis() + Duration.ofHours(3).toMillis());
    }

    private static KeptCredentials.Key key() {
        return new KeptCredentials.Key(
                Ids.next(), Optional.empty(), Ids.next(), Location.parse("s3://lake/w/t"), false, false, 0);
    }
}
