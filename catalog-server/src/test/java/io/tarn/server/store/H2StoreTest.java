package io.tarn.server.store;

import io.tarn.server.TestStores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;

class H2StoreTest extends StoreContract {
    @TempDir
    static Path directory;

    @Override
    Store open(String name) {
        return TestStores.embedded(directory.resolve(name));
    }

    @Override
    void stopDatabase() {}

    /** What a full disk or a damaged file does to an embedded database. */
    @Override
    void cutConnections(String name) {
        String url = "jdbc:h2:file:" + directory.resolve(name).resolve("catalog")
                + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE"
                + ";CACHE_SIZE=16384;IFEXISTS=TRUE";
        try (Connection connection = DriverManager.getConnection(url, "tarn", "");
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        } catch (SQLException e) {
            throw new AssertionError("the database was not closed", e);
        }
    }
}
