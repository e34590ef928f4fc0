package io.tarn.engines.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tarn.engines.ServerProcess;
import io.tarn.engines.StoreKind;
import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.engines.faults.InvariantChecker.Rule;
import io.tarn.engines.faults.InvariantChecker.Violation;
import io.tarn.engines.faults.Ledger.Lane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker of a run with faults finds what is changed by hand in a store that is sound, and nothing while it is sound. */
class InvariantCheckerIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int COMMITS = 60;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static final Ledger LEDGER = new Ledger();
    private static ServerProcess server;
    private static Connection connection;
    private static InvariantChecker checker;

    /** A main branch with commits, partitions among them, and of its snapshots the one in the middle. */
    private static Lane lane;

    private static StoredLane good;

    /** Something that breaks a rule. */
    private record Plant(String what, Rule rule, Work work) {
        @Override
        public String toString() {
            return what;
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    @BeforeAll
    static void fill() throws Exception {
        StoreSettings store = StoreKind.MARIADB.create();
        server = ServerProcess.start(directory, store);
        Fleet fleet = new Fleet(List.of(server), server.token());
        try (FaultWriters writers = new FaultWriters(fleet, LEDGER, 4)) {
            writers.prepare();
            writers.start(1);
            await().atMost(LIMIT).until(() -> LEDGER.acknowledged().size() >= COMMITS);
            writers.stop();
            writers.finish(new Random(1));
        }
        checker = InvariantChecker.afterAsking(fleet, LEDGER);
        connection = DriverManager.getConnection(store.url(), store.user(), store.password());
        await().atMost(LIMIT).until(() -> number("select count(*) from event_pending") == 0);
        connection.setAutoCommit(false);
        lane = LEDGER.lanes().stream()
                .filter(each -> LEDGER.fate(each.table()).name.equals("hot"))
                .findFirst()
                .orElseThrow();
        good = StoredLane.of(connection, lane.table()).get("main");
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        server.close();
    }

    /** What is planted in the database is never committed. */
    @AfterEach
    void takeBack() throws SQLException {
        connection.rollback();
    }

    @Test
    void aSoundStoreBreaksNoRule() throws SQLException {
        assertThat(checker.check(connection)).isEmpty();
        assertThat(LEDGER.surprises()).isEmpty();
    }

    static Stream<Plant> plants() {
        return Stream.of(
                new Plant(
                        "the last commits are lost",
                        Rule.ACKNOWLEDGED,
                        () -> change(
                                "delete from snapshot where relation_id = ? and branch = 'main' and snapshot_id > ?",
                                middle())),
                new Plant(
                        "a snapshot in between is lost",
                        Rule.CONTIGUOUS,
                        () -> change(
                                "delete from snapshot where relation_id = ? and branch = 'main' and snapshot_id = ?",
                                middle())),
                new Plant(
                        "a commit is there twice",
                        Rule.ONCE,
                        () -> body(row(middle() - 1).body())),
                new Plant(
                        "a commit is there that nobody sent",
                        Rule.NOTHING_ELSE,
                        () -> body(row(middle()).body().replaceAll("(\"commitIdentifier\":)\\d+", "$1999999"))),
                new Plant(
                        "a commit is there that was refused",
                        Rule.NOTHING_ELSE,
                        () -> LEDGER.refused().add(row(middle()).identifier())),
                new Plant(
                        "the head is behind",
                        Rule.HEAD,
                        () -> change(
                                "update branch set snapshot_id = snapshot_id - 1 where relation_id = ? and snapshot_id > ?",
                                middle())),
                new Plant(
                        "a partition counts too much",
                        Rule.PARTITIONS,
                        () -> change(
                                "update partition_stat set record_count = record_count + 1 where relation_id = ? and record_count > ?",
                                0)),
                new Plant(
                        "a table counts too little",
                        Rule.TOTALS,
                        () -> change(
                                "update branch set file_bytes = file_bytes - 1 where relation_id = ? and snapshot_id > ?",
                                middle())),
                new Plant(
                        "an event is lost",
                        Rule.EVENTS,
                        () -> event(
                                "delete from event where seq = ?",
                                commitEvents().get(1))),
                new Plant("two events have changed their places", Rule.EVENTS, () -> {
                    long first = commitEvents().get(0);
                    long second = commitEvents().get(1);
                    event("update event set seq = -1 where seq = ?", first);
                    event("update event set seq = " + first + " where seq = ?", second);
                    event("update event set seq = ? where seq = -1", second);
                }),
                new Plant(
                        "an event is told twice",
                        Rule.EVENTS,
                        () -> event("""
                                insert into event select top.seq + 1, e.entry_id, e.recorded_at, e.facts
                                from event e, (select max(seq) seq from event) top where e.seq = ?
                                """, commitEvents().get(1))),
                new Plant(
                        "an entry of the audit is lost",
                        Rule.AUDIT,
                        () -> event(
                                "delete from audit_entry where id = (select entry_id from event where seq = ?)",
                                commitEvents().get(1))),
                new Plant(
                        "a table is gone",
                        Rule.TABLES,
                        () -> change("delete from branch where relation_id = ? and snapshot_id > ?", middle())));
    }

    @ParameterizedTest
    @MethodSource("plants")
    void itNamesWhatIsPlantedInTheDatabase(Plant plant) throws Exception {
        plant.work().run();
        try {
            assertNamed(plant.rule());
        } finally {
            LEDGER.refused().remove(row(middle()).identifier());
        }
    }

    @Test
    void itNamesAFileThatIsMissing() throws Exception {
        Path file = file("snapshot-" + middle());
        Path aside = Files.move(file, directory.resolve("aside"));
        assertNamed(Rule.FILES);
        Files.move(aside, file);
    }

    @Test
    void itNamesAFileThatDiffers() throws Exception {
        changed("snapshot-" + middle(), row(middle()).body() + " ", Rule.FILES);
    }

    @Test
    void itNamesAFileThatNobodyCommitted() throws Exception {
        Path file = Files.writeString(file("snapshot-" + (good.head() + 1)), "{}");
        assertNamed(Rule.FILES);
        Files.delete(file);
    }

    @Test
    void itNamesHintsThatMislead() throws Exception {
        changed("LATEST", Long.toString(good.head() + 1), Rule.HINTS);
        changed("EARLIEST", "2", Rule.HINTS);
    }

    private static void changed(String name, String text, Rule rule) throws Exception {
        Path file = file(name);
        String before = Files.readString(file);
        Files.writeString(file, text);
        assertNamed(rule);
        Files.writeString(file, before);
    }

    private static void assertNamed(Rule rule) throws SQLException {
        assertThat(checker.check(connection)).extracting(Violation::rule).contains(rule);
    }

    private static Path file(String name) {
        return good.directory().resolve("snapshot").resolve(name);
    }

    private static long middle() {
        return good.head() / 2;
    }

    private static StoredLane.Row row(long id) {
        return good.snapshots().get((int) id - 1);
    }

    /** The numbers of the events of commits to the table. */
    private static List<Long> commitEvents() throws SQLException {
        return StoredLane.told(connection).stream()
                .filter(told -> told.operation().equals("COMMIT_SNAPSHOT"))
                .filter(told -> told.object().equals(lane.table()))
                .map(StoredLane.Told::seq)
                .toList();
    }

    /** Another text for the snapshot in the middle. */
    private static void body(String body) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update snapshot set body = ? where relation_id = ? and branch = 'main' and snapshot_id = ?")) {
            update.setString(1, body);
            update.setBytes(2, StoredLane.bytes(lane.table()));
            update.setLong(3, middle());
            assertThat(update.executeUpdate()).isOne();
        }
    }

    private static void change(String sql, long number) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setBytes(1, StoredLane.bytes(lane.table()));
            update.setLong(2, number);
            assertThat(update.executeUpdate()).isPositive();
        }
    }

    private static void event(String sql, long seq) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, seq);
            assertThat(update.executeUpdate()).isPositive();
        }
    }

    private static long number(String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
