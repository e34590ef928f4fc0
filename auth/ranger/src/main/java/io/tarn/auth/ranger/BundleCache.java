package io.tarn.auth.ranger;

import io.tarn.auth.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what was downloaded last for a server that starts while Ranger Admin is down. What is found is whole or not used: a
 * file takes the place of the one before in one step, and carries a checksum and when it was known to be the newest.
 */
final class BundleCache {
    private static final int MAGIC = 0x54524e31;
    private static final int HASH = 32;

    /** @param knownAt epoch milliseconds when it was last known to be the newest */
    record Kept(Bundle bundle, long knownAt) {}

    private final Path file;
    private final Path freshness;
    private final String service;

    BundleCache(Path file, String service) {
        this.file = file;
        this.freshness = file.resolveSibling(file.getFileName() + ".fresh");
        this.service = service;
    }

    void save(Bundle bundle, long knownAt) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(body)) {
            out.writeInt(MAGIC);
            out.writeLong(knownAt);
            part(out, bundle.policies());
            part(out, bundle.roles());
            byte[] tags = bundle.tags();
            part(out, tags == null ? new byte[0] : tags);
        }
        byte[] bytes = body.toByteArray();
        replace(file, sealed(bytes));
        confirm(Sha256.of(bytes), knownAt);
    }

    /** Says that what is kept is still the newest, without writing all of it again. */
    void confirm(long knownAt) throws IOException {
        confirm(Sha256.of(unsealed(Files.readAllBytes(file))), knownAt);
    }

    private void confirm(byte[] of, long knownAt) throws IOException {
        replace(
                freshness,
                sealed(ByteBuffer.allocate(HASH + Long.BYTES)
                        .put(of)
                        .putLong(knownAt)
                        .array()));
    }

    /** @throws IOException when there is something that is not whole, or of another service */
    Optional<Kept> load() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] body = unsealed(Files.readAllBytes(file));
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("it is of another version");
            }
            long savedAt = in.readLong();
            byte[] policies = part(in);
            byte[] roles = part(in);
            byte[] tags = part(in);
            Bundle bundle = Bundle.of(service, policies, roles, tags.length == 0 ? null : tags);
            return Optional.of(new Kept(bundle, Math.max(savedAt, confirmedAt(Sha256.of(body)))));
        } catch (AdminException e) {
            throw new IOException(e.reason(), e);
        }
    }

    /** 0 when nothing was confirmed, or something else. */
    private long confirmedAt(byte[] of) throws IOException {
        if (!Files.exists(freshness)) {
            return 0;
        }
        ByteBuffer body = ByteBuffer.wrap(unsealed(Files.readAllBytes(freshness)));
        byte[] confirmed = new byte[HASH];
        body.get(confirmed);
        return MessageDigest.isEqual(confirmed, of) ? body.getLong() : 0;
    }

    private static void part(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] part(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("it is cut off");
        }
        return in.readNBytes(length);
    }

    private static byte[] sealed(byte[] body) {
        return ByteBuffer.allocate(HASH + body.length)
                .put(Sha256.of(body))
                .put(body)
                .array();
    }

    private static byte[] unsealed(byte[] bytes) throws IOException {
        if (bytes.length < HASH) {
            throw new IOException("it is cut off");
        }
        byte[] hash = new byte[HASH];
        byte[] body = new byte[bytes.length - HASH];
        ByteBuffer.wrap(bytes).get(hash).get(body);
        if (!MessageDigest.isEqual(hash, Sha256.of(body))) {
            throw new IOException("its checksum is wrong");
        }
        return body;
    }

    private static void replace(Path target, byte[] bytes) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("it has no directory");
        }
        Files.createDirectories(directory);
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owner = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Path fresh = Files.createTempFile(directory, "ranger-", ".tmp", owner);
        try {
            try (FileChannel channel = FileChannel.open(fresh, Set.of(StandardOpenOption.WRITE))) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
            parent.force(true);
        }
    }
}
