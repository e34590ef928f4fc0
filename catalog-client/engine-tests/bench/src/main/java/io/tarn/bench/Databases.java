package io.tarn.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tarn.engines.StoreKind;
import io.tarn.engines.StoreKind.StoreSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Map;

/** Databases for what is measured beside the server, each opened as the server opens its own. */
final class Databases {
    /** The server's settings of Connector/J. */
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
            Map.entry("sessionVariables", "innodb_lock_wait_timeout=5"));

    private Databases() {}

    /** A new one. */
    static StoreSettings create(StoreKind store, Path directory, String name) {
        return switch (store) {
            case MARIADB -> store.create();
            case H2 ->
                new StoreSettings(
                        "jdbc:h2:file:" + directory.resolve(name).toAbsolutePath()
                                + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=5000"
                                + ";CACHE_SIZE=16384;OPTIMIZE_REUSE_RESULTS=0;QUERY_CACHE_SIZE=64",
                        "tarn",
                        "");
        };
    }

    static HikariDataSource open(StoreSettings settings, int connections) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(settings.url());
        pool.setUsername(settings.user());
        pool.setPassword(settings.password());
        pool.setMaximumPoolSize(connections);
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        if (settings.url().startsWith("jdbc:mysql:")) {
            MYSQL.forEach(pool::addDataSourceProperty);
        }
        return new HikariDataSource(pool);
    }

    static String version(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            DatabaseMetaData about = connection.getMetaData();
            return about.getDatabaseProductVersion().contains("MariaDB")
                    ? about.getDatabaseProductVersion()
                    : about.getDatabaseProductName() + " " + about.getDatabaseProductVersion();
        }
    }
}
