package io.tarn.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.schema.testing.MariaDbServer;
import io.tarn.server.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long after its answer a commit is told to who watches: percentiles in milliseconds, over a server and a stream like
 * any other. Run by {@code ./tarn bench feed}; the length is {@code -Dtarn.bench.seconds}. A small run needs the same property.
 */
@EnabledIfSystemProperty(named = "tarn.bench.seconds", matches = "[0-9]+")
class FeedBenchTest {
    private static final int SECONDS = Integer.getInteger("tarn.bench.seconds", 1);
    private static final int PER_SECOND = Integer.getInteger("tarn.bench.commits", SECONDS == 1 ? 50 : 200);
    private static final int TABLES = 20;
    private static final Pattern TOLD = Pattern.compile("\"commitIdentifier\":(\\d+)");

    @TempDir
    private Path directory;

    @Test
    void onTheEmbeddedStore() throws Exception {
        try (TestServer server = TestServer.start(directory)) {
            new Bench("H2", server).run();
        }
    }

    @Test
    void onMariaDb() throws Exception {
        try (MariaDbServer database = MariaDbServer.start();
                TestServer server = TestServer.replica(directory, database, "feedbench")) {
            new Bench("MariaDB", server).run();
        }
    }

    private static final class Bench {
        private final String store;
        private final TestServer server;
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final int commits = SECONDS * PER_SECOND;
        private final Map<Integer, Long> answered = new ConcurrentHashMap<>();
        private final Map<Integer, Long> told = new ConcurrentHashMap<>();
        private final CountDownLatch open = new CountDownLatch(1);
        private final CountDownLatch all = new CountDownLatch(commits);

        private Bench(String store, TestServer server) {
            this.store = store;
            this.server = server;
        }

        private void run() throws Exception {
            for (int i = 0; i < TABLES; i++) {
                send(
                        "/tables",
                        "{\"identifier\":{\"database\":\"default\",\"object\":\"t" + i + "\"},\"schema\":{\"fields\":"
                                + "[{\"id\":0,\"name\":\"id\",\"type\":\"INT\"}],\"partitionKeys\":[],"
                                + "\"primaryKeys\":[],\"options\":{},\"comment\":\"\"}}");
            }
            Thread watcher = new Thread(this::watch, "watcher");
            watcher.setDaemon(true);
            watcher.start();
            assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();
            // One writer a table, each at its share of the rate.
            ExecutorService writers = Executors.newFixedThreadPool(TABLES);
            long start = System.nanoTime();
            for (int i = 0; i < TABLES; i++) {
                int table = i;
                writers.execute(() -> write(table, start));
            }
            writers.shutdown();
            assertThat(writers.awaitTermination(SECONDS + 120, TimeUnit.SECONDS))
                    .isTrue();
            long took = System.nanoTime() - start;
            assertThat(all.await(60, TimeUnit.SECONDS))
                    .as("every commit is told")
                    .isTrue();
            List<Double> delays = new ArrayList<>();
            answered.forEach((commit, at) -> delays.add(Math.max(0, (told.get(commit) - at) / 1e6)));
            delays.sort(null);
            System.out.printf(
                    "feed on %-8s %d commits at %.0f a second: told after p50 %.0f ms, p99 %.0f ms, max %.0f ms%n",
                    store,
                    commits,
                    commits / (took / 1e9),
                    delays.get(delays.size() / 2),
                    delays.get(delays.size() * 99 / 100),
                    delays.get(delays.size() - 1));
        }

        private void write(int table, long start) {
            int snapshot = 0;
            for (int commit = table; commit < commits; commit += TABLES) {
                long due = start + (long) (commit * 1e9 / PER_SECOND);
                LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
                snapshot++;
                send("/tables/t" + table + "/commit", """
                        {"snapshot":{"version":3,"id":%1$d,"schemaId":0,"baseManifestList":"b-%2$d","deltaManifestList":
                         "d-%2$d","commitUser":"w","commitIdentifier":%2$d,"commitKind":"APPEND","timeMillis":1},
                         "statistics":[]}""".formatted(snapshot, commit));
                answered.put(commit, System.nanoTime());
            }
        }

        private void watch() {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/manage/v1/catalogs/main/events"))
                    .header("Authorization", "Bearer " + server.rootToken())
                    .header("Accept", "text/event-stream")
                    .build();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    http.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    open.countDown();
                    Matcher commit = TOLD.matcher(line);
                    if (commit.find()) {
                        told.put(Integer.parseInt(commit.group(1)), System.nanoTime());
                        all.countDown();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void send(String path, String body) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/v1/main/databases/default" + path))
                    .header("Authorization", "Bearer " + server.rootToken())
                    .POST(BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
