package io.tarn.engines.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What writers sent, and what they were told of it. */
final class Ledger {

    /** What a commit adds to a partition. */
    record Part(String partition, long records, long bytes, long files, long at) {}

    /** A branch of a table. */
    record Lane(UUID table, String branch) {}

    /** A commit that was sent, perhaps many times. {@code uuid} is empty of a client that sends none. */
    record Attempt(Lane lane, long id, String uuid, long identifier, List<Part> parts, String body) {}

    /** What must have become of a table; its counts are of what was acknowledged. */
    static final class Fate {
        volatile String name;
        volatile boolean renamed;
        volatile boolean dropped;

        /** It was rolled back, so nobody keeps count of its partitions. */
        volatile boolean rolledBack;

        Fate(String name) {
            this.name = name;
        }
    }

    private final AtomicLong identifiers = new AtomicLong();
    private final Map<Long, Attempt> attempts = new ConcurrentHashMap<>();
    private final Set<Long> open = ConcurrentHashMap.newKeySet();
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Long> refused = ConcurrentHashMap.newKeySet();
    private final Set<Long> withdrawn = ConcurrentHashMap.newKeySet();
    private final Map<Lane, Set<Attempt>> byLane = new ConcurrentHashMap<>();
    private final Map<UUID, Fate> tables = new ConcurrentHashMap<>();
    private final Set<Lane> lanes = ConcurrentHashMap.newKeySet();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    long nextIdentifier() {
        return identifiers.incrementAndGet();
    }

    void made(String name, Lane lane) {
        tables.putIfAbsent(lane.table(), new Fate(name));
        lanes.add(lane);
    }

    Fate fate(UUID table) {
        return tables.get(table);
    }

    /** As clients name it in a path. */
    String object(Lane lane) {
        String name = fate(lane.table()).name;
        return lane.branch().equals("main") ? name : name + "%24branch_" + lane.branch();
    }

    Map<UUID, Fate> tables() {
        return tables;
    }

    /** All branches of tables that were not dropped. */
    List<Lane> lanes() {
        return lanes.stream().filter(lane -> !fate(lane.table()).dropped).toList();
    }

    void sends(Attempt attempt) {
        attempts.put(attempt.identifier(), attempt);
        open.add(attempt.identifier());
    }

    /** The server said {@code true}, or {@code false}. Whoever is told both has something to say. */
    void told(Attempt attempt, boolean yes) {
        open.remove(attempt.identifier());
        (yes ? acknowledged : refused).add(attempt.identifier());
        if (yes) {
            byLane.computeIfAbsent(attempt.lane(), each -> ConcurrentHashMap.newKeySet())
                    .add(attempt);
        }
        if ((yes ? refused : acknowledged).contains(attempt.identifier())) {
            surprised("told both yes and no: " + attempt);
        }
    }

    /** A rollback was acknowledged. */
    void rolledBack(Lane lane, long to) {
        fate(lane.table()).rolledBack = true;
        byLane.get(lane).stream()
                .filter(attempt -> attempt.id() > to)
                .forEach(attempt -> withdrawn.add(attempt.identifier()));
    }

    void surprised(String by) {
        surprises.add(by);
    }

    List<String> surprises() {
        return List.copyOf(surprises);
    }

    Attempt attempt(long identifier) {
        return attempts.get(identifier);
    }

    /** Commits of which nobody knows what became of them. */
    List<Attempt> open() {
        return open.stream().sorted().map(attempts::get).toList();
    }

    Set<Long> acknowledged() {
        return acknowledged;
    }

    Set<Long> refused() {
        return refused;
    }

    /** Acknowledged, and then rolled back. */
    Set<Long> withdrawn() {
        return withdrawn;
    }

    /** What was acknowledged, and must be in the history of the branch. */
    List<Attempt> kept(Lane lane) {
        return byLane.getOrDefault(lane, Set.of()).stream()
                .filter(attempt -> !withdrawn.contains(attempt.identifier()))
                .toList();
    }

    /** What commits together hold, by partition. */
    static Map<String, Part> recount(List<Attempt> commits) {
        Map<String, Part> sums = new TreeMap<>();
        for (Attempt commit : commits) {
            for (Part part : commit.parts()) {
                sums.merge(
                        part.partition(),
                        part,
                        (a, b) -> new Part(
                                a.partition(),
                                a.records() + b.records(),
                                a.bytes() + b.bytes(),
                                a.files() + b.files(),
                                Math.max(a.at(), b.at())));
            }
        }
        return sums;
    }

    /** The same of all partitions. */
    static Part total(List<Attempt> commits) {
        List<Part> parts = new ArrayList<>();
        commits.forEach(commit -> parts.addAll(commit.parts()));
        return parts.stream()
                .reduce(
                        new Part("", 0, 0, 0, 0),
                        (a, b) -> new Part(
                                "",
                                a.records() + b.records(),
                                a.bytes() + b.bytes(),
                                a.files() + b.files(),
                                Math.max(a.at(), b.at())));
    }
}
