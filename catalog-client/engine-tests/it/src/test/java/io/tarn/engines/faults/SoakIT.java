package io.tarn.engines.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.engines.ServerProcess;
import io.tarn.engines.ServerProcess.CatalogSettings;
import io.tarn.engines.StoreKind;
import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.engines.TestSettings;
import io.tarn.engines.faults.Ledger.Lane;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas under a modest and mixed load for a long time: their memory stays what it is, and so do the tables of the
 * database that something trims. Snapshots are expired as clients do it, and events are made older than they are, so that the
 * server trims both.
 */
@Tag("full")
class SoakIT {
    private static final int REPLICAS = 3;
    private static final int WRITERS = 6;
    private static final Duration WRITERS_PACE = Duration.ofMillis(500);
    private static final Duration READERS_PACE = Duration.ofMillis(100);
    private static final long MOST_RESIDENT_MIB = 512;
    private static final double MOST_GROWTH = 1.1;
    private static final int SNAPSHOTS_KEPT = 30;
    private static final int EVENTS_KEPT = 1_000;
    private static final long TWO_DAYS = TimeUnit.DAYS.toMillis(2);
    private static final int SAMPLES_A_MINUTE = 4;

    /** Of the samples of a run, in its report. */
    private static final int TOLD = 24;

    /** What something trims, at the latest within the minute. */
    private static final List<String> BOUNDED =
            List.of("event", "event_pending", "partition_delta", "file_plan", "lease", "idempotency_key");

    /** What only grows within the hours of a test, or is trimmed every ten minutes; told and not judged. */
    private static final List<String> OTHERS = List.of(
            "relation", "snapshot", "commit_identity", "partition_stat", "audit_entry", "audit_seal", "location_claim");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final List<ServerProcess> servers = new ArrayList<>();
    private final Ledger ledger = new Ledger();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong failedReads = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();
    private final Map<String, List<Double>> samples = new TreeMap<>();
    private volatile boolean stopped;

    @Test
    void memoryAndTablesStayAsTheyAre() throws Exception {
        int minutes = TestSettings.number("tarn.it.soak-minutes");
        StoreSettings store = StoreKind.MARIADB.create();
        try (Connection connection = start(store)) {
            Fleet fleet = new Fleet(servers, servers.get(0).token());
            try (FaultWriters writers = new FaultWriters(fleet, ledger, WRITERS, WRITERS_PACE)) {
                writers.prepare();
                writers.start(TestSettings.seed());
                List<Thread> others = others(fleet);
                for (int i = 0; i < minutes * SAMPLES_A_MINUTE; i++) {
                    LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(1) / SAMPLES_A_MINUTE);
                    age(connection);
                    sample(connection);
                }
                writers.stop();
                stopped = true;
                for (Thread other : others) {
                    other.join(TimeUnit.SECONDS.toMillis(30));
                }
            }
            System.out.printf(
                    "%d minutes: %d commits, %d reads, %d events heard%n",
                    minutes, ledger.acknowledged().size(), reads.get(), heard.get());
            samples.forEach((what, values) -> System.out.printf("%-28s %s%n", what, some(values)));
            judge();
        } finally {
            stopped = true;
            servers.forEach(ServerProcess::close);
        }
    }

    private Connection start(StoreSettings store) throws IOException, SQLException {
        for (int i = 0; i < REPLICAS; i++) {
            servers.add(ServerProcess.start(
                    Files.createDirectory(directory.resolve("server" + i)),
                    store,
                    List.of(new CatalogSettings(
                            ServerProcess.CATALOG, directory.resolve("warehouse"), "unique", List.of())),
                    "feed: {retention-days: 1}\npurge: {delay-seconds: 30}\n"));
        }
        return DriverManager.getConnection(store.url(), store.user(), store.password());
    }

    private List<Thread> others(Fleet fleet) {
        List<Thread> threads = new ArrayList<>();
        for (ServerProcess server : servers) {
            threads.add(thread(() -> watch(server)));
        }
        threads.add(thread(() -> read(fleet)));
        return threads;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "soak");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void read(Fleet fleet) {
        Random random = new Random(1);
        String tables = FaultWriters.PATH + "/tables";
        while (!stopped) {
            List<Lane> lanes = ledger.lanes();
            String table = tables + "/" + ledger.object(lanes.get(random.nextInt(lanes.size())));
            List<String> paths = List.of(
                    table + "/snapshot",
                    table,
                    table + "/partitions?maxResults=100",
                    table + "/token",
                    tables + "?maxResults=100",
                    table + "/snapshots?maxResults=10",
                    "/manage/v1/audit?limit=10");
            // A table may be gone since, or have no snapshot yet.
            if (fleet.get(paths.get(random.nextInt(paths.size()))).open()) {
                failedReads.incrementAndGet();
            }
            reads.incrementAndGet();
            LockSupport.parkNanos(READERS_PACE.toNanos());
        }
    }

    private void watch(ServerProcess server) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.uri() + "/manage/v1/catalogs/" + ServerProcess.CATALOG + "/events"))
                .header("Authorization", "Bearer " + server(0).token())
                .header("Accept", "text/event-stream")
                .build();
        while (!stopped) {
            try {
                HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
                try (Scanner lines = new Scanner(response.body(), StandardCharsets.UTF_8)) {
                    // A watcher comes back now and then.
                    for (int i = 0; i < 200 && !stopped && lines.hasNextLine(); i++) {
                        if (lines.nextLine().startsWith("data: {\"id\"")) {
                            heard.incrementAndGet();
                        }
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                failedReads.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ServerProcess server(int i) {
        return servers.get(i);
    }

    /** As clients expire snapshots, and as time makes events old. */
    private void age(Connection connection) throws SQLException, IOException {
        for (Lane lane : ledger.lanes()) {
            StoredLane stored = StoredLane.of(connection, lane.table()).get(lane.branch());
            // What is rolled back goes by itself, and must be found for it.
            if (stored != null && !ledger.fate(lane.table()).rolledBack && stored.head() > SNAPSHOTS_KEPT) {
                long first = stored.head() - SNAPSHOTS_KEPT;
                Path snapshots = stored.directory().resolve("snapshot");
                Files.writeString(snapshots.resolve("EARLIEST"), Long.toString(first));
                for (StoredLane.Row row : stored.snapshots()) {
                    if (row.id() < first) {
                        Files.deleteIfExists(snapshots.resolve("snapshot-" + row.id()));
                    }
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update event set recorded_at = recorded_at - " + TWO_DAYS
                    + " where recorded_at > 1000 * unix_timestamp() - " + TWO_DAYS / 2
                    + " and seq < (select last_seq from event_head) - " + EVENTS_KEPT);
        }
    }

    private void sample(Connection connection) throws SQLException, IOException {
        for (int i = 0; i < servers.size(); i++) {
            add("live heap MiB " + i, liveHeap(server(i).pid()) / 1048576.0);
            add("resident MiB " + i, resident(server(i).pid()) / 1024.0);
        }
        for (List<String> tables : List.of(BOUNDED, OTHERS)) {
            for (String table : tables) {
                add("rows of " + table, count(connection, table));
            }
        }
        try (Stream<Path> files = Files.walk(directory.resolve("warehouse"))) {
            add("files", (double) files.count());
        } catch (UncheckedIOException e) {
            // One went away meanwhile; the next sample is as good.
        }
    }

    private void add(String what, double value) {
        samples.computeIfAbsent(what, each -> new ArrayList<>()).add(Math.round(value * 10) / 10.0);
    }

    private static double count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** In bytes, after a full collection, which a histogram of live objects makes. */
    private static long liveHeap(long pid) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            return output.lines()
                    .filter(line -> line.startsWith("Total"))
                    .mapToLong(line -> Long.parseLong(line.strip().replaceAll(".*\\s", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** In KiB. */
    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Few enough for a line: Maven loses its tests behind one of some thousand characters. */
    private static String some(List<Double> values) {
        int every = (values.size() + TOLD - 1) / TOLD;
        return IntStream.range(0, values.size())
                .filter(i -> i % every == 0)
                .mapToObj(i -> Long.toString(Math.round(values.get(i))))
                .collect(Collectors.joining(" "));
    }

    private void judge() {
        assertThat(ledger.surprises()).isEmpty();
        assertThat(failedReads.get()).as("reads without an answer").isLessThan(1 + reads.get() / 100);
        assertThat(heard.get()).as("events heard").isPositive();
        samples.forEach((what, values) -> {
            List<Double> middle = values.subList(values.size() / 3, 2 * values.size() / 3);
            List<Double> last = values.subList(2 * values.size() / 3, values.size());
            if (what.contains("MiB")) {
                assertThat(median(last)).as(what).isLessThanOrEqualTo(MOST_GROWTH * median(middle));
            }
            if (what.startsWith("resident")) {
                assertThat(Collections.max(values)).as(what).isLessThan(MOST_RESIDENT_MIB);
            }
            if (BOUNDED.stream().anyMatch(table -> what.equals("rows of " + table))) {
                // A hundred more or less is the moment of the sample.
                assertThat(Collections.max(last)).as(what).isLessThan(100 + MOST_GROWTH * Collections.max(middle));
            }
        });
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
