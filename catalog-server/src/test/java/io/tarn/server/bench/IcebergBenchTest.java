package io.tarn.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.server.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Loads of and commits to Iceberg's own tables, beside Iceberg's own server for tests, by turns in one JVM. Only
 * {@code ./tarn bench iceberg} runs it.
 */
@EnabledIfSystemProperty(named = "tarn.bench.loads", matches = "[0-9]+")
class IcebergBenchTest {
    private static final int LOADS = Integer.getInteger("tarn.bench.loads", 32);
    private static final int COMMITS = Integer.getInteger("tarn.bench.iceberg-commits", 8);
    private static final int SNAPSHOTS = 20;
    private static final int CLIENTS = 8;
    private static final int ROUNDS = Integer.getInteger("tarn.bench.rounds", 1);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    /** What one of several clients does. */
    @FunctionalInterface
    private interface Work {
        void run(int client) throws Exception;
    }

    @Test
    void besideTheReference() throws Exception {
        try (TestServer tarn = TestServer.start(directory);
                IcebergReference reference = new IcebergReference(directory)) {
            Side own = new Side("http://127.0.0.1:" + tarn.port() + "/iceberg/v1/", tarn.rootToken());
            String prefix = JSON.readTree(own.get("config?warehouse=main").body())
                    .at("/overrides/prefix")
                    .asText();
            Side ours = new Side(own.base + prefix + "/", tarn.rootToken());
            Side theirs = new Side("http://127.0.0.1:" + reference.port() + "/v1/", "");
            ours.prepare();
            theirs.prepare();

            double[] loads = medians(LOADS, client -> ours.load(), client -> theirs.load());
            String tag = ours.get(Side.table(0)).headers().firstValue("ETag").orElseThrow();
            double[] same = medians(LOADS, client -> ours.loadKnown(tag), client -> theirs.load());
            double[] commits = medians(COMMITS, ours::commit, theirs::commit);
            System.out.printf(
                    "Iceberg tables with %d snapshots, %d clients, per second, Tarn and Iceberg's reference: loads %.0f and"
                            + " %.0f (%.1f times), loads of what is known %.0f, commits %.0f and %.0f (%.1f times)%n",
                    SNAPSHOTS,
                    CLIENTS,
                    loads[0],
                    loads[1],
                    loads[0] / loads[1],
                    same[0],
                    commits[0],
                    commits[1],
                    commits[0] / commits[1]);
        }
    }

    /** A server and what a client of it sends. */
    private static final class Side {
        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final String base;
        private final String token;

        Side(String base, String token) {
            this.base = base;
            this.token = token;
        }

        static String table(int client) {
            return "namespaces/bench/tables/t" + client;
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + path)).header("Content-Type", "application/json");
            return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
        }

        HttpResponse<byte[]> get(String path) throws Exception {
            return http.send(request(path).build(), BodyHandlers.ofByteArray());
        }

        private HttpResponse<byte[]> post(String path, String body) throws Exception {
            HttpResponse<byte[]> answer =
                    http.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isBetween(200, 299);
            return answer;
        }

        void prepare() throws Exception {
            post("namespaces", "{\"namespace\":[\"bench\"],\"properties\":{}}");
            for (int table = 0; table < CLIENTS; table++) {
                StringBuilder fields = new StringBuilder();
                for (int field = 1; field <= 20; field++) {
                    fields.append(field == 1 ? "" : ",")
                            .append("{\"id\":%d,\"name\":\"c%d\",\"required\":false,\"type\":\"long\"}"
                                    .formatted(field, field));
                }
                JsonNode made = JSON.readTree(post(
                                "namespaces/bench/tables",
                                "{\"name\":\"t%d\",\"schema\":{\"type\":\"struct\",\"schema-id\":0,\"fields\":[%s]}}"
                                        .formatted(table, fields))
                        .body());
                String location = made.at("/metadata/location").asText();
                for (int snapshot = 1; snapshot <= SNAPSHOTS; snapshot++) {
                    post(table(table), """
                            {"requirements":[],"updates":[
                              {"action":"add-snapshot","snapshot":{"snapshot-id":%1$d,%2$s"sequence-number":%1$d,
                                "timestamp-ms":%3$d,"manifest-list":"%4$s/metadata/snap-%1$d.avro","schema-id":0,
                                "summary":{"operation":"append","added-data-files":"10","total-data-files":"%1$d0"}}},
                              {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":%1$d}]}
                            """.formatted(
                                    snapshot,
                                    snapshot == 1 ? "" : "\"parent-snapshot-id\":%d,".formatted(snapshot - 1),
                                    System.currentTimeMillis(),
                                    location));
                }
            }
        }

        void load() throws Exception {
            HttpResponse<byte[]> answer = get(table(0));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body().length).isGreaterThan(SNAPSHOTS * 100);
        }

        void loadKnown(String tag) throws Exception {
            HttpResponse<byte[]> answer =
                    http.send(request(table(0)).header("If-None-Match", tag).build(), BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(304);
        }

        void commit(int client) throws Exception {
            post(
                    table(client),
                    "{\"requirements\":[],\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"at\":\"%d\"}}]}"
                            .formatted(System.nanoTime()));
        }
    }

    /** By turns, so that what else the machine does is shared; after a round that does not count. */
    private static double[] medians(int count, Work one, Work other) throws Exception {
        double[] ones = new double[ROUNDS];
        double[] others = new double[ROUNDS];
        rate(count, one);
        rate(count, other);
        for (int i = 0; i < ROUNDS; i++) {
            ones[i] = rate(count, one);
            others[i] = rate(count, other);
        }
        return new double[] {median(ones), median(others)};
    }

    /** Per second, of all clients together. */
    private static double rate(int count, Work work) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                all.add(() -> {
                    for (int j = 0; j < count / CLIENTS; j++) {
                        work.run(client);
                    }
                    return true;
                });
            }
            long began = System.nanoTime();
            for (Future<Boolean> done : clients.invokeAll(all)) {
                assertThat(done.get()).isTrue();
            }
            return count / ((System.nanoTime() - began) / 1e9);
        } finally {
            clients.shutdownNow();
        }
    }

    private static double median(double[] rates) {
        Arrays.sort(rates);
        return rates[rates.length / 2];
    }
}
