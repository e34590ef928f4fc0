package io.tarn.bench;

import io.tarn.engines.StoreKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private Bench(Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        try {
            run(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("tarn: " + e.getMessage());
            System.exit(2);
        }
        // Clients of peers leave threads behind.
        System.exit(0);
    }

    /** @throws IllegalArgumentException that names what is wrong with the arguments */
    static void run(String... arguments) throws Exception {
        Options options = Options.parse(arguments);
        List<Row> rows = ROWS.stream().filter(options::wants).toList();
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("--rows names none of "
                    + String.join(", ", ROWS.stream().map(Row::key).toList()));
        }
        new Bench(options).run(rows);
    }

    private void run(List<Row> rows) throws Exception {
        Path directory = Files.createTempDirectory("tarn-bench");
        try {
            for (StoreKind store : options.stores()) {
                run(store, rows, directory);
            }
        } finally {
            delete(directory);
        }
        Report report = new Report(facts, results);
        Path out = Files.createDirectories(options.out());
        Files.writeString(out.resolve("report.json"), report.json());
        Files.writeString(out.resolve("report.html"), report.html());
        System.out.println(report.text());
        System.out.println(
                "The report is " + out.resolve("report.html").toAbsolutePath().normalize()
                        + ", and its figures are in report.json beside it.");
    }

    private void run(StoreKind store, List<Row> rows, Path directory) throws Exception {
        try (Bed bed = new Bed(store, directory.resolve(name(store)))) {
            for (Row row : rows) {
                System.out.printf(
                        "%s on %s, %d clients, %d rounds of %.1f s%n",
                        row.key(), name(store), row.clients(), options.rounds(), options.roundNanos() / 1e9);
                Result result = Result.measure(row, bed, options);
                results.add(result);
                result.rounds()
                        .keySet()
                        .forEach(side -> System.out.printf(
                                "  %-40s %10.0f %s/s%n", side, result.median(side, Round::perSecond), row.unit()));
                result.notes().forEach(note -> System.out.println("  " + note));
            }
            facts.put("database " + name(store), bed.version());
        }
    }

    static String name(StoreKind store) {
        return store.name().toLowerCase(Locale.ROOT);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
