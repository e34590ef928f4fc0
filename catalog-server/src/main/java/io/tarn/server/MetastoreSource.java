package io.tarn.server;

import io.tarn.plugin.Metastore;
import io.tarn.plugin.MetastoreException;
import io.tarn.plugin.MetastorePlugin;
import io.tarn.plugin.SettingsException;
import io.tarn.server.config.ConfigException;
import io.tarn.server.store.SourceCatalog;
import java.util.List;
import java.util.Map;

/** What a plugin's metastore says of databases and tables, for an import. */
record MetastoreSource(Metastore metastore) implements SourceCatalog {
    private static final String SPI = "io.tarn.plugin";

    /**
     * Loads the plugin for Hive and connects.
     *
     * @param source as {@link MetastorePlugin#open} understands it
     * @throws ConfigException when the plugin is not there, or nobody answers
     */
    static MetastoreSource hive(String source) {
        MetastorePlugin plugin = PluginFolder.of("hive", "--from").load(MetastorePlugin.class, SPI, SPI + ".hive");
        try {
            return new MetastoreSource(plugin.open(source));
        } catch (SettingsException | MetastoreException e) {
            throw new ConfigException("--from: " + e.getMessage());
        }
    }

    @Override
    public List<String> databases() {
        return metastore.databases();
    }

    @Override
    public Map<String, String> properties(String database) {
        return metastore.properties(database);
    }

    @Override
    public List<Listed> tables(String database) {
        return metastore.tables(database).stream()
                .map(table -> new Listed(table.name(), table.location(), table.notPaimon()))
                .toList();
    }

    @Override
    public boolean knowsTables() {
        return true;
    }

    @Override
    public boolean knowsPlaces() {
        return true;
    }

    @Override
    public void close() {
        metastore.close();
    }
}
