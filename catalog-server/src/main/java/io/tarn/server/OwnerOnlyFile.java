package io.tarn.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A file that only the server's user can read, from its first byte on. */
final class OwnerOnlyFile {
    private static final String OWNER_ONLY = "rw-------";

    private OwnerOnlyFile() {}

    /** Replaces what is there; on the disk when this returns. */
    static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(OWNER_ONLY);
        FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(permissions);
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }
}
