package io.tarn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that exists while a server runs on the embedded store: found at start, it says that the last stop was unclean. */
final class UncleanStop {
    private final Path marker;
    private final boolean happened;

    UncleanStop(Path dataDir) {
        this.marker = dataDir.resolve("running");
        this.happened = Files.exists(marker);
    }

    boolean happened() {
        return happened;
    }

    void mark() {
        try {
            if (!happened) {
                Files.createFile(marker);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void clear() {
        try {
            Files.deleteIfExists(marker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
