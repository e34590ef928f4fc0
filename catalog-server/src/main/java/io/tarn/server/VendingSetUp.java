package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.model.Location;
import io.tarn.server.vending.ClientStore;
import io.tarn.server.vending.CredentialVendor;
import io.tarn.server.vending.StaticKeys;
import io.tarn.server.vending.StsVendor;
import io.tarn.server.vending.Vending;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What a catalog's configuration says about credentials for engines. */
final class VendingSetUp {
    private VendingSetUp() {}

    /** @throws IllegalArgumentException when it cannot be done as the configuration says */
    static Optional<Vending> of(Location warehouse, Config.S3 s3) {
        Config.Vending settings = s3.vending();
        if (settings.mode() == Config.VendingMode.NONE) {
            return Optional.empty();
        }
        if (warehouse.isLocal()) {
            throw new IllegalArgumentException("s3.vending.mode: the warehouse is not on s3://");
        }
        if (settings.accessKey().isEmpty() != settings.secretKey().isEmpty()) {
            throw new IllegalArgumentException("s3.vending needs access-key and secret-key, or neither");
        }
        return Optional.of(new Vending(vendor(s3, settings), Duration.ofSeconds(settings.lifetimeSeconds())));
    }

    private static CredentialVendor vendor(Config.S3 s3, Config.Vending settings) {
        String endpoint = settings.clientEndpoint().isEmpty() ? s3.endpoint() : settings.clientEndpoint();
        ClientStore store = new ClientStore(endpoint, s3.region(), s3.pathStyle());
        boolean own = !settings.accessKey().isEmpty();
        if (settings.mode() == Config.VendingMode.STATIC) {
            if (!own) {
                throw new IllegalArgumentException("s3.vending.mode static needs access-key and secret-key of its own:"
                        + " those of the server are never handed out");
            }
            return new StaticKeys(store, settings.accessKey(), settings.secretKey(), Clock.systemUTC());
        }
        return new StsVendor(new StsVendor.Settings(
                settings.stsEndpoint().isEmpty() ? s3.endpoint() : settings.stsEndpoint(),
                s3.region(),
                own ? settings.accessKey() : s3.accessKey(),
                own ? settings.secretKey() : s3.secretKey(),
                settings.roleArn(),
                store));
    }
}
