package io.tarn.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.tarn.engines.ServerProcess;
import io.tarn.engines.ServerProcess.CatalogSettings;
import io.tarn.engines.StoreKind;
import io.tarn.engines.StoreKind.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One kind of database, and what runs on it: a Tarn server, and whatever it is measured beside, each in a process of its own
 * and started when it is first needed.
 */
final class Bed implements AutoCloseable {
    /** Of every server, and what {@code ./tarn serve} starts one with. */
    static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4");

    private final StoreKind store;
    private final Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Compilers compilers = new Compilers();
    private final PaimonCatalogs paimon = new PaimonCatalogs(this);
    private ServerProcess tarn;
    private String version = "";
    private int names;

    Bed(StoreKind store, Path directory) throws IOException {
        this.store = store;
        this.directory = Files.createDirectories(directory);
    }

    StoreKind store() {
        return store;
    }

    ServerProcess tarn() throws IOException {
        if (tarn == null) {
            Path home = newDirectory("tarn");
            tarn = ServerProcess.start(
                    home,
                    store.create(),
                    List.of(new CatalogSettings(ServerProcess.CATALOG, home.resolve("warehouse"), "unique", List.of())),
                    "",
                    JVM);
            open.add(tarn);
        }
        return tarn;
    }

    Compilers compilers() {
        return compilers;
    }

    PaimonCatalogs paimon() {
        return paimon;
    }

    /** A new one of this bed's kind. */
    StoreSettings newDatabase(String name) {
        return Databases.create(store, directory, name + ++names);
    }

    /** Connections to a database, which are closed with the bed. */
    HikariDataSource connect(StoreSettings database, int connections) throws SQLException {
        HikariDataSource pool = closing(Databases.open(database, connections));
        version = Databases.version(pool);
        return pool;
    }

    Path newDirectory(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name + ++names));
    }

    /** Has it closed with the bed. */
    <T extends AutoCloseable> T closing(T what) {
        open.add(what);
        return what;
    }

    /** Of the database. */
    String version() throws SQLException {
        if (version.isEmpty()) {
            connect(newDatabase("version"), 1);
        }
        return version;
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("what was measured does not end", e);
            }
        }
    }
}
