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
 * Loads a plugin with its libraries from a folder. It sees Java, what the server says of authorization, and its own jars: its
 * libraries and the server's never meet, whatever versions they are.
 */
final class PluginClassLoader extends URLClassLoader {
    static {
        ClassLoader.registerAsParallelCapable();
    }

    private static final List<String> SHARED = List.of("io.tarn.auth.", "org.slf4j.");

    /** Whose packages lie among the shared ones. */
    private final String own;

    private final ClassLoader server = PluginClassLoader.class.getClassLoader();

    private PluginClassLoader(URL[] jars, String own) {
        super("plugin " + own, jars, ClassLoader.getPlatformClassLoader());
        this.own = own;
    }

    /**
     * @param own the package of the plugin itself, which the server must not load even if it could
     * @throws IOException when the folder has no jars
     */
    static PluginClassLoader of(Path folder, String own) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            URL[] jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(PluginClassLoader::url)
                    .toArray(URL[]::new);
            if (jars.length == 0) {
                throw new IOException(folder + " holds no jars");
            }
            return new PluginClassLoader(jars, own);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean shared = SHARED.stream().anyMatch(name::startsWith) && !name.startsWith(own + ".");
        return shared ? server.loadClass(name) : super.loadClass(name, resolve);
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
