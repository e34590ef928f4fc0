package io.tarn.engines.faults;

import io.tarn.engines.faults.Fleet.Answer;
import io.tarn.engines.faults.Ledger.Attempt;
import io.tarn.engines.faults.Ledger.Lane;
import io.tarn.engines.faults.Ledger.Part;
import io.tarn.engines.faults.StoredLane.Row;
import io.tarn.engines.faults.StoredLane.Told;
import io.tarn.engines.faults.StoredLane.Totals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Holds what the database, storage and the server say of tables against what writers were told, when nobody writes any more
 * and each branch has had a last commit that met no fault.
 */
final class InvariantChecker {

    enum Rule {
        /** What was acknowledged is in the history, as the snapshot that it was to be. */
        ACKNOWLEDGED,
        /** What was refused, rolled back, or never sent is not. */
        NOTHING_ELSE,
        /** Ids begin at 1 and have no gap. */
        CONTIGUOUS,
        /** No commit is in a history twice. */
        ONCE,
        /** The branch's row names the last snapshot, as published and settled. */
        HEAD,
        PARTITIONS,
        TOTALS,
        /** Each snapshot has its file, byte for byte, and there is no other. */
        FILES,
        HINTS,
        /** Each change is told once, in the order of its table, under numbers without a gap. */
        EVENTS,
        /** Each change is audited once. */
        AUDIT,
        /** The server says what the database does. */
        SERVER,
        /** Tables are where their last acknowledged change has put them. */
        TABLES
    }

    record Violation(Rule rule, String what) {}

    private static final String SNAPSHOT = "snapshot-";

    private final Ledger ledger;
    private final Map<Lane, Answer> served = new HashMap<>();
    private final List<Violation> found = new ArrayList<>();

    private InvariantChecker(Ledger ledger) {
        this.ledger = ledger;
    }

    /** What the server says of each branch; the embedded store cannot be read while it runs. */
    static InvariantChecker afterAsking(Fleet fleet, Ledger ledger) {
        InvariantChecker checker = new InvariantChecker(ledger);
        ledger.lanes()
                .forEach(lane -> checker.served.put(
                        lane, fleet.get(FaultWriters.PATH + "/tables/" + ledger.object(lane) + "/snapshot")));
        return checker;
    }

    List<Violation> check(Connection connection) throws SQLException {
        found.clear();
        Map<UUID, Map<String, StoredLane>> tables = new HashMap<>();
        for (Map.Entry<UUID, Ledger.Fate> table : ledger.tables().entrySet()) {
            Map<String, StoredLane> lanes = StoredLane.of(connection, table.getKey());
            tables.put(table.getKey(), lanes);
            if (lanes.isEmpty() != table.getValue().dropped) {
                say(Rule.TABLES, "%s is %s there".formatted(table, lanes.isEmpty() ? "not" : "still"));
            }
        }
        for (Lane lane : ledger.lanes()) {
            StoredLane stored = tables.get(lane.table()).get(lane.branch());
            if (stored != null) {
                checkHistory(lane, stored);
                checkSums(lane, stored);
                checkFiles(lane, stored);
                checkServer(lane, stored);
            } else {
                say(Rule.TABLES, "%s has no row".formatted(lane));
            }
        }
        checkTold(StoredLane.told(connection), tables);
        return List.copyOf(found);
    }

    private void say(Rule rule, String what) {
        found.add(new Violation(rule, what));
    }

    private void checkHistory(Lane lane, StoredLane stored) {
        List<Long> ids = stored.snapshots().stream().map(Row::id).toList();
        if (!ids.equals(LongStream.rangeClosed(1, ids.size()).boxed().toList())) {
            say(Rule.CONTIGUOUS, "%s has the snapshots %s".formatted(lane, ids));
        }
        Map<Long, Long> byIdentifier = new HashMap<>();
        for (Row row : stored.snapshots()) {
            Long before = byIdentifier.put(row.identifier(), row.id());
            if (before != null) {
                say(Rule.ONCE, "%s has the commit %d as %d and %d".formatted(lane, row.identifier(), before, row.id()));
            }
            Attempt sent = ledger.attempt(row.identifier());
            if (sent == null || !sent.lane().equals(lane) || sent.id() != row.id()) {
                say(Rule.NOTHING_ELSE, "%s has as %d what nobody sent: %s".formatted(lane, row.id(), row.body()));
            } else if (ledger.refused().contains(row.identifier())) {
                say(Rule.NOTHING_ELSE, "%s has as %d what was refused: %s".formatted(lane, row.id(), sent));
            } else if (ledger.withdrawn().contains(row.identifier())) {
                say(Rule.NOTHING_ELSE, "%s has as %d what was rolled back: %s".formatted(lane, row.id(), sent));
            }
        }
        for (Attempt attempt : ledger.kept(lane)) {
            if (!Objects.equals(byIdentifier.get(attempt.identifier()), attempt.id())) {
                say(Rule.ACKNOWLEDGED, "%s does not have %s".formatted(lane, attempt));
            }
        }
        Row last = stored.snapshots().isEmpty()
                ? null
                : stored.snapshots().get(stored.snapshots().size() - 1);
        if (last == null ? stored.head() != 0 : stored.head() != last.id()) {
            say(Rule.HEAD, "%s has the head %d and the snapshots %s".formatted(lane, stored.head(), ids));
        } else if (last != null
                && !stored.headUuid().equals(last.json().path("uuid").asText(""))) {
            say(Rule.HEAD, "%s has the head %s and last %s".formatted(lane, stored.headUuid(), last.body()));
        }
        if (!stored.published() || !stored.settled()) {
            say(Rule.HEAD, "%s is published %s, settled %s".formatted(lane, stored.published(), stored.settled()));
        }
    }

    private void checkSums(Lane lane, StoredLane stored) {
        List<Attempt> commits = new ArrayList<>();
        for (Row row : stored.snapshots()) {
            Attempt attempt = ledger.attempt(row.identifier());
            if (attempt == null) {
                return;
            }
            commits.add(attempt);
            checkTotals(lane + " at " + row.id(), row.totals(), Ledger.total(commits));
        }
        checkTotals(lane.toString(), stored.totals(), Ledger.total(commits));
        if (stored.partitionState().equals("exact")) {
            Map<String, Totals> counted = new TreeMap<>();
            Ledger.recount(commits).forEach((name, part) -> counted.put(name, totals(part)));
            if (!counted.equals(stored.partitions())) {
                say(Rule.PARTITIONS, "%s has %s, and not %s".formatted(lane, stored.partitions(), counted));
            }
        } else if (lane.branch().equals("main") && !ledger.fate(lane.table()).rolledBack) {
            say(Rule.PARTITIONS, "of %s they are %s".formatted(lane, stored.partitionState()));
        }
    }

    private void checkTotals(String what, Totals stored, Part counted) {
        if (!stored.equals(totals(counted))) {
            say(Rule.TOTALS, "%s: %s, and not %s".formatted(what, stored, counted));
        }
    }

    private static Totals totals(Part part) {
        return new Totals(part.records(), part.bytes(), part.files(), part.at());
    }

    private void checkFiles(Lane lane, StoredLane stored) {
        Path directory = stored.directory().resolve("snapshot");
        Set<String> files = names(directory);
        for (Row row : stored.snapshots()) {
            String name = SNAPSHOT + row.id();
            if (!files.remove(name)) {
                say(Rule.FILES, "%s has no %s".formatted(lane, directory.resolve(name)));
            } else if (!Arrays.equals(read(directory.resolve(name)), row.body().getBytes(StandardCharsets.UTF_8))) {
                say(Rule.FILES, "%s of %s is not its row".formatted(directory.resolve(name), lane));
            }
        }
        files.stream()
                .filter(name -> name.startsWith(SNAPSHOT))
                .forEach(name -> say(Rule.FILES, "%s of %s has no row".formatted(directory.resolve(name), lane)));
        if (stored.head() > 0) {
            String latest = files.contains("LATEST") ? text(directory.resolve("LATEST")) : "";
            if (!latest.equals(Long.toString(stored.head()))) {
                say(Rule.HINTS, "the newest of %s is '%s', and not %d".formatted(lane, latest, stored.head()));
            }
            // It is written once, and only saves readers a listing.
            if (files.contains("EARLIEST")
                    && !text(directory.resolve("EARLIEST")).equals("1")) {
                say(Rule.HINTS, "the oldest of %s is '%s'".formatted(lane, text(directory.resolve("EARLIEST"))));
            }
        }
    }

    private void checkServer(Lane lane, StoredLane stored) {
        Answer answer = served.get(lane);
        long says = answer.ok() ? answer.json().at("/snapshot/snapshot/id").asLong() : answer.status() == 404 ? 0 : -1;
        long records = answer.ok() ? answer.json().at("/snapshot/recordCount").asLong() : 0;
        if (says != stored.head() || records != Math.max(0, stored.totals().records())) {
            say(
                    Rule.SERVER,
                    "of %s it says %s, and not %d, %s".formatted(lane, answer, stored.head(), stored.totals()));
        }
    }

    private void checkTold(List<Told> all, Map<UUID, Map<String, StoredLane>> tables) {
        long seq = 0;
        Map<Lane, Long> heads = new HashMap<>();
        Map<Long, Lane> commits = new HashMap<>();
        Map<UUID, List<String>> changes = new HashMap<>();
        for (Told one : all) {
            if (one.seq() == 0) {
                say(Rule.EVENTS, "audited and not told: %s".formatted(one));
                continue;
            }
            if (one.seq() != ++seq) {
                say(Rule.EVENTS, "number %d is missing".formatted(seq));
                seq = one.seq();
            }
            if (one.operation().isEmpty()) {
                say(Rule.AUDIT, "told and not audited: %s".formatted(one));
                continue;
            }
            if (!ledger.tables().containsKey(one.object())) {
                continue;
            }
            changes.computeIfAbsent(one.object(), each -> new ArrayList<>()).add(one.operation());
            Lane lane = new Lane(one.object(), one.branch());
            if (one.operation().equals("COMMIT_SNAPSHOT")) {
                checkCommit(one, lane, heads.getOrDefault(lane, 0L), commits);
                heads.put(lane, one.fact("newSnapshot"));
            } else if (one.operation().equals("ROLLBACK_TABLE")) {
                heads.put(lane, one.fact("newSnapshot"));
            }
        }
        checkComplete(commits.keySet(), tables);
        ledger.tables().forEach((table, fate) -> checkChanges(table, fate, changes.getOrDefault(table, List.of())));
    }

    private void checkCommit(Told one, Lane lane, long head, Map<Long, Lane> commits) {
        if (one.fact("oldSnapshot") != head || one.fact("newSnapshot") != head + 1) {
            say(Rule.EVENTS, "after %d of %s: %s".formatted(head, lane, one));
        }
        if (commits.put(one.fact("commitIdentifier"), lane) != null) {
            say(Rule.EVENTS, "told twice: %s".formatted(one));
        }
        if (one.details().path("snapshot").asLong() != one.fact("newSnapshot")
                || !one.details().path("branch").asText().equals(lane.branch())) {
            say(Rule.AUDIT, "audited as something else: %s".formatted(one));
        }
        if (ledger.refused().contains(one.fact("commitIdentifier"))) {
            say(Rule.EVENTS, "told, and refused: %s".formatted(one));
        }
    }

    private void checkComplete(Set<Long> told, Map<UUID, Map<String, StoredLane>> tables) {
        Set<Long> expected = new TreeSet<>(ledger.acknowledged());
        tables.values().stream()
                .flatMap(lanes -> lanes.values().stream())
                .flatMap(lane -> lane.snapshots().stream())
                .forEach(row -> expected.add(row.identifier()));
        expected.removeAll(told);
        if (!expected.isEmpty()) {
            say(Rule.EVENTS, "not told are the commits %s".formatted(expected));
        }
    }

    private void checkChanges(UUID table, Ledger.Fate fate, List<String> told) {
        Map<String, Boolean> expected =
                Map.of("CREATE_TABLE", true, "RENAME_TABLE", fate.renamed, "DROP_TABLE", fate.dropped);
        expected.forEach((operation, once) -> {
            long times = told.stream().filter(operation::equals).count();
            if (times != (once ? 1 : 0)) {
                say(Rule.EVENTS, "%s %s is told %d times".formatted(operation, table, times));
            }
        });
        if (!told.isEmpty()
                && (!told.get(0).equals("CREATE_TABLE")
                        || (fate.dropped && !told.get(told.size() - 1).equals("DROP_TABLE")))) {
            say(Rule.EVENTS, "%s is told in the order %s".formatted(table, told));
        }
    }

    private static Set<String> names(Path directory) {
        if (!Files.isDirectory(directory)) {
            return new HashSet<>();
        }
        try (Stream<Path> files = Files.list(directory)) {
            Set<String> names = new HashSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        return new String(read(file), StandardCharsets.UTF_8).strip();
    }
}
