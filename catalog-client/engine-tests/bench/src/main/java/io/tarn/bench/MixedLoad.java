package io.tarn.bench;

import io.tarn.bench.HttpConnection.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What comes to the catalog of a company with thousands of streaming jobs and many queries: of a hundred requests 6 are
 * commits, 45 read a newest snapshot, 40 open a table, 8 list tables and 1 asks for the configuration.
 */
final class MixedLoad implements Work {
    private static final Pattern SNAPSHOT =
            Pattern.compile("\"id\"\\s*:\\s*(\\d+).*?\"commitIdentifier\"\\s*:\\s*(\\d+)", Pattern.DOTALL);
    private static final Pattern NEXT = Pattern.compile("\"nextPageToken\"\\s*:\\s*\"([^\"]+)\"");

    private final TarnClients clients;
    private final List<Table> tables = new ArrayList<>();
    private final AtomicLong identifiers = new AtomicLong();

    /** A table and the one job that writes it. */
    private static final class Table {
        private final String name;
        private final ReentrantLock job = new ReentrantLock();
        private final Map<Long, Long> acknowledged = new ConcurrentHashMap<>();

        /** The newest snapshot; -1 when the job must look. */
        private long head;

        Table(String name) {
            this.name = name;
        }
    }

    MixedLoad(TarnClients clients, int count) throws IOException {
        this.clients = clients;
        for (int i = 0; i < count; i++) {
            Table table = new Table("t" + i);
            clients.createTable(table.name);
            tables.add(table);
            commit(0, table);
        }
    }

    /** Until one is served. */
    @Override
    public void run(int client) throws IOException {
        while (!serve(client)) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** @return false when the server had no room for it */
    boolean serve(int client) throws IOException {
        int what = ThreadLocalRandom.current().nextInt(100);
        Table table = tables.get(ThreadLocalRandom.current().nextInt(tables.size()));
        if (what < 6) {
            return commit(client, table);
        }
        Answer answer;
        if (what < 51) {
            answer = clients.send(client, clients.ofTable("GET", table.name, "/snapshot", ""));
        } else if (what < 91) {
            answer = clients.send(client, clients.ofTable("GET", table.name, "", ""));
        } else if (what < 99) {
            answer = clients.send(client, clients.tables());
        } else {
            answer = clients.send(client, clients.configuration());
        }
        return served(answer);
    }

    private static boolean served(Answer answer) {
        if (answer.status() == 429 || answer.status() == 503) {
            return false;
        }
        TarnClients.done(answer);
        return true;
    }

    private boolean commit(int client, Table table) throws IOException {
        table.job.lock();
        try {
            if (table.head < 0 && !look(client, table)) {
                return false;
            }
            long identifier = identifiers.incrementAndGet();
            long next = table.head + 1;
            // Whatever comes of it: unless it was applied, the job must look.
            table.head = -1;
            Answer answer = clients.send(
                    client, clients.ofTable("POST", table.name, "/commit", TarnCommits.body(next, identifier, 0)));
            if (!served(answer)) {
                return false;
            }
            if (answer.body().contains("true")) {
                table.head = next;
                table.acknowledged.put(next, identifier);
            }
            return true;
        } finally {
            table.job.unlock();
        }
    }

    private boolean look(int client, Table table) throws IOException {
        Answer answer = clients.send(client, clients.ofTable("GET", table.name, "/snapshot", ""));
        if (answer.status() == 404) {
            table.head = 0;
            return true;
        }
        if (!served(answer)) {
            return false;
        }
        table.head = TarnCommits.id(answer.body());
        return true;
    }

    /**
     * Looks for each commit that was acknowledged.
     *
     * @return that all are there
     * @throws IllegalStateException when one is not
     */
    String found() throws IOException {
        long found = 0;
        for (Table table : tables) {
            Map<Long, Long> kept = snapshots(table);
            for (Map.Entry<Long, Long> commit : table.acknowledged.entrySet()) {
                if (!commit.getValue().equals(kept.get(commit.getKey()))) {
                    throw new IllegalStateException("snapshot " + commit.getKey() + " of table " + table.name
                            + " was acknowledged, and is lost");
                }
                found++;
            }
        }
        return "All " + found + " commits that were acknowledged by then are there.";
    }

    private Map<Long, Long> snapshots(Table table) throws IOException {
        Map<Long, Long> kept = new ConcurrentHashMap<>();
        String token = "";
        do {
            String text = TarnClients.done(
                            clients.send(0, clients.ofTable("GET", table.name, "/snapshots?pageToken=" + token, "")))
                    .body();
            Matcher each = SNAPSHOT.matcher(text);
            while (each.find()) {
                kept.put(Long.parseLong(each.group(1)), Long.parseLong(each.group(2)));
            }
            Matcher next = NEXT.matcher(text);
            token = next.find() ? next.group(1) : "";
        } while (!token.isEmpty());
        return kept;
    }
}
