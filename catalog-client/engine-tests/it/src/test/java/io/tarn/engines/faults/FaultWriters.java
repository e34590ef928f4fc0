package io.tarn.engines.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.engines.faults.Fleet.Answer;
import io.tarn.engines.faults.Ledger.Attempt;
import io.tarn.engines.faults.Ledger.Lane;
import io.tarn.engines.faults.Ledger.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Writers that commit to one hot table, to others and their branches, to tables that they roll back, and to tables that come,
 * change their names and go. They do with an answer what clients of Paimon do, and note in a ledger what they were told.
 */
final class FaultWriters implements AutoCloseable {
    /** Of the database that all tables are in. */
    static final String PATH = "/databases/faults";

    private static final String DATABASE = "faults";

    private static final int COLD = 5;
    private static final int BRANCHED = 2;
    private static final int ROLLING = 3;
    private static final int TRIES = 12;
    private static final Duration LAST = Duration.ofSeconds(60);

    /** All replicas may be down at once. */
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(2);

    private final Fleet fleet;
    private final Ledger ledger;
    private final int writers;
    private final Duration pace;
    private final ExecutorService threads;
    private final List<Lane> shared = new ArrayList<>();
    private final List<Lane> rolling = new ArrayList<>();

    /** What writers take for the newest snapshot; it may be wrong, and then they read again. */
    private final Map<Lane, Head> heads = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    /** {@code uuid} is empty of a snapshot that has none. */
    private record Head(long id, String uuid) {}

    FaultWriters(Fleet fleet, Ledger ledger, int writers) {
        this(fleet, ledger, writers, Duration.ZERO);
    }

    /** @param pace how long each writer rests after each thing it does */
    FaultWriters(Fleet fleet, Ledger ledger, int writers, Duration pace) {
        this.pace = pace;
        this.fleet = fleet;
        this.ledger = ledger;
        this.writers = writers;
        this.threads = Executors.newFixedThreadPool(writers);
    }

    /** Makes the tables that stay, while there are no faults yet. */
    void prepare() {
        need(fleet.post("/databases", "{\"name\":\"" + DATABASE + "\",\"options\":{}}"));
        shared.add(create("hot"));
        for (int i = 0; i < COLD; i++) {
            shared.add(create("cold" + i));
        }
        for (Lane lane : List.copyOf(shared.subList(1, 1 + BRANCHED))) {
            need(fleet.post(at(lane) + "/branches", "{\"branch\":\"b\"}"));
            Lane branch = new Lane(lane.table(), "b");
            ledger.made("", branch);
            shared.add(branch);
        }
        for (int i = 0; i < ROLLING; i++) {
            rolling.add(create("back" + i));
        }
    }

    private static void need(Answer answer) {
        if (!answer.ok()) {
            throw new IllegalStateException(answer.toString());
        }
    }

    private Lane create(String name) {
        need(fleet.post(PATH + "/tables", table(name)));
        return lane(name, fleet.get(PATH + "/tables/" + name));
    }

    private Lane lane(String name, Answer answer) {
        need(answer);
        Lane lane = new Lane(UUID.fromString(answer.json().get("id").asText()), "main");
        ledger.made(name, lane);
        return lane;
    }

    private String at(Lane lane) {
        return PATH + "/tables/" + ledger.object(lane);
    }

    private static String table(String name) {
        return """
                {"identifier":{"database":"%s","object":"%s"},"schema":{
                 "fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"dt","type":"STRING"}],
                 "partitionKeys":["dt"],"primaryKeys":[],"options":{},"comment":""}}
                """.formatted(DATABASE, name);
    }

    void start(long seed) {
        for (int i = 0; i < writers; i++) {
            int writer = i;
            threads.execute(() -> write(writer, new Random(seed + writer)));
        }
    }

    private void write(int writer, Random random) {
        int made = 0;
        try {
            while (!stopped) {
                LockSupport.parkNanos(pace.toNanos());
                int what = random.nextInt(100);
                if (writer < rolling.size() && what < 40) {
                    commitAndRollBack(rolling.get(writer), random);
                } else if (what < 44) {
                    comeAndGo("gone" + writer + "_" + made++, random);
                } else if (what < 65) {
                    commit(shared.get(0), random);
                } else {
                    commit(shared.get(random.nextInt(shared.size())), random);
                }
            }
        } catch (RuntimeException e) {
            ledger.surprised("writer " + writer + " ended with " + e + " at " + List.of(e.getStackTrace()));
        }
    }

    /** @return the commit, if the server said that it is applied */
    private Optional<Attempt> commit(Lane lane, Random random) {
        Head head = heads.computeIfAbsent(lane, this::newest);
        if (head.id() < 0) {
            heads.remove(lane, head);
            pause();
            return Optional.empty();
        }
        Attempt attempt = attempt(lane, head, random);
        ledger.sends(attempt);
        if (!ask(attempt, random)) {
            heads.remove(lane, head);
            return Optional.empty();
        }
        heads.put(lane, new Head(attempt.id(), attempt.uuid()));
        if (random.nextInt(20) == 0) {
            ask(attempt, random);
        }
        return Optional.of(attempt);
    }

    private Attempt attempt(Lane lane, Head head, Random random) {
        long identifier = ledger.nextIdentifier();
        // As clients of 2.0 do, and as those before.
        String uuid = random.nextBoolean() ? new UUID(random.nextLong(), random.nextLong()).toString() : "";
        List<Part> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(new Part(
                    "dt=d" + (10 * i + random.nextInt(10)),
                    1 + random.nextInt(1000),
                    1 + random.nextInt(1_000_000),
                    1 + random.nextInt(3),
                    1 + random.nextInt(1_000_000)));
        }
        String statistics = parts.stream()
                .map(part -> """
                        {"spec":{"dt":"%s"},"recordCount":%d,"fileSizeInBytes":%d,"fileCount":%d,
                         "lastFileCreationTime":%d,"totalBuckets":1}
                        """.formatted(
                                part.partition().substring("dt=".length()),
                                part.records(),
                                part.bytes(),
                                part.files(),
                                part.at()))
                .collect(Collectors.joining(","));
        long id = head.id() + 1;
        String body = """
                {"tableId":"%s","baseSnapshotUuid":%s,"snapshot":{"version":3,"id":%d,%s"schemaId":0,
                 "baseManifestList":"base-%d","deltaManifestList":"delta-%d","commitUser":"writer","commitIdentifier":%d,
                 "commitKind":"APPEND","timeMillis":1},"statistics":[%s]}
                """.formatted(
                        lane.table(),
                        head.uuid().isEmpty() ? "null" : "\"" + head.uuid() + "\"",
                        id,
                        uuid.isEmpty() ? "" : "\"uuid\":\"" + uuid + "\",",
                        identifier,
                        identifier,
                        identifier,
                        statistics);
        return new Attempt(lane, id, uuid, identifier, parts, body);
    }

    /** Sends a commit until the server says what has become of it. */
    private boolean ask(Attempt attempt, Random random) {
        String path = at(attempt.lane()) + "/commit";
        for (int i = 0; i < TRIES; i++) {
            Answer answer = fleet.send("POST", path, attempt.body(), patience(random));
            if (answer.ok()) {
                boolean yes = answer.json().get("success").asBoolean();
                ledger.told(attempt, yes);
                return yes;
            }
            if (!answer.open()) {
                ledger.surprised(answer + " to " + attempt);
                return false;
            }
            pause();
        }
        return false;
    }

    /** Some clients give up at once. */
    private Duration patience(Random random) {
        return !stopped && random.nextInt(8) == 0 ? Duration.ofMillis(2 + random.nextInt(30)) : Fleet.PATIENCE;
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }

    private Head newest(Lane lane) {
        Answer answer = fleet.get(at(lane) + "/snapshot");
        if (answer.ok()) {
            JsonNode snapshot = answer.json().at("/snapshot/snapshot");
            return new Head(snapshot.get("id").asLong(), snapshot.path("uuid").asText(""));
        }
        if (answer.status() == 404) {
            return new Head(0, "");
        }
        if (!answer.open()) {
            ledger.surprised(answer + " to the newest snapshot of " + lane);
        }
        return new Head(-1, "");
    }

    /** Nobody else writes this table, so it is known what must be left of it. */
    private void commitAndRollBack(Lane lane, Random random) {
        for (Attempt attempt : ledger.open()) {
            if (attempt.lane().equals(lane) && !ask(attempt, random)) {
                // It may still be carried out, so what a rollback would take away is not known.
                return;
            }
        }
        Optional<Attempt> last = commit(lane, random);
        if (last.isEmpty() || last.get().id() < 3 || random.nextInt(4) != 0) {
            return;
        }
        long to = 1L + random.nextInt((int) last.get().id() - 1);
        // Whoever gives this up and sends it again may roll back what was committed since.
        Answer answer = insist(
                "POST",
                at(lane) + "/rollback",
                "{\"instant\":{\"type\":\"snapshot\",\"snapshotId\":" + to + "}}",
                () -> Fleet.PATIENCE);
        if (!answer.ok()) {
            ledger.surprised(answer + " to the rollback of " + lane + " to " + to);
            return;
        }
        ledger.rolledBack(lane, to);
        heads.remove(lane);
        if (random.nextBoolean()) {
            // Answered "no", the ledger would say so.
            ask(last.get(), random);
        }
    }

    /** Until there is an answer. */
    private Answer insist(String method, String path, String body, Supplier<Duration> patience) {
        Answer answer = new Answer(0, "");
        long end = System.nanoTime() + LONGEST_OUTAGE.toNanos();
        while (answer.open() && System.nanoTime() < end) {
            answer = fleet.send(method, path, body, patience.get());
            if (answer.open()) {
                pause();
            }
        }
        return answer;
    }

    /** What was done by a request without an answer is found by the next one. */
    private void comeAndGo(String name, Random random) {
        Supplier<Duration> patience = () -> patience(random);
        Answer created = insist("POST", PATH + "/tables", table(name), patience);
        if (!created.ok() && created.status() != 409) {
            ledger.surprised(created + " to the creation of " + name);
            return;
        }
        Lane lane = lane(name, insist("GET", PATH + "/tables/" + name, null, patience));
        commit(lane, random);
        commit(lane, random);
        if (random.nextBoolean()) {
            rename(lane, patience);
        }
        commit(lane, random);
        if (random.nextInt(4) != 0) {
            Ledger.Fate fate = ledger.fate(lane.table());
            Answer dropped = insist("DELETE", at(lane), null, patience);
            if (dropped.ok() || dropped.status() == 404) {
                fate.dropped = true;
            } else {
                ledger.surprised(dropped + " to the drop of " + fate.name);
            }
        }
    }

    private void rename(Lane lane, Supplier<Duration> patience) {
        Ledger.Fate fate = ledger.fate(lane.table());
        String to = fate.name + "r";
        Answer renamed = insist("POST", "/tables/rename", """
                {"source":{"database":"%1$s","object":"%2$s"},"destination":{"database":"%1$s","object":"%3$s"}}
                """.formatted(DATABASE, fate.name, to), patience);
        if (!renamed.ok() && renamed.status() != 404) {
            ledger.surprised(renamed + " to the new name " + to);
            return;
        }
        fate.name = to;
        fate.renamed = true;
    }

    /** Until all have finished what they were at. */
    void stop() {
        stopped = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a writer does not come to its end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** When there are no faults any more: asks for what is open, and commits once more to all that is there. */
    void finish(Random random) {
        for (Attempt attempt : ledger.open()) {
            if (!ledger.fate(attempt.lane().table()).dropped) {
                ask(attempt, random);
            }
        }
        for (Lane lane : ledger.lanes()) {
            heads.remove(lane);
            if (commit(lane, random).isEmpty()) {
                ledger.surprised("the last commit to " + ledger.object(lane) + " was not applied");
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }
}
