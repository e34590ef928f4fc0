package io.tarn.bench;

import io.tarn.bench.HttpConnection.Answer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Writers that commit over HTTP without writing a file, as a Paimon client asks: with the snapshot that it takes for the
 * newest as base; whoever lost reads the newest one and tries again.
 */
final class TarnCommits implements Work {
    private final TarnClients clients;
    private final IntFunction<String> table;
    private final long[] heads;
    private final AtomicLong identifiers = new AtomicLong();

    /** @param table which one each client commits to; it exists */
    TarnCommits(TarnClients clients, int count, IntFunction<String> table) {
        this.clients = clients;
        this.table = table;
        this.heads = new long[count];
    }

    @Override
    public void run(int client) throws IOException {
        long identifier = identifiers.incrementAndGet();
        while (true) {
            long next = heads[client] + 1;
            Answer answer = clients.send(
                    client, clients.ofTable("POST", table.apply(client), "/commit", body(next, identifier, client)));
            switch (answer.status()) {
                case 200 -> {
                    if (answer.body().contains("true")) {
                        heads[client] = next;
                        return;
                    }
                    heads[client] = newest(client);
                }
                case 429, 503 -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                default ->
                    throw new IllegalStateException("a commit was answered " + answer.status() + ": " + answer.body());
            }
        }
    }

    /** 0 for a table without snapshots. */
    private long newest(int client) throws IOException {
        Answer answer = clients.send(client, clients.ofTable("GET", table.apply(client), "/snapshot", ""));
        if (answer.status() == 404) {
            return 0;
        }
        return id(TarnClients.done(answer).body());
    }

    /** Of the snapshot in an answer. */
    static long id(String text) {
        int at = text.indexOf("\"id\":") + "\"id\":".length();
        int end = at;
        while (Character.isDigit(text.charAt(end))) {
            end++;
        }
        return Long.parseLong(text.substring(at, end));
    }

    /** @param writer a number of two digits */
    static String body(long id, long identifier, int writer) {
        return "{\"snapshot\":" + snapshot(id, identifier, writer) + ",\"statistics\":[]}";
    }

    /** As long as one of a real writer, each of which has a commit user of its own. */
    static String snapshot(long id, long identifier, int writer) {
        return """
                {"version":3,"id":%1$d,"schemaId":0,\
                "baseManifestList":"manifest-list-2b6b2c2e-6a0c-4c52-9c3b-5f3e0d1c%2$08d-0","baseManifestListSize":1024,\
                "deltaManifestList":"manifest-list-2b6b2c2e-6a0c-4c52-9c3b-5f3e0d1c%2$08d-1","deltaManifestListSize":1024,\
                "changelogManifestList":null,"commitUser":"5d0f1c52-8f0d-4f0e-9d57-0c8a5b8f2a%4$02d","commitIdentifier":%2$d,\
                "commitKind":"APPEND","timeMillis":%3$d,"logOffsets":{},"totalRecordCount":%1$d,"deltaRecordCount":1,\
                "changelogRecordCount":0,"nextRowId":null}\
                """.formatted(id, identifier, System.currentTimeMillis(), writer);
    }
}
