package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Commits over HTTP by eight writers, without a file of data, beside the bare database that does the same statements. */
record CommitRow(String key, String title, boolean hot) implements Row {
    private static final String FLOOR = "the bare database";
    private static final int WRITERS = 8;

    static CommitRow toOwnTables() {
        return new CommitRow("commits-distinct", "Commits over HTTP, each writer to a table of its own", false);
    }

    static CommitRow toOneTable() {
        return new CommitRow("commits-hot", "Commits over HTTP, all writers to one table", true);
    }

    @Override
    public String unit() {
        return "commits";
    }

    @Override
    public int clients() {
        return WRITERS;
    }

    @Override
    public List<Side> sides(Bed bed) {
        List<String> tables =
                IntStream.range(0, WRITERS).mapToObj(writer -> "t" + writer).toList();
        IntFunction<String> table = hot ? writer -> tables.get(0) : tables::get;
        return List.of(
                new Side(Side.TARN, () -> tarn(bed, tables, table)),
                new Side(
                        FLOOR,
                        () -> bed.closing(new FloorCommits(
                                bed.connect(bed.newDatabase("floor"), 2 * WRITERS + 2),
                                WRITERS,
                                bed.store() == StoreKind.H2 ? 1 : WRITERS,
                                tables,
                                table))));
    }

    private Work tarn(Bed bed, List<String> tables, IntFunction<String> table) throws IOException {
        TarnClients clients = bed.closing(new TarnClients(bed.tarn(), key.replace('-', '_'), WRITERS));
        for (String each : tables) {
            clients.createTable(each);
        }
        return new TarnCommits(clients, WRITERS, table);
    }

    @Override
    public List<Goal> goals(StoreKind store) {
        return hot
                ? List.of(Goal.fairness(2))
                : List.of(Goal.throughput(store == StoreKind.MARIADB ? 0.7 : 0.4, FLOOR));
    }
}
