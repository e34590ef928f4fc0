package io.tarn.engines.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.engines.ServerProcess;
import io.tarn.engines.ServerProcess.CatalogSettings;
import io.tarn.engines.StoreKind;
import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.engines.TestSettings;
import io.tarn.engines.faults.InvariantChecker.Violation;
import io.tarn.schema.testing.DatabaseServer;
import io.tarn.schema.testing.MariaDbServer;
import io.tarn.schema.testing.MySqlGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writers commit through replicas whose clocks differ, while replicas are killed, their database is restarted, connections are
 * cut before and after COMMIT, clients give up, and storage fails and is slow. In the end what each writer was told is so, and
 * database, storage and server agree.
 */
class FaultRunIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LONG_FORM = 600;
    private static final int LEAST_OF_THE_LONG_FORM = 100;
    private static final int REPLICAS = 3;
    private static final String NAME = "faults";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private record RestartedDatabase(MariaDbServer server, CommitCutter cutter) implements FaultInjector.Database {
        @Override
        public void restart() {
            server.restart();
        }
    }

    /** A database whose servers stay. */
    private record LastingDatabase(CommitCutter cutter) implements FaultInjector.Database {
        @Override
        public void restart() {
            throw new IllegalStateException("nobody said for how long it lives");
        }
    }

    @Test
    void replicasOnMariaDb() throws Exception {
        int seconds = TestSettings.number("tarn.it.fault-seconds");
        boolean longForm = seconds >= LONG_FORM;
        try (MariaDbServer server = MariaDbServer.start()) {
            String url = server.jdbcUrl(NAME);
            try (CommitCutter cutter = CommitCutter.before(server.port());
                    Run run = new Run(
                            Collections.nCopies(REPLICAS, settings(server, cutter.port())),
                            Optional.of(new RestartedDatabase(server, cutter)))) {
                run.go(
                        seconds,
                        longForm ? LEAST_OF_THE_LONG_FORM : 2,
                        longForm ? LEAST_OF_THE_LONG_FORM : 3,
                        Duration.ofSeconds(longForm ? 6 : 5),
                        longForm ? Duration.ofSeconds(60) : Duration.ofMillis(seconds * 600L));
                try (Connection connection = DriverManager.getConnection(url, server.user(), server.password())) {
                    await().atMost(LIMIT).until(() -> isTold(connection));
                    run.assertSound("MariaDB", connection);
                }
                assertThat(run.faults.restarts()).isPositive();
            }
        }
    }

    @Test
    void oneServerOnTheEmbeddedStore() throws Exception {
        int seconds = TestSettings.number("tarn.it.fault-seconds");
        try (Run run = new Run(List.of(StoreKind.H2.create()), Optional.empty())) {
            run.go(seconds >= LONG_FORM ? seconds / 5 : seconds / 2, 1, 0, Duration.ofSeconds(3), Duration.ZERO);
            long end = System.nanoTime() + LIMIT.toNanos();
            boolean told = false;
            while (!told) {
                // Two processes do not open one store at once.
                run.servers.get(0).kill();
                try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + directory.resolve("server0/data/catalog")
                                + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE",
                        "tarn",
                        "")) {
                    told = isTold(connection);
                    if (told) {
                        run.assertSound("H2", connection);
                    }
                }
                if (!told) {
                    assertThat(System.nanoTime())
                            .as("the end of waiting for events")
                            .isLessThan(end);
                    run.faults.startServers();
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                }
            }
        }
    }

    /** Two replicas write to one primary, and one to the other: who loses is told so by COMMIT itself. */
    @ParameterizedTest
    @ValueSource(strings = {"AFTER", "BEFORE"})
    @Tag("full")
    void replicasOnTwoPrimariesOfMySql(String consistency) throws Exception {
        int seconds = TestSettings.number("tarn.it.fault-seconds") / 5;
        try (MySqlGroup group = MySqlGroup.start(consistency)) {
            DatabaseServer first = group.primaries().get(0);
            DatabaseServer second = group.primaries().get(1);
            first.jdbcUrl(NAME);
            try (CommitCutter cutter = CommitCutter.before(first.port());
                    Run run = new Run(
                            List.of(
                                    settings(first, cutter.port()),
                                    settings(second, second.port()),
                                    settings(first, cutter.port())),
                            Optional.of(new LastingDatabase(cutter)))) {
                run.go(seconds, 2, 3, Duration.ofSeconds(6), Duration.ZERO);
                for (DatabaseServer each : List.of(first, second)) {
                    try (Connection connection =
                            DriverManager.getConnection(each.url() + NAME, each.user(), each.password())) {
                        await().atMost(LIMIT).until(() -> isTold(connection));
                        run.assertSound("MySQL, " + consistency, connection);
                    }
                }
            }
            System.out.printf("%d transactions lost to one of the other primary%n", group.conflicts());
        }
    }

    /** @param port where it is, or what stands before it */
    private static StoreSettings settings(DatabaseServer database, int port) {
        return new StoreSettings(
                // Encrypted, a COMMIT could not be seen.
                "jdbc:mysql://127.0.0.1:" + port + "/" + NAME + "?sslMode=DISABLED",
                database.user(),
                database.password());
    }

    /** Whether all events have their numbers. */
    private static boolean isTold(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from event_pending")) {
            row.next();
            return row.getLong(1) == 0;
        }
    }

    /** Servers, writers and faults. */
    private final class Run implements AutoCloseable {
        private final List<ServerProcess> servers = new ArrayList<>();
        private final FaultInjector faults;
        private final Ledger ledger = new Ledger();
        private InvariantChecker checker;

        /** @param stores of each replica: all of one database, though not all by one address */
        Run(List<StoreSettings> stores, Optional<FaultInjector.Database> database) throws Exception {
            for (int i = 0; i < stores.size(); i++) {
                servers.add(ServerProcess.prepare(
                        Files.createDirectory(directory.resolve("server" + i)),
                        stores.get(i),
                        List.of(new CatalogSettings(
                                ServerProcess.CATALOG, directory.resolve("warehouse"), "unique", List.of())),
                        ""));
            }
            faults = new FaultInjector(servers, database, directory.resolve("storage-faults"));
        }

        /**
         * @param kills how many there must be at least
         * @param cuts how many COMMITs must be cut at least
         */
        void go(int seconds, int kills, int cuts, Duration lives, Duration databaseLives) {
            long seed = TestSettings.seed();
            Random random = new Random(seed);
            System.out.printf("faults for %d s with -Dtarn.it.seed=%d%n", seconds, seed);
            faults.startServers();
            Fleet fleet = new Fleet(servers, servers.get(0).token());
            try (FaultWriters writers = new FaultWriters(fleet, ledger, servers.size() == 1 ? 6 : 10)) {
                writers.prepare();
                writers.start(random.nextLong());
                faults.begin(random, lives, databaseLives);
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
                // A busy machine needs longer for as many.
                await().atMost(Duration.ofSeconds(30 + seconds))
                        .until(() -> faults.kills() >= kills && faults.cuts() >= cuts);
                faults.end();
                writers.stop();
                writers.finish(random);
            }
            checker = InvariantChecker.afterAsking(fleet, ledger);
        }

        void assertSound(String store, Connection connection) throws SQLException {
            List<Violation> violations = checker.check(connection);
            System.out.printf(
                    "%s: %s; %d acknowledged commits, %d refused, %d rolled back, %d tables, %d open, %d violations%n",
                    store,
                    faults,
                    ledger.acknowledged().size(),
                    ledger.refused().size(),
                    ledger.withdrawn().size(),
                    ledger.tables().size(),
                    ledger.open().size(),
                    violations.size());
            assertThat(violations).isEmpty();
            assertThat(ledger.surprises()).as("answers that no client expects").isEmpty();
            assertThat(ledger.acknowledged()).as("acknowledged commits").hasSizeGreaterThan(20);
        }

        @Override
        public void close() {
            faults.close();
        }
    }
}
