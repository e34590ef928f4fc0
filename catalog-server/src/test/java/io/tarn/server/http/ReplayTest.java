package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.server.TestServer;
import io.tarn.server.http.Examples.Example;
import io.tarn.server.http.Replays.Replay;
import io.tarn.server.ops.snapshots.CommitSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every request that changes something, sent twice: as it is, and after the server came to grief between its database and
 * its storage. The second answer is the one that {@link Replays} names, and what clients see is as after one request.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplayTest {
    private static final String CATALOG = "a b+c";

    /** Griefs of dropping and renaming a branch. */
    private static final int MAY_OWE = 8;

    private record Seen(String answers, String seen) {}

    private final AtomicReference<CommitSteps.@Nullable Step> dies = new AtomicReference<>();
    private final Set<CommitSteps.Step> passed = Collections.synchronizedSet(EnumSet.noneOf(CommitSteps.Step.class));
    private final List<Runnable> owed = new ArrayList<>();
    private TestServer server;
    private Api api;

    @BeforeAll
    void startServer(@TempDir Path directory) {
        server = TestServer.start(directory, this::reached);
        api = Api.of(server.port(), server.rootToken(), CATALOG);
    }

    /** In the database and in storage it leaves what the death of the process leaves. */
    private void reached(CommitSteps.Step step) {
        passed.add(step);
        if (dies.compareAndSet(step, null)) {
            throw new IllegalStateException("injected at " + step);
        }
    }

    @AfterAll
    void stopServer() {
        try {
            assertThat(owed).hasSizeLessThanOrEqualTo(MAY_OWE);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> owed.forEach(Runnable::run));
        } finally {
            server.close();
        }
    }

    static List<Replay> replays() {
        return Replays.ALL;
    }

    @Test
    void everyRouteThatChangesSomethingHasALine() {
        assertThat(Replays.ALL)
                .extracting(Replay::toString)
                .containsExactlyInAnyOrderElementsOf(Examples.of().stream()
                        .filter(example -> !example.method().equals("GET"))
                        .filter(example -> !Replays.CHANGE_NOTHING.contains(example.template()))
                        .map(Example::toString)
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("replays")
    void theSecondRequestIsAnsweredAsDocumentedAndChangesNothing(Replay replay) {
        Example example = Examples.of(replay.method(), replay.template());
        World world = world();
        String before = world.seen();
        Api.Answer first = example.send(world).ok();
        String once = world.seen();
        assertThat(once).as("the example changes something").isNotEqualTo(before);
        replay.check(first, example.send(world));
        World.assertSame("after the second", once, world.seen());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("replays")
    void aRequestThatCameToGriefCanBeSentAgain(Replay replay) {
        Example example = Examples.of(replay.method(), replay.template());
        World unharmed = world();
        passed.clear();
        example.send(unharmed).ok();
        Set<CommitSteps.Step> steps = Set.copyOf(passed);
        Seen once = new Seen(unharmed.answers(), unharmed.seen());
        sendAgain(replay, once, "without storage", world -> withoutStorage(example, world));
        for (CommitSteps.Step step : steps) {
            sendAgain(replay, once, "died at " + step, world -> dying(step, example, world));
        }
    }

    private void sendAgain(Replay replay, Seen once, String grief, Function<World, Api.Answer> request) {
        Example example = Examples.of(replay.method(), replay.template());
        World world = world();
        Api.Answer first = request.apply(world);
        assertThat(first.status()).as(grief + ": " + first.body()).isIn(200, 500, 503);
        Api.Answer success = first;
        if (first.status() != 200) {
            Api.Answer second = example.send(world);
            if (second.status() == 200) {
                success = second;
            } else {
                // Whether it was done the first time was not known; now it is.
                replay.check(first, second);
            }
        }
        replay.check(success, example.send(world));
        World.assertSame(grief, once.answers(), world.answers());
        if (!world.seen().equals(once.seen())) {
            // A name that is gone has nobody who asks for it again and so finishes its files: that is done in the
            // background.
            owed.add(() -> World.assertSame(replay + ", " + grief, once.seen(), world.seen()));
        }
    }

    private Api.Answer dying(CommitSteps.Step step, Example example, World world) {
        dies.set(step);
        try {
            return example.send(world);
        } finally {
            dies.set(null);
        }
    }

    /** A file where the warehouse's directory should be: whatever the server does with storage fails. */
    private Api.Answer withoutStorage(Example example, World world) {
        Path warehouse = server.dataDir().resolve("warehouse").resolve(CATALOG);
        Path aside = warehouse.resolveSibling("aside");
        try {
            Files.move(warehouse, aside);
            Files.createFile(warehouse);
            try {
                return example.send(world);
            } finally {
                Files.delete(warehouse);
                Files.move(aside, warehouse);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private World world() {
        return World.make(api, server.dataDir().resolve("outside"));
    }
}
