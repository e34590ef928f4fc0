package io.tarn.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.Principal;
import io.tarn.schema.testing.MySqlGroup;
import io.tarn.schema.testing.MySqlServer;
import io.tarn.server.TestStores;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Namespace;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores on two primaries of one group: no lock of one keeps the other waiting, and COMMIT decides. */
@Tag("full")
class MySqlGroupTest {
    private static final String NAME = "shared";
    private static final UUID CATALOG = Ids.next();

    @ParameterizedTest
    @ValueSource(strings = {"AFTER", "BEFORE"})
    void whatLosesToTheOtherPrimaryIsRunAgain(String consistency) throws Exception {
        try (MySqlGroup group = MySqlGroup.start(consistency);
                Store one = TestStores.on(group.primaries().get(0), NAME);
                Store other = TestStores.on(group.primaries().get(1), NAME)) {
            Namespace database = insertDatabase(one);
            assertThat(other.<Optional<Namespace>>read(tx -> tx.namespaces().find(CATALOG, "db")))
                    .as("what the first has acknowledged")
                    .contains(database);
            AtomicInteger runs = new AtomicInteger();
            assertThat(one.<Boolean>write(tx -> {
                        boolean touched = tx.namespaces().touch(database.id());
                        if (runs.incrementAndGet() == 1) {
                            other.write(theOther -> theOther.namespaces().touch(database.id()));
                        }
                        return touched;
                    }))
                    .isTrue();
            assertThat(runs).hasValue(2);
            for (MySqlServer primary : group.primaries()) {
                assertThat(touches(primary)).isEqualTo(2);
            }
        }
    }

    private static Namespace insertDatabase(Store store) {
        Principal owner = new Principal(Ids.next(), Principal.Kind.USER, "me");
        Namespace database = new Namespace(Ids.next(), CATALOG, "db", Map.of(), 0, Audit.created(owner, 1));
        store.write(tx -> {
            tx.namespaces().insert(database);
            return true;
        });
        return database;
    }

    private static long touches(MySqlServer primary) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(primary.url() + NAME, primary.user(), primary.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select child_epoch from namespace where name = 'db'")) {
            row.next();
            return row.getLong(1);
        }
    }
}
