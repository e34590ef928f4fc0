package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.client.EventIterator;
import io.tarn.client.TarnClient;
import io.tarn.engines.ServerProcess.CatalogSettings;
import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.proto.v1.Event;
import io.tarn.proto.v1.WatchRequest;
import io.tarn.proto.v1.WatchStart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers commit to many tables and change them, through two servers of which one is killed again and again (on the
 * embedded store through one, which is killed once), while those who watch lose their streams at random. Each is told of
 * every acknowledged change, of none that was not made, and of those of one object in their order.
 */
class FeedIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Of who watches a server that is killed: it may take a minute to come back beside so many writers, and is told then. */
    private static final Duration PATIENCE = LIMIT.multipliedBy(3);

    private static final String MARK = "everything_is_done";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** What a watcher was told of an event, over either protocol. */
    private record Seen(
            String id,
            long cursor,
            String operation,
            String object,
            String name,
            long oldSchema,
            long newSchema,
            long oldSnapshot,
            long newSnapshot,
            long identifier) {
        private static final long NONE = -1;

        static Seen of(Event event) {
            return new Seen(
                    event.getId(),
                    Long.parseLong(event.getCursor()),
                    event.getOperation(),
                    event.getObjectId(),
                    event.getObject(),
                    event.hasOldSchemaId() ? event.getOldSchemaId() : NONE,
                    event.hasNewSchemaId() ? event.getNewSchemaId() : NONE,
                    event.hasOldSnapshotId() ? event.getOldSnapshotId() : NONE,
                    event.hasNewSnapshotId() ? event.getNewSnapshotId() : NONE,
                    event.getCommit().getCommitIdentifier());
        }

        static Seen of(JsonNode event) {
            return new Seen(
                    event.get("id").asText(),
                    event.get("cursor").asLong(),
                    event.get("operation").asText(),
                    event.at("/object/id").asText(),
                    event.at("/object/name").asText(),
                    event.path("oldSchemaId").asLong(NONE),
                    event.path("newSchemaId").asLong(NONE),
                    event.path("oldSnapshotId").asLong(NONE),
                    event.path("newSnapshotId").asLong(NONE),
                    event.at("/commit/commitIdentifier").asLong());
        }

        /** As the writers put it. */
        String text() {
            return operation.equals("COMMIT_SNAPSHOT")
                    ? operation + " " + name + " " + newSnapshot + " " + identifier
                    : operation + " " + name;
        }
    }

    @Test
    void everyAcknowledgedChangeIsToldAndNoOther() throws Exception {
        everyAcknowledgedChangeIsToldAndNoOther(StoreKind.MARIADB);
    }

    @Test
    @Tag("full")
    void everyAcknowledgedChangeIsToldAndNoOtherOnTheEmbeddedStore() throws Exception {
        everyAcknowledgedChangeIsToldAndNoOther(StoreKind.H2);
    }

    private void everyAcknowledgedChangeIsToldAndNoOther(StoreKind kind) throws Exception {
        int seconds = TestSettings.number("tarn.it.seconds");
        int tables = seconds >= 60 ? 500 : 60;
        long seed = TestSettings.seed();
        System.out.printf("watching %s for %d s with -Dtarn.it.seed=%d%n", kind, seconds, seed);
        StoreSettings store = kind.create();
        List<ServerProcess> servers = new ArrayList<>();
        try {
            for (int i = 0; i < (kind == StoreKind.H2 ? 1 : 2); i++) {
                servers.add(start(Files.createDirectory(directory.resolve("server" + i)), store));
            }
            run(servers, seconds, tables, new Random(seed), kind);
        } finally {
            servers.forEach(ServerProcess::close);
        }
    }

    private ServerProcess start(Path own, StoreSettings store) {
        return ServerProcess.start(
                own,
                store,
                List.of(new CatalogSettings(
                        ServerProcess.CATALOG, directory.resolve("warehouse"), "unique", List.of())));
    }

    private static void run(List<ServerProcess> servers, int seconds, int tables, Random random, StoreKind kind)
            throws Exception {
        String token = servers.get(0).token();
        ServerProcess victim = servers.get(servers.size() - 1);
        try (FeedWriters writers = new FeedWriters(servers, token, tables)) {
            List<CompletableFuture<List<Seen>>> watchers = new ArrayList<>();
            AtomicInteger cuts = new AtomicInteger();
            // Of the last server, which is the victim.
            List<AtomicInteger> heard = List.of();
            for (ServerProcess server : servers) {
                long seed = random.nextLong();
                AtomicInteger grpc = new AtomicInteger();
                AtomicInteger http = new AtomicInteger();
                heard = List.of(grpc, http);
                watchers.add(inThread(() -> overGrpc(server, token, new Random(seed), cuts, grpc)));
                watchers.add(inThread(() -> overHttp(server, token, new Random(seed + 1), cuts, http)));
            }
            writers.start(random.nextLong());
            int kills = killUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds), victim, heard, random, kind);
            writers.stop();
            writers.mark(MARK);
            List<Seen> told = watchers.get(0).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            for (CompletableFuture<List<Seen>> watcher : watchers) {
                assertThat(watcher.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(told);
            }
            check(writers, told, tables);
            System.out.printf(
                    "%s: %d acknowledged, %d events told to each of %d watchers, %d kills, %d streams cut%n",
                    kind, writers.acknowledged.size(), told.size(), watchers.size(), kills, cuts.get());
        }
    }

    private interface Work {
        List<Seen> run() throws IOException, InterruptedException;
    }

    private static CompletableFuture<List<Seen>> inThread(Work work) {
        CompletableFuture<List<Seen>> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.run());
            } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    /**
     * Kills in the middle of streams: only when both watchers of the victim have heard of something since it came back, which
     * takes a while beside so many writers.
     */
    private static int killUntil(
            long end, ServerProcess victim, List<AtomicInteger> heard, Random random, StoreKind kind) {
        int kills = 0;
        List<Integer> before = heard.stream().map(AtomicInteger::get).toList();
        while (System.nanoTime() < end) {
            List<Integer> least = before;
            await().atMost(LIMIT)
                    .until(() -> IntStream.range(0, least.size())
                            .allMatch(watcher -> heard.get(watcher).get() > least.get(watcher)));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2_000 + random.nextInt(2_000)));
            if (kind == StoreKind.MARIADB || kills == 0) {
                victim.kill();
                before = heard.stream().map(AtomicInteger::get).toList();
                victim.start();
                kills++;
            }
        }
        return kills;
    }

    /** Through the client that Tarn comes with, begun again at random. */
    private static List<Seen> overGrpc(
            ServerProcess server, String token, Random random, AtomicInteger cuts, AtomicInteger heard) {
        Map<String, Seen> seen = new LinkedHashMap<>();
        WatchRequest.Builder request =
                WatchRequest.newBuilder().setCatalog(ServerProcess.CATALOG).setStart(WatchStart.WATCH_START_BEGINNING);
        while (true) {
            try (TarnClient client =
                            TarnClient.connect("127.0.0.1", server.grpcPort(), TarnClient.Security.PLAIN, () -> token);
                    EventIterator events = client.watch(request.build())) {
                int most = 1 + random.nextInt(2_000);
                for (int i = 0; i < most; i++) {
                    EventIterator.Told told =
                            events.next(PATIENCE).orElseThrow(() -> new AssertionError("nothing within " + PATIENCE));
                    heard.incrementAndGet();
                    request.setCursor(told.cursor());
                    if (!(told instanceof EventIterator.Changed changed)) {
                        throw new AssertionError("a gap at " + told.cursor());
                    }
                    Seen one = Seen.of(changed.event());
                    seen.put(one.id(), one);
                    if (one.name().equals(MARK)) {
                        return List.copyOf(seen.values());
                    }
                }
                cuts.incrementAndGet();
            }
        }
    }

    /** As browsers do: the connection is cut at random, and the last id is shown to the server. */
    private static List<Seen> overHttp(
            ServerProcess server, String token, Random random, AtomicInteger cuts, AtomicInteger heard)
            throws IOException, InterruptedException {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        Map<String, Seen> seen = new LinkedHashMap<>();
        String last = "";
        while (true) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                            server.uri() + "/manage/v1/catalogs/" + ServerProcess.CATALOG + "/events?start=beginning"))
                    .header("Authorization", "Bearer " + token)
                    .header("Accept", "text/event-stream");
            if (!last.isEmpty()) {
                request.header("Last-Event-ID", last);
            }
            try {
                HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
                try (Scanner lines = new Scanner(response.body(), StandardCharsets.UTF_8)) {
                    int most = 1 + random.nextInt(4_000);
                    for (int i = 0; i < most && lines.hasNextLine(); i++) {
                        String line = lines.nextLine();
                        assertThat(line).isNotEqualTo("event: gap");
                        if (line.startsWith("data: {\"id\"")) {
                            Seen one = Seen.of(JSON.readTree(line.substring(6)));
                            seen.put(one.id(), one);
                            heard.incrementAndGet();
                            last = Long.toString(one.cursor());
                            if (one.name().equals(MARK)) {
                                return List.copyOf(seen.values());
                            }
                        }
                    }
                }
                cuts.incrementAndGet();
            } catch (IOException | UncheckedIOException e) {
                // The server was killed; it comes back.
                Thread.onSpinWait();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static void check(FeedWriters writers, List<Seen> told, int tables) {
        assertThat(told).extracting(Seen::cursor).isSorted().doesNotHaveDuplicates();
        Set<String> texts = told.stream().map(Seen::text).collect(Collectors.toSet());
        Collection<String> lost = new ArrayList<>(writers.acknowledged);
        lost.removeAll(texts);
        assertThat(lost).as("acknowledged, and not told").isEmpty();

        Map<String, List<Seen>> byObject =
                told.stream().collect(Collectors.groupingBy(Seen::object, LinkedHashMap::new, Collectors.toList()));
        byObject.values().forEach(FeedIT::assertInOrder);

        Map<String, Map<Long, Long>> commits = new HashMap<>();
        Map<String, Integer> alters = new HashMap<>();
        for (Seen one : told) {
            if (one.operation().equals("COMMIT_SNAPSHOT")) {
                commits.computeIfAbsent(one.name(), each -> new TreeMap<>()).put(one.newSnapshot(), one.identifier());
            } else if (one.operation().equals("ALTER_TABLE")) {
                alters.merge(one.name(), 1, Integer::sum);
            }
        }
        for (int i = 0; i < tables; i++) {
            String table = "t" + i;
            // Of what was made and not told, and of what was told and not made.
            assertThat(commits.getOrDefault(table, Map.of()))
                    .as("the commits of " + table)
                    .isEqualTo(new TreeMap<>(writers.snapshots(table)));
        }
        writers.alters.forEach(
                (table, count) -> assertThat(alters.getOrDefault(table, 0)).isGreaterThanOrEqualTo(count.get()));
    }

    /** Each change begins where the one before it ended. */
    private static void assertInOrder(List<Seen> events) {
        long schema = Seen.NONE;
        long snapshot = Seen.NONE;
        Set<String> once = new HashSet<>();
        for (Seen one : events) {
            switch (one.operation()) {
                case "CREATE_TABLE" -> {
                    assertThat(one).isEqualTo(events.get(0));
                    schema = one.newSchema();
                }
                case "COMMIT_SNAPSHOT" -> {
                    assertThat(one.oldSnapshot()).as("%s after %s", one, events).isEqualTo(snapshot);
                    snapshot = one.newSnapshot();
                }
                case "ALTER_TABLE" -> {
                    assertThat(one.oldSchema()).as("%s after %s", one, events).isEqualTo(schema);
                    schema = one.newSchema();
                }
                case "RENAME_TABLE" -> assertThat(once.add("renamed")).isTrue();
                case "DROP_TABLE" -> assertThat(one).isEqualTo(events.get(events.size() - 1));
                default -> {}
            }
        }
    }
}
