package io.tarn.server.files;

import io.tarn.server.model.Limits;
import io.tarn.server.model.Location;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A warehouse on a file system that every engine sees under the same path. Opens nothing outside its root. */
public final class LocalStorage implements Storage {
    private final Location root;
    private final boolean force;

    /** @param force whether each file is forced to disk before it counts as written */
    public LocalStorage(Location root, boolean force) {
        this.root = root;
        this.force = force;
    }

    /** Lenient, so that a file with foreign content reads as different instead of failing. */
    @Override
    public Optional<String> read(Location file) {
        return readBytes(file, Limits.FILE_BYTES).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public Optional<byte[]> readBytes(Location file) {
        return readBytes(file, Limits.BINARY_FILE_BYTES);
    }

    private Optional<byte[]> readBytes(Location file, long most) {
        try {
            if (Files.size(path(file)) > most) {
                throw new StorageException(file + " is larger than the server reads");
            }
            return Optional.of(Files.readAllBytes(path(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    /** A hard link either appears with the whole content or not at all, and never replaces a file. */
    @Override
    public boolean writeIfAbsent(Location file, String content) {
        Path target = path(file);
        try {
            Path whole = writeBeside(target, content.getBytes(StandardCharsets.UTF_8));
            try {
                Files.createLink(target, whole);
                forceDirectory(target);
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    @Override
    public void overwrite(Location file, String content) {
        overwrite(file, content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void overwrite(Location file, byte[] content) {
        Path target = path(file);
        try {
            Files.move(
                    writeBeside(target, content),
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            forceDirectory(target);
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    @Override
    public void delete(Location file) {
        try {
            Files.deleteIfExists(path(file));
        } catch (IOException e) {
            throw failed("delete", file, e);
        }
    }

    @Override
    public List<String> list(Location directory, String prefix) {
        List<String> names = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(
                path(directory), entry -> entry.getFileName().toString().startsWith(prefix))) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw failed("list", directory, e);
        }
    }

    @Override
    public List<String> directories(Location directory) {
        List<String> names = new ArrayList<>();
        try (var entries = Files.newDirectoryStream(
                path(directory), entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
            return names;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw failed("list", directory, e);
        }
    }

    @Override
    public boolean exists(Location directory, String below) {
        Path base = path(directory);
        Path file = base.resolve(below).normalize();
        if (file.equals(base) || !file.startsWith(base)) {
            throw new IllegalArgumentException(below + " leads out of " + directory);
        }
        try {
            return isThere(file);
        } catch (IOException e) {
            throw failed("look for a file in", directory, e);
        }
    }

    @Override
    public void createDirectory(Location directory) {
        try {
            Files.createDirectories(path(directory));
        } catch (IOException e) {
            throw failed("make", directory, e);
        }
    }

    @Override
    public int deleteSome(Location directory, int most) {
        Path tree = path(directory);
        if (!Files.isDirectory(Path.of(root.path()))) {
            // "Nothing is left" would be believed for good.
            throw new StorageException("the root " + root + " is not there", new NotDirectoryException(root.path()));
        }
        TreeDeletion deletion = new TreeDeletion(most);
        try {
            if (isThere(tree)) {
                Files.walkFileTree(tree, deletion);
            }
            return deletion.deleted();
        } catch (IOException e) {
            throw failed("delete", directory, e);
        }
    }

    /** As Files.exists, which also says "no" when it cannot tell; but then the files would count as deleted. */
    private static boolean isThere(Path path) throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() {}

    /** The name begins with a dot, so that no reader takes it for a snapshot or schema. */
    private Path writeBeside(Path target, byte[] content) throws IOException {
        Path directory = target.getParent();
        if (directory == null) {
            throw new IOException("a file needs a directory: " + target);
        }
        Path whole = directory.resolve("." + target.getFileName() + "." + UUID.randomUUID());
        try {
            write(whole, content);
        } catch (NoSuchFileException e) {
            // Nearly always it is there, and making sure each time costs as much as the write.
            Files.createDirectories(directory);
            write(whole, content);
        }
        return whole;
    }

    private void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
                int unused = channel.write(rest);
            }
            if (force) {
                channel.force(true);
            }
        }
    }

    /** The name of a new file is on disk only once its directory is. */
    private void forceDirectory(Path file) throws IOException {
        Path directory = file.getParent();
        if (force && directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private Path path(Location file) {
        if (!root.contains(file)) {
            throw new IllegalArgumentException(file + " lies outside " + root);
        }
        return Path.of(file.path());
    }

    private static StorageException failed(String verb, Location file, IOException cause) {
        return new StorageException("cannot " + verb + " " + file, cause);
    }
}
