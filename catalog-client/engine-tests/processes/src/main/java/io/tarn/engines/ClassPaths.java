package io.tarn.engines;

import java.nio.file.Files;
import java.nio.file.Path;

/** The class paths that the build has laid out, each for JVMs of its own. */
public final class ClassPaths {
    private ClassPaths() {}

    /** @param module of {@code engines} */
    public static String of(String module) {
        Path libraries = TestSettings.path("tarn.it.engines").resolve(module).resolve("target/lib");
        if (!Files.isDirectory(libraries)) {
            throw new IllegalStateException("the build has not laid out " + libraries);
        }
        return libraries + "/*";
    }
}
