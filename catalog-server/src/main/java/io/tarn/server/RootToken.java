package io.tarn.server;

import io.tarn.auth.TokenSecret;
import io.tarn.server.config.ConfigException;
import io.tarn.server.ops.Bootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The token of the first start: shown once, as a file that only the server's user can read. */
final class RootToken {
    private final Path file;

    /** Of this process alone, so that two servers that start together in one directory do not meet. */
    private final Path pending;

    RootToken(Path dataDir) {
        this.file = dataDir.resolve("root.token");
        this.pending = dataDir.resolve("root.token." + ProcessHandle.current().pid());
    }

    Path file() {
        return file;
    }

    /** @return whether this start made the token; false when the database has a root already */
    boolean ensure(Bootstrap bootstrap) {
        try {
            boolean made = bootstrap.root(this::write);
            if (made) {
                Files.move(pending, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                // Another server on the same database was first: what was written here never became valid.
                Files.deleteIfExists(pending);
            }
            return made;
        } catch (IOException e) {
            throw new ConfigException("The root token cannot be moved from " + pending + " to " + file);
        }
    }

    private void write(TokenSecret secret) {
        try {
            OwnerOnlyFile.write(pending, secret.reveal() + "\n");
        } catch (IOException e) {
            throw new ConfigException("The root token cannot be written to " + pending + ": " + e.getMessage());
        }
    }
}
