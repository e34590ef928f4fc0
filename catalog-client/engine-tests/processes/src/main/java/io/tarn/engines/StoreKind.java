package io.tarn.engines;

import io.tarn.schema.testing.MariaDbServer;
import java.util.concurrent.atomic.AtomicInteger;

/** The databases that a server keeps its metadata in. */
public enum StoreKind {
    H2 {
        @Override
        public StoreSettings create() {
            return new StoreSettings("", "", "");
        }
    },
    MARIADB {
        @Override
        public StoreSettings create() {
            MariaDbServer server = SharedMariaDb.SERVER;
            String url = server.jdbcUrl("tarn_" + SharedMariaDb.DATABASES.incrementAndGet());
            return new StoreSettings(url, server.user(), server.password());
        }
    };

    /** Where a server finds its store; an empty URL is the embedded store in its data directory. */
    public record StoreSettings(String url, String user, String password) {}

    /** A new and empty store. */
    public abstract StoreSettings create();

    /** One MariaDB for all tests, started when a test first asks for it, and a new database for each of them. */
    private static final class SharedMariaDb {
        static final MariaDbServer SERVER = start();
        static final AtomicInteger DATABASES = new AtomicInteger();

        private static MariaDbServer start() {
            MariaDbServer server = MariaDbServer.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    }
}
