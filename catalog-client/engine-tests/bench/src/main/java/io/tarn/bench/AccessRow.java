package io.tarn.bench;

import io.tarn.engines.ManagementApi;
import io.tarn.engines.ManagementApi.Resource;
import io.tarn.engines.ServerProcess;
import io.tarn.engines.StoreKind;
import java.io.IOException;
import java.util.List;

/** The same for somebody who holds a few privileges as for root, who holds all. */
enum AccessRow implements Row {
    LISTS(
            "access-lists",
            "Lists of the tables of a database, of which one caller may see ten of five hundred",
            "lists") {
        @Override
        byte[] request(TarnClients clients) {
            return clients.tables();
        }
    },
    READS("access-reads", "Reads of a table's newest snapshot by somebody who may read ten tables", "reads") {
        @Override
        byte[] request(TarnClients clients) {
            return clients.ofTable("GET", "t0", "/snapshot", "");
        }
    };

    private static final int CLIENTS = 8;
    private static final int TABLES = 500;
    private static final int GRANTED = 10;

    private final String key;
    private final String title;
    private final String unit;

    AccessRow(String key, String title, String unit) {
        this.key = key;
        this.title = title;
        this.unit = unit;
    }

    abstract byte[] request(TarnClients clients);

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
        return unit;
    }

    @Override
    public int clients() {
        return CLIENTS;
    }

    @Override
    public List<Side> sides(Bed bed) throws Exception {
        String database = key.replace('-', '_');
        TarnClients root = bed.closing(new TarnClients(bed.tarn(), database, CLIENTS));
        ManagementApi manage = new ManagementApi(bed.tarn().uri(), bed.tarn().token());
        String reader = "user:" + database;
        manage.createPrincipal(reader);
        for (int i = 0; i < TABLES; i++) {
            root.createTable("t" + i);
            if (i < GRANTED) {
                manage.grant(ServerProcess.CATALOG, Resource.table("TABLE", database, "t" + i), "SELECT", reader);
            }
        }
        new TarnCommits(root, 1, client -> "t0").run(0);
        TarnClients few = bed.closing(root.as(bed.tarn(), manage.issueToken(reader), CLIENTS));
        return List.of(new Side("a caller with ten grants", () -> work(few)), new Side("root", () -> work(root)));
    }

    private Work work(TarnClients clients) throws IOException {
        byte[] request = request(clients);
        TarnClients.done(clients.send(0, request));
        return client -> TarnClients.done(clients.send(client, request));
    }

    @Override
    public List<Goal> goals(StoreKind store) {
        return List.of();
    }
}
