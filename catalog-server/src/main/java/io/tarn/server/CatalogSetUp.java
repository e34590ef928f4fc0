package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.files.LocalStorage;
import io.tarn.server.files.S3Storage;
import io.tarn.server.files.Storage;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Bootstrap;
import io.tarn.server.ops.Catalogs;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the catalogs of the configuration and opens their storage. */
final class CatalogSetUp {
    private CatalogSetUp() {}

    static Catalogs open(List<Config.Catalog> configured, Path dataDir, Bootstrap bootstrap) {
        List<Catalogs.Entry> entries = new ArrayList<>();
        for (Config.Catalog settings : configured) {
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
                entries.add(new Catalogs.Entry(
                        bootstrap.catalog(catalog),
                        storage(catalog.warehouse(), settings.s3()),
                        allowed,
                        settings.clientOptions()));
            } catch (TarnException | IllegalArgumentException e) {
                throw new ConfigException("catalogs, '" + Names.printable(settings.name()) + "': " + e.getMessage());
            }
        }
        if (entries.isEmpty()) {
            throw new ConfigException("catalogs: at least one is needed");
        }
        return new Catalogs(entries);
    }

    private static Location warehouse(Config.Catalog settings, Path dataDir) {
        if (settings.warehouse().isEmpty()) {
            return Location.parse("file:"
                    + dataDir.resolve("warehouse")
                            .resolve(settings.name())
                            .toAbsolutePath()
                            .normalize());
        }
        Location warehouse = Location.parse(settings.warehouse());
        if (warehouse.path().isEmpty() && warehouse.isLocal()) {
            throw new IllegalArgumentException("the root of the file system cannot be a warehouse");
        }
        return warehouse;
    }

    /** Two catalogs over the same directories would each think they own them. */
    private static void checkApart(List<Catalogs.Entry> entries, Catalog catalog) {
        for (Catalogs.Entry entry : entries) {
            Catalog other = entry.catalog();
            if (other.name().equals(catalog.name())) {
                throw new IllegalArgumentException("the name is used twice");
            }
            if (other.warehouse().contains(catalog.warehouse())
                    || catalog.warehouse().contains(other.warehouse())) {
                throw new IllegalArgumentException("its warehouse overlaps the one of '" + other.name() + "'");
            }
        }
    }

    private static Storage storage(Location warehouse, Config.S3 s3) {
        return warehouse.isLocal() ? new LocalStorage(warehouse) : new S3Storage(warehouse, client(s3));
    }

    private static S3Client client(Config.S3 settings) {
        if (settings.accessKey().isEmpty() || settings.secretKey().isEmpty()) {
            throw new IllegalArgumentException("an s3:// warehouse needs s3.access-key and s3.secret-key");
        }
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.of(settings.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(settings.accessKey(), settings.secretKey())))
                .forcePathStyle(settings.pathStyle());
        if (!settings.endpoint().isEmpty()) {
            builder.endpointOverride(URI.create(settings.endpoint()));
        }
        return builder.build();
    }
}
