package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.schema.Schema;

/** What engines do through Paimon's own client, in databases that no other row has, beside the catalogs that it has without a server of its own and its server for tests. */
enum PaimonRow implements Row {
    COMMITS_DISTINCT("paimon-commits-distinct", "Small writes through Paimon's client, each to a table of its own", 8) {
        @Override
        Work work(Catalog catalog) throws Exception {
            return new PaimonCommits(catalog, "paimon_commits_distinct", clients(), client -> "t" + client);
        }

        @Override
        public List<Goal> goals(StoreKind store) {
            return store == StoreKind.MARIADB
                    ? List.of(Goal.throughput(0.65, PaimonCatalogs.FILES), Goal.throughput(1.5, PaimonCatalogs.JDBC))
                    : List.of(Goal.throughput(0.8, PaimonCatalogs.FILES));
        }
    },
    COMMITS_HOT("paimon-commits-hot", "Small writes through Paimon's client, all to one table", 4) {
        @Override
        Work work(Catalog catalog) throws Exception {
            return new PaimonCommits(catalog, "paimon_commits_hot", clients(), client -> "t");
        }

        @Override
        public List<Goal> goals(StoreKind store) {
            return List.of(Goal.throughput(1, PaimonCatalogs.FILES));
        }
    },
    CREATES("paimon-creates", "Tables made in one database through Paimon's client", 8) {
        @Override
        Work work(Catalog catalog) throws Exception {
            catalog.createDatabase("paimon_creates", true);
            AtomicLong made = new AtomicLong();
            Schema schema = PaimonCommits.schema();
            return client -> catalog.createTable(
                    Identifier.create("paimon_creates", "t" + made.incrementAndGet()), schema, false);
        }

        @Override
        public List<Goal> goals(StoreKind store) {
            return List.of();
        }
    },
    GETS("paimon-gets", "Tables opened through Paimon's client, which keeps none", 8) {
        @Override
        Work work(Catalog catalog) throws Exception {
            catalog.createDatabase("paimon_gets", true);
            for (int client = 0; client < clients(); client++) {
                catalog.createTable(Identifier.create("paimon_gets", "t" + client), PaimonCommits.schema(), true);
            }
            return client -> {
                if (catalog.getTable(Identifier.create("paimon_gets", "t" + client))
                                .rowType()
                                .getFieldCount()
                        != 2) {
                    throw new IllegalStateException("another table was opened");
                }
            };
        }

        @Override
        public List<Goal> goals(StoreKind store) {
            return List.of();
        }
    };

    private final String key;
    private final String title;
    private final int clients;

    PaimonRow(String key, String title, int clients) {
        this.key = key;
        this.title = title;
        this.clients = clients;
    }

    abstract Work work(Catalog catalog) throws Exception;

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
        return switch (this) {
            case COMMITS_DISTINCT, COMMITS_HOT -> "commits";
            case CREATES -> "tables";
            case GETS -> "reads";
        };
    }

    @Override
    public int clients() {
        return clients;
    }

    @Override
    public List<Side> sides(Bed bed) {
        return bed.paimon().sides(this);
    }
}
