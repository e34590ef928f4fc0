package io.tarn.server.config;

import java.util.Collection;

/** What a value must be beyond its type. */
public final class ConfigChecks {
    private static final int PORTS = 65_535;
    private static final int CONNECTIONS = 1_000;
    private static final long BODY_BYTES = 1;

    private ConfigChecks() {}

    /** @throws ConfigException naming the key */
    public static void check(Config config) {
        range("http.port", config.http().port(), 0, PORTS);
        range("http.max-body-bytes", config.http().maxBodyBytes(), BODY_BYTES, Integer.MAX_VALUE);
        range("monitor.port", config.monitor().port(), 0, PORTS);
        range("store.pool-size", config.store().poolSize(), 1, CONNECTIONS);
        range("audit.retention-days", config.audit().retentionDays(), 1, 36_500);
        range("purge.delay-seconds", config.purge().delaySeconds(), 0, Integer.MAX_VALUE);
        range("purge.files-per-second", config.purge().filesPerSecond(), 1, 100_000);
        for (Config.Catalog catalog : config.catalogs()) {
            noNull("catalogs.allowed-locations", catalog.allowedLocations());
            noNull("catalogs.client-options", catalog.clientOptions().values());
        }
    }

    private static void range(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigException(key + " is " + value + "; it must be from " + least + " to " + most);
        }
    }

    private static void noNull(String key, Collection<String> values) {
        for (String value : values) {
            if (value == null) {
                throw new ConfigException(key + ": an entry has no value");
            }
        }
    }
}
