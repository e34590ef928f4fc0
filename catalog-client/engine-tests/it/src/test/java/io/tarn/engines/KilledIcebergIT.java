package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tarn.engines.IcebergClient.Request;
import io.tarn.engines.ServerProcess.CrashPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The server dies between an Iceberg table's file and its pointer, and after it: nothing is half done, lost or done twice. */
class KilledIcebergIT {
    private static final List<String> BOTH = List.of("left", "right");

    /** Two on each of two tables, and two on both at once. */
    private static final int WRITERS = 6;

    /** Ids of snapshots that a transaction of two tables makes are beyond it. */
    private static final long TRANSACTIONS = 1_000_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();

    /** Writers of whom a commit was acknowledged. */
    private final Set<Integer> fruitful = ConcurrentHashMap.newKeySet();

    @Test
    void theSameRequestAgainIsAnsweredAsIfItHadBeenTheFirst() {
        dieAtEachPoint(StoreKind.H2);
    }

    @Test
    @Tag("full")
    void theSameRequestAgainIsAnsweredAsIfItHadBeenTheFirstOnMariaDb() {
        dieAtEachPoint(StoreKind.MARIADB);
    }

    private void dieAtEachPoint(StoreKind store) {
        try (ServerProcess server = ServerProcess.start(directory, store.create())) {
            server.kill();
            server.startToCrashWhenTold();
            IcebergClient client = new IcebergClient(server);
            for (String table : BOTH) {
                ok(client.send(client.create(table)));
            }
            dieAndSendAgain(server, client, CrashPoint.BEFORE_COMMIT, true);
            dieAndSendAgain(server, client, CrashPoint.AFTER_COMMIT, true);
            dieAndSendAgain(server, client, CrashPoint.AFTER_COMMIT, false);
            dieInACreation(server, client, CrashPoint.BEFORE_COMMIT, "before");
            dieInACreation(server, client, CrashPoint.AFTER_COMMIT, "after");
        }
    }

    private void dieAndSendAgain(ServerProcess server, IcebergClient client, CrashPoint point, boolean keyed) {
        long id = ids.incrementAndGet();
        Request plain = client.transaction(BOTH, id);
        Request request = keyed ? plain.keyed() : plain;
        die(server, () -> client.send(request), point);
        long there = BOTH.stream()
                .filter(table -> client.snapshots(table).contains(id))
                .count();
        assertThat(there).as("all or none").isEqualTo(point == CrashPoint.BEFORE_COMMIT ? 0 : BOTH.size());
        ok(client.send(request));
        ok(client.send(request));
        for (String table : BOTH) {
            assertThat(Collections.frequency(client.snapshots(table), id)).isEqualTo(1);
            assertPointed(client, table);
        }
    }

    private static void dieInACreation(ServerProcess server, IcebergClient client, CrashPoint point, String table) {
        Request request = client.create(table).keyed();
        die(server, () -> client.send(request), point);
        assertThat(client.isThere(table)).isEqualTo(point != CrashPoint.BEFORE_COMMIT);
        ok(client.send(request));
        assertPointed(client, table);
        assertThat(client.send(client.create(table)).statusCode()).isEqualTo(409);
    }

    private static void die(ServerProcess server, Runnable request, CrashPoint point) {
        server.crashAt(point);
        assertThatThrownBy(request::run).isInstanceOf(UncheckedIOException.class);
        server.awaitCrash();
        server.startToCrashWhenTold();
    }

    @Test
    void writersThatRepeatWhatHadNoAnswerLoseAndDoubleNothing() throws Exception {
        writeBesideKills(StoreKind.MARIADB);
    }

    @Test
    @Tag("full")
    void writersThatRepeatWhatHadNoAnswerLoseAndDoubleNothingOnH2() throws Exception {
        writeBesideKills(StoreKind.H2);
    }

    /** Two writers on each of two tables, and two on both at once, each of which sends a request until it is answered. */
    private void writeBesideKills(StoreKind store) throws Exception {
        long seed = TestSettings.seed();
        System.out.printf("kills on %s with -Dtarn.it.seed=%d%n", store, seed);
        Random random = new Random(seed);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        AtomicBoolean over = new AtomicBoolean();
        try (ServerProcess server = ServerProcess.start(directory, store.create())) {
            IcebergClient client = new IcebergClient(server);
            for (String table : BOTH) {
                ok(client.send(client.create(table)));
                ok(client.send(client.append(table, ids.incrementAndGet())));
            }
            List<Future<List<Long>>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                List<String> tables = i < 4 ? List.of(BOTH.get(i % 2)) : BOTH;
                Callable<List<Long>> writer = () -> write(client, number, tables, over);
                writers.add(threads.submit(writer));
            }
            for (int kill = 0; kill < TestSettings.number("tarn.it.kills") / 2; kill++) {
                awaitCommits();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
                server.kill();
                server.start();
            }
            await().atMost(Duration.ofMinutes(1))
                    .failFast("a writer died", () -> writers.stream().anyMatch(Future::isDone))
                    .until(() -> fruitful.size() == writers.size());
            over.set(true);
            int acknowledged = 0;
            for (int i = 0; i < writers.size(); i++) {
                List<Long> done = writers.get(i).get(1, TimeUnit.MINUTES);
                assertThat(done).isNotEmpty();
                acknowledged += done.size();
                for (String table : i < 4 ? List.of(BOTH.get(i % 2)) : BOTH) {
                    assertThat(client.snapshots(table)).containsAll(done).doesNotHaveDuplicates();
                }
            }
            System.out.printf("%d acknowledged commits%n", acknowledged);
            assertThat(client.snapshots("left").stream().filter(KilledIcebergIT::isOfTransaction))
                    .as("what a transaction did to one table it did to the other")
                    .containsExactlyInAnyOrderElementsOf(client.snapshots("right").stream()
                            .filter(KilledIcebergIT::isOfTransaction)
                            .toList());
            BOTH.forEach(table -> assertPointed(client, table));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Of all writers, so that what dies is a server at work. */
    private void awaitCommits() {
        long before = commits.get();
        await().atMost(Duration.ofMinutes(1)).until(() -> commits.get() > before + 12);
    }

    private static boolean isOfTransaction(long id) {
        return id > TRANSACTIONS;
    }

    /** @return what was acknowledged */
    private List<Long> write(IcebergClient client, int writer, List<String> tables, AtomicBoolean over) {
        List<Long> acknowledged = new ArrayList<>();
        long pause = 20;
        while (!over.get()) {
            long id = ids.incrementAndGet() + (tables.size() > 1 ? TRANSACTIONS : 0);
            int status = untilAnswered(() -> {
                        Request made =
                                tables.size() > 1 ? client.transaction(tables, id) : client.append(tables.get(0), id);
                        Request request = made.keyed();
                        return untilAnswered(() -> client.send(request));
                    })
                    .statusCode();
            if (status < 300) {
                acknowledged.add(id);
                commits.incrementAndGet();
                fruitful.add(writer);
                // Those with two tables come to something only when the others leave them the time.
                pause = fruitful.size() < WRITERS ? Math.min(2 * pause, 1_000) : 20;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            } else {
                assertThat(status).as("somebody else was faster").isEqualTo(409);
            }
        }
        return acknowledged;
    }

    private static HttpResponse<String> untilAnswered(Callable<HttpResponse<String>> request) {
        while (true) {
            try {
                HttpResponse<String> answer = request.call();
                if (answer.statusCode() < 500) {
                    return answer;
                }
            } catch (UncheckedIOException | IllegalStateException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new AssertionError("the test is over", e);
                }
                // The server is dead, or not quite there.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void assertPointed(IcebergClient client, String table) {
        String file = client.load(table).get("metadata-location").asText();
        try {
            assertThat(Files.size(Path.of(file.substring("file:".length())))).isPositive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
    }
}
