package io.tarn.engines.programs;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.RESTCatalog;
import org.apache.paimon.table.TableSnapshot;

/** Prints what a catalog knows, asked for over its REST protocol: tables, and the newest snapshots of each. */
@SuppressWarnings("try") // the close() of the catalog throws Exception
public final class CatalogReport {
    private static final int SNAPSHOTS = 12;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private CatalogReport() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        Options options = new Options(CatalogSettings.fromEnvironment().options());
        try (RESTCatalog catalog = new RESTCatalog(CatalogContext.create(options, new Configuration()))) {
            for (String database : catalog.listDatabases()) {
                for (String table : catalog.listTables(database)) {
                    report(catalog, Identifier.create(database, table));
                }
            }
        }
    }

    private static void report(RESTCatalog catalog, Identifier table) throws Exception {
        Optional<TableSnapshot> latest = catalog.loadSnapshot(table);
        String size = latest.map(newest -> newest.recordCount() + " rows written and kept in " + newest.fileCount()
                        + " files, " + newest.fileSizeInBytes() / 1024 + " KiB")
                .orElse("empty");
        System.out.println("  table " + table.getFullName() + ": " + size);
        List<Snapshot> snapshots =
                catalog.listSnapshotsPaged(table, SNAPSHOTS, null).getElements();
        for (Snapshot snapshot : snapshots) {
            System.out.printf(
                    Locale.ROOT,
                    "    snapshot %4d  %s  %-9s %8d rows%n",
                    snapshot.id(),
                    TIME.format(Instant.ofEpochMilli(snapshot.timeMillis())),
                    snapshot.commitKind(),
                    snapshot.totalRecordCount());
        }
        if (snapshots.size() == SNAPSHOTS) {
            System.out.println("    … and older ones");
        }
    }
}
