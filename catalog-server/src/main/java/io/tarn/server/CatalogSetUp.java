package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.files.CatalogStorage;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.files.S3Storage;
import io.tarn.server.files.Storage;
import io.tarn.server.files.TracedStorage;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.RateLimit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Makes the catalogs of the configuration and opens their storage. */
final class CatalogSetUp {
    private CatalogSetUp() {}

    static Catalogs open(Config config, Path dataDir, Bootstrap bootstrap) {
        return open(config, dataDir, bootstrap, UnaryOperator.identity());
    }

    /** @param around stands before the storage of each catalog */
    static Catalogs open(Config config, Path dataDir, Bootstrap bootstrap, UnaryOperator<Storage> around) {
        boolean force = config.store().embeddedDurability() == Config.Durability.POWER;
        List<Catalogs.Entry> entries = new ArrayList<>();
        for (Config.Catalog settings : config.catalogs()) {
            try {
                Catalog catalog = new Catalog(
                        Ids.next(),
                        Names.check("catalog", settings.name()),
                        warehouse(settings, dataDir),
                        settings.layout());
                checkApart(entries, catalog);
                List<Location> allowed = settings.allowedLocations().stream()
                        .map(Location::parse)
                        .toList();
                checkOneStore(catalog.warehouse(), allowed);
                entries.add(new Catalogs.Entry(
                        bootstrap.catalog(catalog),
                        around.apply(storage(catalog.warehouse(), allowed, settings.s3(), force)),
                        allowed,
                        settings.clientOptions(),
                        VendingSetUp.of(catalog.warehouse(), settings.s3()),
                        VendingSetUp.signer(catalog.warehouse(), settings.s3())));
            } catch (TarnException | IllegalArgumentException e) {
                throw new ConfigException("catalogs, '" + Names.printable(settings.name()) + "': " + e.getMessage());
            }
        }
        if (entries.isEmpty()) {
            throw new ConfigException("catalogs: at least one is needed");
        }
        return new Catalogs(
                entries, new RateLimit<>("this catalog", config.admission().catalogRequests(), System::nanoTime));
    }

    static Location warehouse(Config.Catalog settings, Path dataDir) {
        if (settings.warehouse().isEmpty()) {
            return Location.parse("file:"
                    + dataDir.resolve("warehouse")
                            .resolve(settings.name())
                            .toAbsolutePath()
                            .normalize());
        }
        return Location.parse(settings.warehouse());
    }

    /** Two catalogs over the same directories would each think they own them. */
    private static void checkApart(List<Catalogs.Entry> entries, Catalog catalog) {
        for (Catalogs.Entry entry : entries) {
            Catalog other = entry.catalog();
            if (other.name().equals(catalog.name())) {
                throw new IllegalArgumentException("the name is used twice");
            }
            if (other.warehouse().overlaps(catalog.warehouse())) {
                throw new IllegalArgumentException("its warehouse overlaps the one of '" + other.name() + "'");
            }
        }
    }

    /** One bucket under two schemes would hide that two places are one. */
    private static void checkOneStore(Location warehouse, List<Location> allowed) {
        for (Location location : allowed) {
            if (!location.isLocal() && !warehouse.isLocal() && location.isOss() != warehouse.isOss()) {
                throw new IllegalArgumentException(
                        "allowed-locations: " + location + " and the warehouse are not both s3:// or both oss://");
            }
        }
        if (allowed.stream()
                        .filter(l -> !l.isLocal())
                        .map(Location::isOss)
                        .distinct()
                        .count()
                > 1) {
            throw new IllegalArgumentException("allowed-locations: they are not all s3:// or all oss://");
        }
    }

    private static Storage storage(Location warehouse, List<Location> allowed, Config.S3 s3, boolean force) {
        Map<Location, Storage> places = new HashMap<>();
        for (Location location : allowed) {
            places.put(location, storage(location, s3, force));
        }
        return new TracedStorage(new CatalogStorage(warehouse, storage(warehouse, s3, force), places));
    }

    static Storage storage(Location root, Config.S3 s3, boolean force) {
        if (root.isLocal()) {
            return new LocalStorage(root, force);
        }
        if (s3.accessKey().isEmpty() || s3.secretKey().isEmpty()) {
            throw new IllegalArgumentException(root + " needs s3.access-key and s3.secret-key");
        }
        return S3Storage.open(root, settings(s3));
    }

    /** How the server itself reaches the store. */
    static S3Storage.Settings settings(Config.S3 s3) {
        return new S3Storage.Settings(s3.endpoint(), s3.region(), s3.accessKey(), s3.secretKey(), s3.pathStyle());
    }
}
