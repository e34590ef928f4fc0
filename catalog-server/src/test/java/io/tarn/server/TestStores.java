package io.tarn.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tarn.schema.testing.DatabaseServer;
import io.tarn.server.config.Config;
import io.tarn.server.store.jdbc.JdbcStore;
import java.nio.file.Path;

/** Opens stores exactly as the server does: same URL options, same pool, same migrations. */
public final class TestStores {
    private static final int POOL_SIZE = 8;

    private TestStores() {}

    public static JdbcStore embedded(Path directory) {
        return open(new Config.Store("", "", "", POOL_SIZE, Config.Durability.PROCESS), directory);
    }

    public static JdbcStore on(DatabaseServer server, String database) {
        Config.Store settings = new Config.Store(
                server.jdbcUrl(database), server.user(), server.password(), POOL_SIZE, Config.Durability.PROCESS);
        return open(settings, Path.of("."));
    }

    private static JdbcStore open(Config.Store settings, Path directory) {
        return StoreSetUp.open(settings, directory, new SimpleMeterRegistry());
    }
}
