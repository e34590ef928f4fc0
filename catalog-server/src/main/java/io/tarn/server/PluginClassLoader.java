package io.tarn.server;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads a plugin with its libraries from a folder. It sees Java, the logging interface, the package by which it and the server
 * know each other, and its own jars: its libraries and the server's never meet, whatever versions they are.
 */
final class PluginClassLoader extends URLClassLoader {
    static {
        ClassLoader.registerAsParallelCapable();
    }

    private static final String LOGGING = "org.slf4j.";

    private final List<String> shared;

    /** May lie among the shared ones. */
    private final String own;

    private final ClassLoader server = PluginClassLoader.class.getClassLoader();

    private PluginClassLoader(URL[] jars, String spi, String own) {
        super("plugin " + own, jars, ClassLoader.getPlatformClassLoader());
        this.shared = List.of(spi + ".", LOGGING);
        this.own = own + ".";
    }

    /**
     * @param spi the package that the plugin shares with the server, and those in it
     * @param own the package of the plugin itself, which the server must not load even if it could
     * @throws IOException when the folder has no jars
     */
    static PluginClassLoader of(Path folder, String spi, String own) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            URL[] jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(PluginClassLoader::url)
                    .toArray(URL[]::new);
            if (jars.length == 0) {
                throw new IOException(folder + " holds no jars");
            }
            return new PluginClassLoader(jars, spi, own);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean isShared = shared.stream().anyMatch(name::startsWith) && !name.startsWith(own);
        return isShared ? server.loadClass(name) : super.loadClass(name, resolve);
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
