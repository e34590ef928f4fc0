package io.tarn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.bench.HttpConnection.Answer;
import io.tarn.engines.ServerProcess;
import io.tarn.engines.StoreKind.StoreSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables of Iceberg's on a server that speaks its protocol, and clients of them, each on a connection of its own. */
final class IcebergTables implements AutoCloseable {
    private static final int COLUMNS = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<HttpConnection> connections = new ArrayList<>();
    private final String base;
    private final String namespace;
    private final List<String> headers;

    private IcebergTables(int port, String base, String namespace, List<String> headers, int clients)
            throws IOException {
        this.base = base;
        this.namespace = namespace;
        this.headers = headers;
        for (int i = 0; i < clients; i++) {
            connections.add(new HttpConnection(port));
        }
    }

    /** @param namespace is made */
    static IcebergTables ofTarn(Bed bed, String namespace, int clients) throws IOException {
        ServerProcess tarn = bed.tarn();
        List<String> headers = List.of("Authorization: Bearer " + tarn.token(), "Content-Type: application/json");
        String prefix;
        try (HttpConnection connection = new HttpConnection(tarn.port())) {
            byte[] asked =
                    HttpConnection.request("GET", "/iceberg/v1/config?warehouse=" + ServerProcess.CATALOG, headers, "");
            prefix = JSON.readTree(TarnClients.done(connection.send(asked)).body())
                    .at("/overrides/prefix")
                    .asText();
        }
        return bed.closing(new IcebergTables(tarn.port(), "/iceberg/v1/" + prefix + "/", namespace, headers, clients))
                .made();
    }

    /** @param namespace is made */
    static IcebergTables ofReference(Bed bed, String namespace, int clients) throws IOException {
        StoreSettings database = bed.newDatabase("iceberg");
        Peer server = bed.closing(Peer.start(
                "iceberg-rest",
                IcebergReference.class,
                database.url(),
                database.user(),
                database.password(),
                bed.newDirectory("iceberg-files").toString()));
        return bed.closing(new IcebergTables(
                        server.port(), "/v1/", namespace, List.of("Content-Type: application/json"), clients))
                .made();
    }

    private IcebergTables made() throws IOException {
        post(0, "namespaces", "{\"namespace\":[\"" + namespace + "\"],\"properties\":{}}");
        return this;
    }

    /** @param snapshots how many it has had */
    void create(int table, int snapshots) throws IOException {
        String fields = IntStream.rangeClosed(1, COLUMNS)
                .mapToObj(field ->
                        "{\"id\":%1$d,\"name\":\"c%1$d\",\"required\":false,\"type\":\"long\"}".formatted(field))
                .collect(Collectors.joining(","));
        JsonNode made = JSON.readTree(post(
                        0,
                        "namespaces/" + namespace + "/tables",
                        "{\"name\":\"t%d\",\"schema\":{\"type\":\"struct\",\"schema-id\":0,\"fields\":[%s]}}"
                                .formatted(table, fields))
                .body());
        post(0, path(table), snapshots(made.at("/metadata/location").asText(), snapshots));
    }

    private static String snapshots(String location, int count) {
        String updates = IntStream.rangeClosed(1, count)
                .mapToObj(snapshot -> """
                        {"action":"add-snapshot","snapshot":{"snapshot-id":%1$d,%2$s"sequence-number":%1$d,\
                        "timestamp-ms":%3$d,"manifest-list":"%4$s/metadata/snap-%1$d.avro","schema-id":0,\
                        "summary":{"operation":"append","added-data-files":"10","total-data-files":"%1$d0"}}},\
                        """.formatted(
                                snapshot,
                                snapshot == 1 ? "" : "\"parent-snapshot-id\":%d,".formatted(snapshot - 1),
                                System.currentTimeMillis() + snapshot,
                                location))
                .collect(Collectors.joining());
        return "{\"requirements\":[],\"updates\":[" + updates
                + "{\"action\":\"set-snapshot-ref\",\"ref-name\":\"main\",\"type\":\"branch\",\"snapshot-id\":" + count
                + "}]}";
    }

    private String path(int table) {
        return "namespaces/" + namespace + "/tables/t" + table;
    }

    /** Loads of one table. */
    Work loads(int table) {
        byte[] request = HttpConnection.request("GET", base + path(table), headers, "");
        return client -> {
            Answer answer = TarnClients.done(connections.get(client).send(request));
            if (!answer.body().contains("\"c" + COLUMNS + "\"")) {
                throw new IllegalStateException("another table was loaded");
            }
        };
    }

    /** Commits of each client to a table of its own. */
    Work commits() {
        return client -> post(
                client,
                path(client),
                "{\"requirements\":[],\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"at\":\"%d\"}}]}"
                        .formatted(System.nanoTime()));
    }

    private Answer post(int client, String path, String body) throws IOException {
        return TarnClients.done(
                connections.get(client).send(HttpConnection.request("POST", base + path, headers, body)));
    }

    @Override
    public void close() throws IOException {
        for (HttpConnection connection : connections) {
            connection.close();
        }
    }
}
