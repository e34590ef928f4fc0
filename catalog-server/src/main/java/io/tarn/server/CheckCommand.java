package io.tarn.server;

import io.tarn.server.StorageCheck.Grade;
import io.tarn.server.StorageCheck.Outcome;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.files.Storage;
import io.tarn.server.files.StorageException;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.vending.Vending;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code tarn check storage}: tries in the warehouse of each catalog what the server and the credentials that it gives out
 * can do. It needs no database, so it may run before the first start and beside a running server.
 */
final class CheckCommand {
    private CheckCommand() {}

    /**
     * @return whether everything is as it must be; a weakness that is only warned of counts as such
     * @throws ConfigException when the configuration cannot be used
     */
    static boolean storage(Config config, PrintStream out) {
        Path dataDir = Path.of(config.dataDir()).toAbsolutePath().normalize();
        boolean good = true;
        for (Config.Catalog catalog : config.catalogs()) {
            for (Outcome outcome : check(catalog, dataDir)) {
                out.printf(
                        "%-4s  %s: %s: %s%n",
                        outcome.grade() == Grade.OK ? "ok" : outcome.grade(),
                        Names.printable(catalog.name()),
                        outcome.what(),
                        outcome.seen());
                good &= outcome.grade() != Grade.FAIL;
            }
        }
        out.println(good ? "Everything is as it must be" : "Not everything is as it must be");
        return good;
    }

    /** @throws ConfigException when the catalog cannot be as it is configured */
    static List<Outcome> check(Config.Catalog settings, Path dataDir) {
        try {
            Location warehouse = CatalogSetUp.warehouse(settings, dataDir);
            Optional<Vending> vending = VendingSetUp.of(warehouse, settings.s3());
            try (Storage storage = CatalogSetUp.storage(warehouse, settings.s3(), false)) {
                return check(settings.s3(), warehouse, storage, vending);
            } finally {
                vending.ifPresent(vends -> vends.vendor().close());
            }
        } catch (TarnException | IllegalArgumentException e) {
            throw new ConfigException("catalogs, '" + Names.printable(settings.name()) + "': " + e.getMessage());
        }
    }

    private static List<Outcome> check(Config.S3 s3, Location warehouse, Storage storage, Optional<Vending> vending) {
        List<Outcome> outcomes = new ArrayList<>();
        StorageCheck check = new StorageCheck(storage, warehouse);
        try (check) {
            outcomes.addAll(check.run());
            vending.ifPresent(
                    vends -> outcomes.addAll(new VendingCheck(vends.vendor(), CatalogSetUp.settings(s3), check).run()));
        } catch (StorageException e) {
            outcomes.add(Outcome.of(
                    "the files of this check are deleted", false, "no: look for " + check.directory() + "*"));
        }
        return outcomes;
    }
}
