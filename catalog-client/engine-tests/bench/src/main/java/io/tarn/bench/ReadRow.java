package io.tarn.bench;

import io.tarn.bench.HttpConnection.Answer;
import io.tarn.engines.StoreKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads of one table over connections that stay open, beside a bare HTTP server of the same make that answers the same
 * bytes, from memory and after one point select.
 *
 * @param what follows the table's name in the path
 */
record ReadRow(String key, String title, String what, int clients) implements Row {
    private static final String BARE = "bare Javalin";
    private static final String SELECTING = "bare Javalin with a point select";
    private static final String TABLE = "t";

    static ReadRow snapshot(int clients) {
        return new ReadRow("reads-snapshot-" + clients, "Reads of a table's newest snapshot", "/snapshot", clients);
    }

    static ReadRow table(int clients) {
        return new ReadRow("reads-table-" + clients, "Reads of a table", "", clients);
    }

    @Override
    public String unit() {
        return "reads";
    }

    @Override
    public List<Side> sides(Bed bed) throws Exception {
        TarnClients tarn = bed.closing(new TarnClients(bed.tarn(), key.replace('-', '_'), clients));
        tarn.createTable(TABLE);
        new TarnCommits(tarn, 1, client -> TABLE).run(0);
        byte[] asked = tarn.ofTable("GET", TABLE, what, "");
        String answer = TarnClients.done(tarn.send(0, asked)).body();
        Work ours = client -> check(tarn.send(client, asked), answer);
        Peer bare = bed.closing(BareServer.start(bed, answer));
        return List.of(
                new Side(Side.TARN, () -> ours),
                new Side(BARE, () -> bare(bed, bare, BareServer.FROM_MEMORY, answer)),
                new Side(SELECTING, () -> bare(bed, bare, BareServer.AFTER_SELECT, answer)));
    }

    private Work bare(Bed bed, Peer server, String path, String answer) throws Exception {
        List<HttpConnection> connections = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            connections.add(bed.closing(new HttpConnection(server.port())));
        }
        byte[] asked = HttpConnection.request("GET", path, List.of("Authorization: Bearer none"), "");
        return client -> check(connections.get(client).send(asked), answer);
    }

    private static void check(Answer answer, String expected) {
        if (answer.status() != 200 || answer.body().length() != expected.length()) {
            throw new IllegalStateException("answered " + answer.status() + ": " + answer.body());
        }
    }

    @Override
    public List<Goal> goals(StoreKind store) {
        // On a database of its own Tarn remembers; else any server may have changed the table, and it asks the
        // database, too.
        String beside = store == StoreKind.H2 ? BARE : SELECTING;
        return what.isEmpty() ? List.of() : List.of(Goal.throughput(0.6, beside));
    }
}
