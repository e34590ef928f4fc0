package io.tarn.server;

import io.tarn.server.config.Config;
import io.tarn.server.model.Location;
import io.tarn.server.vending.ClientStore;
import io.tarn.server.vending.CredentialVendor;
import io.tarn.server.vending.OssStsVendor;
import io.tarn.server.vending.RemoteSigner;
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
            throw new IllegalArgumentException("s3.vending.mode: the warehouse is not on s3:// or oss://");
        }
        if (settings.accessKey().isEmpty() != settings.secretKey().isEmpty()) {
            throw new IllegalArgumentException("s3.vending needs access-key and secret-key, or neither");
        }
        return Optional.of(
                new Vending(vendor(warehouse.isOss(), s3, settings), Duration.ofSeconds(settings.lifetimeSeconds())));
    }

    /** Of the requests of engines; OSS has other signatures than its S3 endpoint, and engines send it those. */
    static Optional<RemoteSigner> signer(Location warehouse, Config.S3 s3) {
        if (warehouse.isLocal() || warehouse.isOss()) {
            return Optional.empty();
        }
        return Optional.of(new RemoteSigner(
                new ClientStore(clientEndpoint(s3), s3.region(), s3.pathStyle(), ""),
                s3.accessKey(),
                s3.secretKey(),
                Clock.systemUTC()));
    }

    private static String clientEndpoint(Config.S3 s3) {
        return s3.vending().clientEndpoint().isEmpty()
                ? s3.endpoint()
                : s3.vending().clientEndpoint();
    }

    private static CredentialVendor vendor(boolean oss, Config.S3 s3, Config.Vending settings) {
        String endpoint = clientEndpoint(s3);
        if (oss && endpoint.isEmpty()) {
            throw new IllegalArgumentException("s3.vending of a warehouse on oss:// needs s3.endpoint");
        }
        ClientStore store = new ClientStore(endpoint, s3.region(), s3.pathStyle(), oss ? ossEndpoint(endpoint) : "");
        boolean own = !settings.accessKey().isEmpty();
        if (settings.mode() == Config.VendingMode.STATIC) {
            if (!own) {
                throw new IllegalArgumentException("s3.vending.mode static needs access-key and secret-key of its own:"
                        + " those of the server are never handed out");
            }
            return new StaticKeys(store, settings.accessKey(), settings.secretKey(), Clock.systemUTC());
        }
        if (oss) {
            return new OssStsVendor(
                    new OssStsVendor.Settings(
                            settings.stsEndpoint().isEmpty() ? stsOfAlibaba(s3.region()) : settings.stsEndpoint(),
                            own ? settings.accessKey() : s3.accessKey(),
                            own ? settings.secretKey() : s3.secretKey(),
                            settings.roleArn(),
                            store),
                    Clock.systemUTC());
        }
        return new StsVendor(new StsVendor.Settings(
                settings.stsEndpoint().isEmpty() ? s3.endpoint() : settings.stsEndpoint(),
                s3.region(),
                own ? settings.accessKey() : s3.accessKey(),
                own ? settings.secretKey() : s3.secretKey(),
                settings.roleArn(),
                store));
    }

    /** OSS has two names for each of its addresses: {@code s3.oss-cn-hangzhou.aliyuncs.com} speaks S3. */
    private static String ossEndpoint(String endpoint) {
        return endpoint.replaceFirst("^(https?://)?s3\\.oss-", "$1oss-");
    }

    /** Regions are called {@code cn-hangzhou}, and {@code oss-cn-hangzhou} where S3 signs. */
    private static String stsOfAlibaba(String region) {
        return "https://sts." + region.replaceFirst("^oss-", "") + ".aliyuncs.com";
    }
}
