package io.tarn.server.ops.backup;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreCopy;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Copies the embedded database to a file on the server's own disk, while commits go on. The copy never crosses the network: who
 * may make one need not be able to read it, and a caller's name for it is a name in one directory.
 */
public final class BackUpStore {
    /**
     * A backup.
     *
     * @param file where it lies on the server
     * @param atMillis when it was begun: what was committed before is in it
     */
    public record Made(Path file, long bytes, long atMillis) {}

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Store store;
    private final Optional<StoreCopy> copy;
    private final Guard guard;
    private final Path directory;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * @param copy empty when the database is not the embedded one
     * @param directory for backups; made when it is needed
     */
    public BackUpStore(Store store, Optional<StoreCopy> copy, Guard guard, Path directory, Clock clock) {
        this.store = store;
        this.copy = copy;
        this.guard = guard;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * @param name of the file
     * @throws TarnException FORBIDDEN; INVALID_REQUEST for another name, or one that is taken; NOT_SUPPORTED when the database
     *     is not the embedded one; UNAVAILABLE while another backup is made, or when the disk does not take it
     */
    public Made run(Caller caller, String name) {
        guard.check(caller, Operation.BACK_UP_STORE, Securable.server());
        StoreCopy source = copy.orElseThrow(
                () -> TarnException.of(
                        ErrorCode.NOT_SUPPORTED,
                        "The catalog database is MySQL or MariaDB: back it up with its own tools, such as mysqldump --single-transaction"));
        if (!NAME.matcher(name).matches()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "A backup's name is letters, digits, dots, dashes and underscores, and no path: "
                            + Names.printable(name));
        }
        if (!running.compareAndSet(false, true)) {
            throw TarnException.of(ErrorCode.UNAVAILABLE, "Another backup is being made; try again later");
        }
        try {
            return write(caller, source, name);
        } catch (IOException e) {
            throw TarnException.causedBy(ErrorCode.UNAVAILABLE, "The backup cannot be written on the server's disk", e);
        } finally {
            running.set(false);
        }
    }

    private Made write(Caller caller, StoreCopy source, String name) throws IOException {
        Files.createDirectories(directory, owners("rwx------"));
        Path file = directory.resolve(name);
        if (Files.exists(file)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "There is a backup " + name + " already");
        }
        // Before the copy, so that it is in it.
        Trail.announce(store, caller, Operation.BACK_UP_STORE, Securable.server(), Map.of("file", name));
        long now = clock.millis();
        // The database makes the file with whatever permissions are usual, so nobody else may get to where it does.
        Path apart = Files.createTempDirectory(directory, ".making-", owners("rwx------"));
        Path making = apart.resolve(name);
        try {
            source.writeTo(making);
            Files.setPosixFilePermissions(making, PosixFilePermissions.fromString("rw-------"));
            try (FileChannel written = FileChannel.open(making, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(making, file);
            return new Made(file, Files.size(file), now);
        } finally {
            Files.deleteIfExists(making);
            Files.deleteIfExists(apart);
        }
    }

    private static FileAttribute<?> owners(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
