package io.tarn.server;

import io.tarn.auth.TokenSecret;
import io.tarn.server.config.ConfigException;
import io.tarn.server.ops.Bootstrap;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.atomic.AtomicBoolean;

/** The token of the first start: shown once, as a file that only the server's user can read. */
final class RootToken {
    private static final String OWNER_ONLY = "rw-------";

    private final Path file;

    RootToken(Path dataDir) {
        this.file = dataDir.resolve("root.token");
    }

    Path file() {
        return file;
    }

    /** @return whether this start made the token; false when the database has a root already */
    boolean ensure(Bootstrap bootstrap) {
        AtomicBoolean written = new AtomicBoolean();
        boolean made = bootstrap.root(secret -> {
            write(secret);
            written.set(true);
        });
        if (!made && written.get()) {
            // Another server on the same database was first: what was written here never became valid.
            delete();
        }
        return made;
    }

    private void write(TokenSecret secret) {
        try {
            Path whole = file.resolveSibling("root.token.new");
            Files.deleteIfExists(whole);
            Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(OWNER_ONLY);
            FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(permissions);
            try (FileChannel channel = FileChannel.open(
                    whole, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute)) {
                channel.write(ByteBuffer.wrap((secret.reveal() + "\n").getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ConfigException("The root token cannot be written to " + file + ": " + e.getMessage());
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
