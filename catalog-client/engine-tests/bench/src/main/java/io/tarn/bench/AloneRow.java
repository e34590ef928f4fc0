package io.tarn.bench;

import io.tarn.engines.ServerProcess;
import io.tarn.engines.StoreKind;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What only Tarn is asked: jobs that all start again at once, and pages of partitions. */
enum AloneRow implements Row {
    RESTARTS(
            "restarts",
            "Jobs that start at once: each connects, asks for the configuration, its table and its snapshot",
            64) {
        @Override
        Work work(Bed bed) throws Exception {
            ServerProcess server = bed.tarn();
            TarnClients clients = bed.closing(new TarnClients(server, key(), 1));
            for (int client = 0; client < clients(); client++) {
                clients.createTable("t" + client);
                String table = "t" + client;
                new TarnCommits(clients, 1, each -> table).run(0);
            }
            return client -> start(server, clients, "t" + client);
        }
    },
    PARTITIONS("partitions", "Pages of 100 of the 5,000 partitions of a table", 8) {
        @Override
        Work work(Bed bed) throws Exception {
            TarnClients clients = bed.closing(new TarnClients(bed.tarn(), key(), clients()));
            clients.createTable("t", "\"day\"");
            String statistics = IntStream.range(0, 5000)
                    .mapToObj(day ->
                            "{\"spec\":{\"day\":\"d%05d\"},\"recordCount\":1,\"fileSizeInBytes\":10,".formatted(day)
                                    + "\"fileCount\":1,\"lastFileCreationTime\":5,\"totalBuckets\":-1}")
                    .collect(Collectors.joining(","));
            TarnClients.done(clients.send(
                    0,
                    clients.ofTable(
                            "POST",
                            "t",
                            "/commit",
                            "{\"snapshot\":" + TarnCommits.snapshot(1, 1, 0) + ",\"statistics\":[" + statistics
                                    + "]}")));
            byte[] page = clients.ofTable("GET", "t", "/partitions?maxResults=100", "");
            return client -> {
                // The newest come first.
                if (!TarnClients.done(clients.send(client, page)).body().contains("d04900")) {
                    throw new IllegalStateException("the page is not whole");
                }
            };
        }
    };

    private final String key;
    private final String title;
    private final int clients;

    AloneRow(String key, String title, int clients) {
        this.key = key;
        this.title = title;
        this.clients = clients;
    }

    abstract Work work(Bed bed) throws Exception;

    private static void start(ServerProcess server, TarnClients clients, String table) throws IOException {
        try (HttpConnection connection = new HttpConnection(server.port())) {
            for (byte[] request : List.of(
                    clients.configuration(),
                    clients.ofTable("GET", table, "", ""),
                    clients.ofTable("GET", table, "/snapshot", ""))) {
                TarnClients.done(connection.send(request));
            }
        }
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String unit() {
        return this == RESTARTS ? "starts" : "pages";
    }

    @Override
    public int clients() {
        return clients;
    }

    @Override
    public List<Side> sides(Bed bed) {
        return List.of(new Side(Side.TARN, () -> work(bed)));
    }

    @Override
    public List<Goal> goals(StoreKind store) {
        return List.of();
    }
}
