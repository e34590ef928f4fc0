package io.tarn.server;

import io.tarn.auth.TokenSecret;
import io.tarn.server.config.ConfigException;
import io.tarn.server.ops.Bootstrap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The token of the first start: shown once, as a file that only the server's user can read. */
final class RootToken {
    private static final String OWNER_ONLY = "rw-------";

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
            Files.deleteIfExists(pending);
            Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(OWNER_ONLY);
            FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(permissions);
            try (FileChannel channel = FileChannel.open(
                    pending, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute)) {
                channel.write(ByteBuffer.wrap((secret.reveal() + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
        } catch (IOException e) {
            throw new ConfigException("The root token cannot be written to " + pending + ": " + e.getMessage());
        }
    }
}
