package io.tarn.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.tarn.schema.Migrations;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.store.jdbc.Durability;
import io.tarn.server.store.jdbc.JdbcStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the catalog database of the configuration and brings its schema up to date. */
final class StoreSetUp {
    private static final Logger LOG = LoggerFactory.getLogger(StoreSetUp.class);

    /** Measured settings of Connector/J; each saves round trips or work per statement. */
    private static final Map<String, String> MYSQL = Map.ofEntries(
            Map.entry("useServerPrepStmts", "true"),
            Map.entry("cachePrepStmts", "true"),
            Map.entry("prepStmtCacheSize", "512"),
            Map.entry("prepStmtCacheSqlLimit", "4096"),
            Map.entry("rewriteBatchedStatements", "true"),
            Map.entry("cacheServerConfiguration", "true"),
            Map.entry("useLocalSessionState", "true"),
            Map.entry("elideSetAutoCommits", "true"),
            Map.entry("maintainTimeStats", "false"),
            Map.entry("connectTimeout", "5000"),
            Map.entry("socketTimeout", "60000"),
            // A lock that is held longer belongs to somebody in trouble; giving up early leaves time to try again.
            Map.entry("sessionVariables", "innodb_lock_wait_timeout=5"),
            Map.entry("tcpKeepAlive", "true"));

    /** After this a connection is replaced; the database must not end it sooner. */
    static final Duration CONNECTION_LIFETIME = Duration.ofMinutes(30);

    /** How often a connection that nobody uses is asked whether it is there. */
    static final Duration KEEP_ALIVE = Duration.ofMinutes(2);

    private StoreSetUp() {}

    static JdbcStore open(Config.Store settings, Path dataDir, MeterRegistry metrics) {
        int writing = settings.poolSize() / 2;
        HikariDataSource reads =
                connect(measured(pool(settings, dataDir, "catalog", settings.poolSize() - writing), metrics), settings);
        try {
            Migrations.apply(reads);
        } catch (RuntimeException e) {
            reads.close();
            LOG.atError().setCause(e).log("migration failed");
            throw new ConfigException("The catalog database (" + settings
                    + ") could not be brought to this server's schema; its log says why");
        }
        HikariConfig writes = measured(pool(settings, dataDir, "catalog-writes", writing), metrics);
        writes.setAutoCommit(false);
        return new JdbcStore(reads, connect(writes, settings), durability(settings));
    }

    private static HikariConfig measured(HikariConfig pool, MeterRegistry metrics) {
        pool.setMetricRegistry(metrics);
        return pool;
    }

    /**
     * The database as it is, without bringing it up to date.
     *
     * @throws ConfigException when it cannot be opened
     */
    static HikariDataSource look(Config.Store settings, Path dataDir) {
        // Two, for whoever looks at migrations takes a second one.
        HikariConfig pool = pool(settings, dataDir, "catalog", 2);
        pool.setMinimumIdle(0);
        return connect(pool, settings);
    }

    static Durability durability(Config.Store settings) {
        return settings.embedded()
                ? Durability.ofEmbedded(settings.embeddedDurability() == Config.Durability.POWER)
                : Durability.ofDatabase();
    }

    private static HikariConfig pool(Config.Store settings, Path dataDir, String name, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName(name);
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(Math.min(2, size));
        pool.setConnectionTimeout(5_000);
        pool.setMaxLifetime(CONNECTION_LIFETIME.toMillis());
        pool.setKeepaliveTime(KEEP_ALIVE.toMillis());
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        if (settings.embedded()) {
            pool.setJdbcUrl(embeddedUrl(dataDir));
            pool.setUsername("tarn");
        } else if (settings.url().startsWith("jdbc:mysql:")) {
            pool.setJdbcUrl(settings.url());
            pool.setUsername(settings.user());
            pool.setPassword(settings.password());
            MYSQL.forEach(pool::addDataSourceProperty);
        } else {
            throw new ConfigException("store.url must be empty, or begin with jdbc:mysql: (also for MariaDB)");
        }
        return pool;
    }

    private static HikariDataSource connect(HikariConfig pool, Config.Store settings) {
        try {
            return new HikariDataSource(pool);
        } catch (RuntimeException e) {
            String cause = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
            throw new ConfigException("The catalog database (" + settings + ") cannot be opened" + cause);
        }
    }

    /**
     * WRITE_DELAY=0 hands each commit to the operating system at once: a killed process loses nothing. Without it H2 keeps
     * half a second of commits in memory. OPTIMIZE_REUSE_RESULTS=0, because H2 takes a table for changed a moment after the
     * change can be seen: a query would answer its old result again when another has answered the new one, and readers
     * would see a mixture. QUERY_CACHE_SIZE=64: as many statements of a connection are not parsed again, which covers those of
     * any one operation. The shutdown hook stays with the server, which closes the store last.
     */
    private static String embeddedUrl(Path dataDir) {
        return "jdbc:h2:file:" + dataDir.resolve("catalog").toAbsolutePath()
                + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000;DB_CLOSE_ON_EXIT=FALSE"
                + ";CACHE_SIZE=16384;OPTIMIZE_REUSE_RESULTS=0;QUERY_CACHE_SIZE=64";
    }
}
