package io.tarn.bench;

import io.tarn.engines.HiveServer;
import io.tarn.engines.ServerProcess;
import io.tarn.engines.StoreKind.StoreSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.options.Options;

/** Paimon's own client of each kind of catalog, as engines use it, with nothing kept in the client. */
final class PaimonCatalogs {
    static final String FILES = "Paimon's filesystem catalog";
    static final String JDBC = "Paimon's JDBC catalog";
    static final String REFERENCE = "Paimon's REST server for tests";
    static final String HIVE = "Paimon's catalog on a metastore of Hive";

    private final Bed bed;
    private final Map<String, Catalog> open = new HashMap<>();
    private HiveServer hive;

    /** Where a kind of catalog is, as options of Paimon's client. */
    @FunctionalInterface
    private interface Place {
        Map<String, String> options() throws Exception;
    }

    PaimonCatalogs(Bed bed) {
        this.bed = bed;
    }

    /** The same through each kind of catalog. */
    List<Side> sides(PaimonRow row) {
        Map<String, Place> places = new LinkedHashMap<>();
        places.put(Side.TARN, this::tarn);
        places.put(FILES, () -> Map.of("warehouse", "file:" + bed.newDirectory("files")));
        places.put(JDBC, this::jdbc);
        places.put(REFERENCE, this::reference);
        List<Side> sides = new ArrayList<>();
        places.forEach((name, place) -> sides.add(new Side(name, () -> {
            Work work = row.work(open(name, place));
            if (work instanceof AutoCloseable what) {
                bed.closing(what);
            }
            return work;
        })));
        sides.add(new Side(HIVE, () -> bed.closing(HiveWork.start(row, hive(), bed.newDirectory("hive-files")))));
        return sides;
    }

    /** One for all rows. */
    private HiveServer hive() throws IOException {
        if (hive == null) {
            hive = bed.closing(HiveWork.server(bed.newDirectory("hive")));
        }
        return hive;
    }

    /** One for all rows. */
    private Catalog open(String name, Place place) throws Exception {
        Catalog catalog = open.get(name);
        if (catalog == null) {
            Options options = Options.fromMap(place.options());
            options.set("cache-enabled", "false");
            catalog = bed.closing(CatalogFactory.createCatalog(CatalogContext.create(options)));
            open.put(name, catalog);
        }
        return catalog;
    }

    private Map<String, String> tarn() throws IOException {
        return rest(bed.tarn().uri(), bed.tarn().token(), ServerProcess.CATALOG);
    }

    private static Map<String, String> rest(String uri, String token, String warehouse) {
        return Map.of(
                "metastore", "rest", "uri", uri, "token.provider", "bear", "token", token, "warehouse", warehouse);
    }

    private Map<String, String> jdbc() throws IOException {
        StoreSettings database = bed.newDatabase("jdbc");
        return Map.of(
                "metastore",
                "jdbc",
                "uri",
                database.url(),
                "jdbc.user",
                database.user(),
                "jdbc.password",
                database.password(),
                "warehouse",
                "file:" + bed.newDirectory("jdbc-files"));
    }

    private Map<String, String> reference() throws IOException {
        String warehouse = "file:" + bed.newDirectory("reference-files");
        Peer server = bed.closing(Peer.start("paimon-rest", PaimonReference.class, warehouse));
        return rest("http://127.0.0.1:" + server.port(), PaimonReference.TOKEN, PaimonReference.WAREHOUSE);
    }
}
