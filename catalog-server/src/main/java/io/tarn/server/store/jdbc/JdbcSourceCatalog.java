package io.tarn.server.store.jdbc;

import io.tarn.server.store.SourceCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Paimon's JDBC catalog: its tables in a database of its own name databases and tables and keep the databases' properties.
 * Where a table lies is not in there: it is always {@code <warehouse>/<database>.db/<table>}. Columns and options are in the
 * table's schema files.
 */
public final class JdbcSourceCatalog implements SourceCatalog {
    /** Paimon's option {@code catalog-key}, when nobody sets it. */
    public static final String DEFAULT_KEY = "jdbc";

    /** What the catalog itself notes of a database: where it is, and that it is. */
    private static final Set<String> OWN = Set.of("location", "exists");

    private static final String DATABASES = """
            select database_name from paimon_tables where catalog_key = :key
            union
            select database_name from paimon_database_properties where catalog_key = :key
            """;

    private static final String PROPERTIES = """
            select property_key, property_value from paimon_database_properties
            where catalog_key = :key and database_name = :database
            """;

    private static final String TABLES = """
            select table_name from paimon_tables where catalog_key = :key and database_name = :database
            """;

    private final Handle handle;
    private final String key;

    private JdbcSourceCatalog(Handle handle, String key) {
        this.handle = handle;
        this.key = key;
    }

    /**
     * @param key Paimon's option {@code catalog-key}: one database may hold several catalogs
     * @throws IllegalArgumentException when the database cannot be opened, or has no such tables
     */
    public static JdbcSourceCatalog open(String url, String user, String password, String key) {
        Handle handle;
        try {
            handle = user.isEmpty()
                    ? Jdbi.create(url).open()
                    : Jdbi.create(url, user, password).open();
        } catch (JdbiException e) {
            Throwable cause = e.getCause();
            throw new IllegalArgumentException(
                    "--from: the database cannot be opened (TARN_IMPORT_USER and TARN_IMPORT_PASSWORD say as whom): "
                            + (cause == null ? e.getMessage() : cause.getMessage()),
                    e);
        }
        JdbcSourceCatalog source = new JdbcSourceCatalog(handle, key);
        try {
            if (source.databases().isEmpty()) {
                throw new IllegalArgumentException(
                        "--from: the database has no catalog with the key '" + key + "'; see --catalog-key");
            }
            return source;
        } catch (JdbiException e) {
            source.close();
            throw new IllegalArgumentException(
                    "--from: there are no tables of Paimon's JDBC catalog in the database", e);
        } catch (IllegalArgumentException e) {
            source.close();
            throw e;
        }
    }

    @Override
    public List<String> databases() {
        return handle.createQuery(DATABASES).bind("key", key).mapTo(String.class).stream()
                .sorted()
                .toList();
    }

    @Override
    public Map<String, String> properties(String database) {
        Map<String, String> properties = new HashMap<>();
        handle.createQuery(PROPERTIES)
                .bind("key", key)
                .bind("database", database)
                .map((row, context) ->
                        Map.entry(row.getString("property_key"), String.valueOf(row.getString("property_value"))))
                .forEach(property -> properties.put(property.getKey(), property.getValue()));
        properties.keySet().removeAll(OWN);
        return properties;
    }

    @Override
    public List<Listed> tables(String database) {
        return handle.createQuery(TABLES).bind("key", key).bind("database", database).mapTo(String.class).stream()
                .sorted()
                .map(Listed::of)
                .toList();
    }

    @Override
    public boolean knowsTables() {
        return true;
    }

    @Override
    public void close() {
        handle.close();
    }
}
