package io.tarn.server.ops.adoption;

import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.adoption.Finding.Code;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.LocationClaims.Claim;
import io.tarn.server.store.SourceCatalog.Listed;
import io.tarn.server.store.Store;
import java.util.Map;
import java.util.function.Consumer;

/** Finds directories of a warehouse that are no table's, and places that are claimed for tables that are not there. */
final class CheckPlaces {
    private static final int CLAIMS = 1_000;

    private final Store store;

    CheckPlaces(Store store) {
        this.store = store;
    }

    void run(CheckTables.Request request, Catalogs.Entry catalog, Consumer<Finding> told) {
        try {
            directories(request, catalog, told);
        } catch (StorageException e) {
            told.accept(new Finding(
                    Code.UNREADABLE,
                    catalog.catalog().name(),
                    catalog.catalog().warehouse().toString(),
                    "",
                    String.valueOf(e.getMessage()),
                    false));
        }
        if (request.database() == null) {
            claims(request, catalog, told);
        }
    }

    private void directories(CheckTables.Request request, Catalogs.Entry catalog, Consumer<Finding> told) {
        Location warehouse = catalog.catalog().warehouse();
        WarehouseDirectories directories = new WarehouseDirectories(catalog.storage(), warehouse);
        for (String database : directories.databases()) {
            String wanted = request.database();
            if (wanted == null || wanted.equals(database)) {
                for (Listed directory : directories.tables(database)) {
                    directory(catalog, database, directory.name(), told);
                }
            }
        }
    }

    private void directory(Catalogs.Entry catalog, String database, String directory, Consumer<Finding> told) {
        String place = database + WarehouseDirectories.DATABASE + "/" + Names.printable(directory);
        try {
            Location location = catalog.catalog()
                    .warehouse()
                    .child(database + WarehouseDirectories.DATABASE)
                    .child(directory);
            if (store.read(tx -> tx.locations().ownerOf(location)).isEmpty() && isThere(catalog, database, directory)) {
                boolean table = ReadTable.position(catalog, location).isTable(TableName.MAIN);
                told.accept(new Finding(
                        Code.DIRECTORY_WITHOUT_ROW,
                        catalog.catalog().name(),
                        place,
                        "",
                        table ? "it is a table that the catalog does not know" : "it is no table's directory",
                        false));
            }
        } catch (TarnException e) {
            told.accept(new Finding(
                    Code.DIRECTORY_WITHOUT_ROW,
                    catalog.catalog().name(),
                    place,
                    "",
                    "no table of the catalog can lie there: " + e.getMessage(),
                    false));
        }
    }

    /** A directory that was purged meanwhile is gone before its claim. */
    private static boolean isThere(Catalogs.Entry catalog, String database, String directory) {
        return new WarehouseDirectories(catalog.storage(), catalog.catalog().warehouse())
                .tables(database)
                .contains(Listed.of(directory));
    }

    private void claims(CheckTables.Request request, Catalogs.Entry catalog, Consumer<Finding> told) {
        for (Claim claim : store.read(tx -> tx.locations().ofNobody(CLAIMS))) {
            if (claim.catalogId().equals(catalog.catalog().id())) {
                Finding finding = new Finding(
                        Code.CLAIM_WITHOUT_TABLE,
                        catalog.catalog().name(),
                        claim.location().toString(),
                        "",
                        "it is claimed for the table " + claim.relationId() + ", which is not there",
                        false);
                if (request.repair()) {
                    release(claim, finding);
                }
                told.accept(request.repair() ? finding.gone() : finding);
            }
        }
    }

    private void release(Claim claim, Finding finding) {
        store.write(tx -> {
            tx.locations().release(claim.relationId());
            Trail.changedByServer(
                    tx,
                    "REPAIR",
                    Map.of(
                            "finding", finding.code().name(),
                            "catalog", finding.catalog(),
                            "object", finding.object()));
            return true;
        });
    }
}
