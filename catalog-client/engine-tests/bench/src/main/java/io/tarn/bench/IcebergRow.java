package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.util.List;

/** Loads of and commits to Iceberg's own tables by eight clients, beside Iceberg's own server for tests on such a database. */
enum IcebergRow implements Row {
    LOADS("iceberg-loads", "Loads of an Iceberg table with 20 snapshots", "loads", 20, 2),
    LOADS_LONG("iceberg-loads-long", "Loads of an Iceberg table with 500 snapshots", "loads", 500, 2),
    COMMITS("iceberg-commits", "Commits to Iceberg tables, each client to one of its own", "commits", 20, 3);

    private static final String REFERENCE = "Iceberg's REST server for tests";
    private static final int CLIENTS = 8;

    private final String key;
    private final String title;
    private final String unit;
    private final int snapshots;
    private final double goal;

    IcebergRow(String key, String title, String unit, int snapshots, double goal) {
        this.key = key;
        this.title = title;
        this.unit = unit;
        this.snapshots = snapshots;
        this.goal = goal;
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
        return unit;
    }

    @Override
    public int clients() {
        return CLIENTS;
    }

    @Override
    public List<Side> sides(Bed bed) {
        String namespace = "i_" + key.replace('-', '_');
        return List.of(
                new Side(Side.TARN, () -> work(IcebergTables.ofTarn(bed, namespace, CLIENTS))),
                new Side(REFERENCE, () -> work(IcebergTables.ofReference(bed, namespace, CLIENTS))));
    }

    private Work work(IcebergTables tables) throws Exception {
        if (this == COMMITS) {
            for (int client = 0; client < CLIENTS; client++) {
                tables.create(client, snapshots);
            }
            return tables.commits();
        }
        tables.create(0, snapshots);
        return tables.loads(0);
    }

    @Override
    public List<Goal> goals(StoreKind store) {
        return List.of(Goal.throughput(goal, REFERENCE));
    }
}
