package io.tarn.server;

import com.zaxxer.hikari.HikariDataSource;
import io.tarn.schema.Migrations;
import io.tarn.server.config.Config;
import io.tarn.server.config.ConfigException;
import io.tarn.server.store.MasterKeyRows;
import io.tarn.server.store.jdbc.JdbcStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * {@code tarn restore}: puts a backup in the place of the embedded database of a server that is stopped. What was committed
 * since lies in storage: the marker of an unclean stop stays behind, so that the next start moves heads over it.
 */
final class RestoreCommand {
    /** In the data directory. */
    static final String BACKUPS = "backups";

    private static final String USAGE = "tarn restore --from FILE [--config FILE] [--force]";
    private static final String DATABASE = "catalog.mv.db";

    private final Config config;
    private final Path dataDir;
    private final Path database;

    private RestoreCommand(Config config) {
        this.config = config;
        this.dataDir = Path.of(config.dataDir()).toAbsolutePath().normalize();
        this.database = dataDir.resolve(DATABASE);
    }

    /** @throws ConfigException when the words cannot be understood */
    static CommandLine parse(List<String> words) {
        return new CommandLine(USAGE, words, Set.of("--from", "--config"), Set.of("--force"));
    }

    /** As {@link StoreCommand.Command#run}. */
    static int run(CommandLine line, Config config, PrintStream out, PrintStream progress) {
        if (!config.store().embedded()) {
            throw new ConfigException("the catalog database is MySQL or MariaDB: restore it with its own tools");
        }
        try {
            return new RestoreCommand(config).run(Path.of(line.text("--from")), line.has("--force"), out);
        } catch (IOException e) {
            throw new ConfigException("nothing was restored: " + e.getMessage());
        }
    }

    private int run(Path backup, boolean force, PrintStream out) throws IOException {
        boolean there = Files.exists(database);
        if (there) {
            checkStopped();
        }
        if (there && !force) {
            throw new ConfigException(
                    database + " is there: with --force it is put aside, and the backup takes its place");
        }
        Files.createDirectories(dataDir);
        Path apart = Files.createTempDirectory(
                dataDir,
                ".restoring-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path copy = apart.resolve(DATABASE);
        try {
            unpack(backup, copy);
            check(apart, out);
            if (there) {
                Path aside = dataDir.resolve(
                        DATABASE + ".before-restore-" + Clock.systemUTC().millis());
                Files.move(database, aside, StandardCopyOption.ATOMIC_MOVE);
                out.println("The database of before is " + aside);
            }
            putInPlace(copy);
        } finally {
            delete(apart);
        }
        out.println("Restored " + database + " from " + backup);
        out.println(
                "Tokens, grants and everything else are as they were then. The next start moves each managed table on over the"
                        + " commits and schemas that storage has beyond the backup; its log tells of each. Tables made since then are not in"
                        + " the catalog: tarn import adopts them. Whatever else differs, tarn fsck tells.");
        return 0;
    }

    /** The embedded database belongs to one process, which holds a lock on its file; a damaged one, nobody's, has none. */
    private void checkStopped() throws IOException {
        try (FileChannel file = FileChannel.open(database, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // This very process has it open.
        }
        throw new ConfigException("a server runs on " + database + ": stop it first");
    }

    private static void unpack(Path backup, Path copy) throws IOException {
        try (ZipFile file = new ZipFile(backup.toFile())) {
            ZipEntry entry = file.getEntry(DATABASE);
            if (entry == null) {
                throw new ConfigException(backup + " is no backup of Tarn's embedded database: it has no " + DATABASE);
            }
            try (InputStream in = file.getInputStream(entry)) {
                Files.copy(in, copy);
            }
        } catch (ZipException e) {
            throw new ConfigException(backup + " is no backup, or is damaged: " + e.getMessage());
        }
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
    }

    /** Before anything is moved: it opens, this server understands it, and its secrets can be read with the given keys. */
    private void check(Path apart, PrintStream out) {
        try (HikariDataSource source = StoreSetUp.look(config.store(), apart)) {
            Migrations.State state = Migrations.state(source);
            if (state.version().isEmpty() || state.newer() > 0) {
                throw new ConfigException(
                        state.version().isEmpty()
                                ? "the backup has no catalog in it"
                                : "the backup is of a newer server, at schema " + state.version());
            }
            JdbcStore store = JdbcStore.reading(source);
            if (state.missing() == 0) {
                List<String> missing = store.read(tx -> tx.masterKeys().all()).stream()
                        .filter(known -> !known.retired())
                        .map(MasterKeyRows.Known::id)
                        .filter(id ->
                                KeySetUp.configured(config, dataDir).find(id).isEmpty())
                        .toList();
                if (!missing.isEmpty()) {
                    throw new ConfigException("the secrets in the backup need master key " + String.join(", ", missing)
                            + ": put it back first, see 'secrets' in the configuration");
                }
            }
            out.println("The backup is whole: schema " + state.version() + ", catalogs "
                    + store.read(tx -> tx.catalogs().all()).size());
        }
    }

    /** The marker first: a database without it would be believed. */
    private void putInPlace(Path copy) throws IOException {
        try (FileChannel written = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        UncleanStop marker = new UncleanStop(dataDir);
        marker.mark();
        Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory = FileChannel.open(dataDir, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
