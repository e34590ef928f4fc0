package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Measures what a server does in a second, beside floors and peers, and writes a report. */
public final class Bench {
    /** In the order in which they are measured. */
    static final List<Row> ROWS = List.of(
            CommitRow.toOwnTables(),
            CommitRow.toOneTable(),
            ReadRow.snapshot(8),
            ReadRow.snapshot(32),
            ReadRow.table(8),
            ReadRow.table(32),
            PaimonRow.COMMITS_DISTINCT,
            PaimonRow.COMMITS_HOT,
            PaimonRow.CREATES,
            PaimonRow.GETS,
            IcebergRow.LOADS,
            IcebergRow.LOADS_LONG,
            IcebergRow.COMMITS,
            new OverloadRow(),
            AloneRow.RESTARTS,
            AloneRow.PARTITIONS,
            AccessRow.LISTS,
            AccessRow.READS);

    private final Options options;
    private final Map<String, String> facts = new LinkedHashMap<>(Machine.facts());
    private final List<Result> results = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private Bench(Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) {
        // Clients of peers leave threads behind, so it has to be told to end.
        try {
            System.exit(run(arguments) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("tarn: " + e.getMessage());
            System.exit(2);
        } catch (IOException | UncheckedIOException | SQLException e) {
            System.err.println("tarn: " + e);
            System.exit(1);
        }
    }

    /**
     * @return whether every row could be measured
     * @throws IllegalArgumentException that names what is wrong with the arguments
     */
    static boolean run(String... arguments) throws IOException, SQLException {
        Options options = Options.parse(arguments);
        List<Row> rows = ROWS.stream().filter(options::wants).toList();
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("--rows names none of "
                    + String.join(", ", ROWS.stream().map(Row::key).toList()));
        }
        return new Bench(options).run(rows);
    }

    private boolean run(List<Row> rows) throws IOException, SQLException {
        Path directory = Files.createTempDirectory("tarn-bench");
        try {
            for (StoreKind store : options.stores()) {
                run(store, rows, directory);
            }
        } finally {
            delete(directory);
        }
        System.out.println(new Report(facts, results, failures).text());
        System.out.println("The report is "
                + options.out().resolve("report.html").toAbsolutePath().normalize()
                + ", and its figures are in report.json beside it.");
        return failures.isEmpty();
    }

    /** After each row, so that a run that is broken off leaves what it has come to. */
    private void write() throws IOException {
        Report report = new Report(facts, results, failures);
        Path out = Files.createDirectories(options.out());
        Files.writeString(out.resolve("report.json"), report.json());
        Files.writeString(out.resolve("report.html"), report.html());
    }

    private void run(StoreKind store, List<Row> rows, Path directory) throws IOException, SQLException {
        try (Bed bed = new Bed(store, directory.resolve(name(store)))) {
            for (Row row : rows) {
                System.out.printf(
                        "%s on %s, %d clients, %d rounds of %.1f s%n",
                        row.key(), name(store), row.clients(), options.rounds(), options.roundNanos() / 1e9);
                measure(row, bed);
                facts.put("database " + name(store), bed.version());
                write();
            }
        }
    }

    /** A row that cannot be measured does not keep the others from it. */
    private void measure(Row row, Bed bed) {
        Result result;
        try {
            result = Result.measure(row, bed, options);
        } catch (Exception e) {
            String failure = row.key() + " on " + name(bed.store()) + " could not be measured: " + e;
            failures.add(failure);
            System.out.println("  " + failure);
            // Of a peer's client it says little without the place.
            e.printStackTrace();
            return;
        }
        results.add(result);
        result.rounds()
                .keySet()
                .forEach(side -> System.out.printf(
                        "  %-40s %10.0f %s/s%n", side, result.median(side, Round::perSecond), row.unit()));
        result.notes().forEach(note -> System.out.println("  " + note));
    }

    static String name(StoreKind store) {
        return store.name().toLowerCase(Locale.ROOT);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A client that hangs may still write there. The report matters more.
            System.out.println("Some files are left in " + directory + ": " + e.getMessage());
        }
    }
}
