package io.tarn.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.server.TestServer;
import java.io.IOException;
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
    private static final int FEW = 20;

    /** As after some hours of a job that commits every minute. */
    private static final int MANY = 500;

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
            List<String> token = List.of("Authorization: Bearer " + tarn.rootToken());
            String prefix;
            try (Side config = new Side(tarn.port(), "/iceberg/v1/", token)) {
                prefix = JSON.readTree(config.get("config?warehouse=main").body())
                        .at("/overrides/prefix")
                        .asText();
            }
            try (Side ours = new Side(tarn.port(), "/iceberg/v1/" + prefix + "/", token);
                    Side theirs = new Side(reference.port(), "/v1/", List.of())) {
                measure(ours, theirs);
            }
        }
    }

    private static void measure(Side ours, Side theirs) throws Exception {
        ours.prepare();
        theirs.prepare();
        for (int snapshots : List.of(MANY, FEW)) {
            String table = Side.table(snapshots == FEW ? 0 : CLIENTS);
            double[] loads = medians(LOADS, ours.loads(table), theirs.loads(table));
            double[] known = medians(LOADS, ours.loadsOfWhatIsKnown(table), theirs.loads(table));
            System.out.printf(
                    "Loads of an Iceberg table with %d snapshots, %d clients, per second, Tarn and Iceberg's reference:"
                            + " %.0f and %.0f (%.1f times); of what the client has already: %.0f (%.1f times)%n",
                    snapshots, CLIENTS, loads[0], loads[1], loads[0] / loads[1], known[0], known[0] / known[1]);
        }
        double[] commits = medians(COMMITS, ours::commit, theirs::commit);
        System.out.printf(
                "Commits to tables of their own: %.0f and %.0f (%.1f times)%n",
                commits[0], commits[1], commits[0] / commits[1]);
    }

    /** A server and what its clients send, each on a connection of its own. */
    private static final class Side implements AutoCloseable {
        private final List<Connection> connections = new ArrayList<>();
        private final String base;
        private final List<String> headers;

        Side(int port, String base, List<String> headers) throws Exception {
            for (int i = 0; i < CLIENTS; i++) {
                connections.add(new Connection(port));
            }
            this.base = base;
            this.headers = headers;
        }

        static String table(int client) {
            return "namespaces/bench/tables/t" + client;
        }

        byte[] getting(String path, String... more) {
            List<String> all = new ArrayList<>(headers);
            all.addAll(List.of(more));
            return Connection.request("GET", base + path, all, "");
        }

        Connection.Answer get(String path) throws Exception {
            return connections.get(0).send(getting(path));
        }

        private Connection.Answer post(int client, String path, String body) throws Exception {
            List<String> all = new ArrayList<>(headers);
            all.add("Content-Type: application/json");
            Connection.Answer answer = connections.get(client).send(Connection.request("POST", base + path, all, body));
            assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
            return answer;
        }

        void prepare() throws Exception {
            post(0, "namespaces", "{\"namespace\":[\"bench\"],\"properties\":{}}");
            for (int table = 0; table <= CLIENTS; table++) {
                StringBuilder fields = new StringBuilder();
                for (int field = 1; field <= 20; field++) {
                    fields.append(field == 1 ? "" : ",")
                            .append("{\"id\":%d,\"name\":\"c%d\",\"required\":false,\"type\":\"long\"}"
                                    .formatted(field, field));
                }
                JsonNode made = JSON.readTree(post(
                                0,
                                "namespaces/bench/tables",
                                "{\"name\":\"t%d\",\"schema\":{\"type\":\"struct\",\"schema-id\":0,\"fields\":[%s]}}"
                                        .formatted(table, fields))
                        .body());
                int snapshots = table < CLIENTS ? FEW : MANY;
                post(0, table(table), snapshots(made.at("/metadata/location").asText(), snapshots));
            }
        }

        private static String snapshots(String location, int count) {
            StringBuilder updates = new StringBuilder();
            for (int snapshot = 1; snapshot <= count; snapshot++) {
                updates.append("""
                        {"action":"add-snapshot","snapshot":{"snapshot-id":%1$d,%2$s"sequence-number":%1$d,
                          "timestamp-ms":%3$d,"manifest-list":"%4$s/metadata/snap-%1$d.avro","schema-id":0,
                          "summary":{"operation":"append","added-data-files":"10","total-data-files":"%1$d0"}}},
                        """.formatted(
                                snapshot,
                                snapshot == 1 ? "" : "\"parent-snapshot-id\":%d,".formatted(snapshot - 1),
                                System.currentTimeMillis() + snapshot,
                                location));
            }
            return "{\"requirements\":[],\"updates\":[" + updates
                    + "{\"action\":\"set-snapshot-ref\",\"ref-name\":\"main\",\"type\":\"branch\",\"snapshot-id\":"
                    + count + "}]}";
        }

        Work loads(String table) {
            byte[] request = getting(table);
            return client -> {
                Connection.Answer answer = connections.get(client).send(request);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body().length()).isGreaterThan(FEW * 100);
            };
        }

        Work loadsOfWhatIsKnown(String table) throws Exception {
            byte[] request = getting(table, "If-None-Match: " + get(table).header("ETag"));
            return client ->
                    assertThat(connections.get(client).send(request).status()).isEqualTo(304);
        }

        void commit(int client) throws Exception {
            post(
                    client,
                    table(client),
                    "{\"requirements\":[],\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"at\":\"%d\"}}]}"
                            .formatted(System.nanoTime()));
        }

        @Override
        public void close() throws IOException {
            for (Connection connection : connections) {
                connection.close();
            }
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
