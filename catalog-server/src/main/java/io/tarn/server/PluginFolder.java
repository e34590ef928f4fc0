package io.tarn.server;

import io.tarn.server.config.ConfigException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Where a plugin lies with its libraries: in the distribution, {@code plugins/<name>} beside {@code lib}. */
final class PluginFolder {
    private final String name;
    private final String setting;
    private final Path folder;

    private PluginFolder(String name, String setting, Path folder) {
        this.name = name;
        this.setting = setting;
        this.folder = folder;
    }

    /**
     * The distribution's.
     *
     * @param setting what asks for the plugin, for messages
     */
    static PluginFolder of(String name, String setting) {
        return new PluginFolder(name, setting, besideLibraries(name));
    }

    /** @param elsewhere where it is instead of the distribution's; empty: there */
    static PluginFolder of(String name, String setting, String elsewhere) {
        return elsewhere.isEmpty() ? of(name, setting) : new PluginFolder(name, setting, Path.of(elsewhere));
    }

    /**
     * Finds the plugin there. Its classes are looked for there as long as it is used.
     *
     * @param spi the package that the plugin shares with the server
     * @param own the plugin's own package
     * @throws ConfigException when it is not there
     */
    <T> T load(Class<T> service, String spi, String own) {
        PluginClassLoader loader;
        try {
            loader = PluginClassLoader.of(folder, spi, own);
        } catch (IOException e) {
            throw new ConfigException(setting + ": the plugin '" + name + "' is not in " + folder
                    + "; copy the folder plugins/" + name + " of the distribution there: " + e.getMessage());
        }
        return ServiceLoader.load(service, loader).stream()
                .findFirst()
                .orElseThrow(() -> new ConfigException(setting + ": no plugin '" + name + "' is in " + folder))
                .get();
    }

    private static Path besideLibraries(String name) {
        try {
            Path jar = Path.of(PluginFolder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.resolveSibling("../plugins/" + name).normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
