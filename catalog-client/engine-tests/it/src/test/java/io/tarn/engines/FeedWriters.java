package io.tarn.engines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that commit to tables and change them, all at once and through any of several servers, and remember what they
 * were told had been done.
 */
final class FeedWriters implements AutoCloseable {
    static final String DATABASE = "feed";

    private static final int WRITERS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIELDS =
            "\"fields\":[{\"id\":0,\"name\":\"id\",\"type\":\"INT\"}],\"partitionKeys\":[],\"primaryKeys\":[]";

    private final HttpCalls http;
    private final List<ServerProcess> servers;
    private final int tables;

    /** The snapshot that a writer takes for the newest of a table; it may be wrong, and then it reads again. */
    private final Map<String, Long> heads = new ConcurrentHashMap<>();

    /** What was acknowledged: the same text that an event of it has. */
    final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();

    /** How many ALTERs of each table were acknowledged. */
    final Map<String, AtomicInteger> alters = new ConcurrentHashMap<>();

    private final AtomicLong identifiers = new AtomicLong();
    private final AtomicInteger made = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private volatile boolean stopped;

    FeedWriters(List<ServerProcess> servers, String token, int tables) {
        this.servers = servers;
        this.http = new HttpCalls(token);
        this.tables = tables;
    }

    void start(long seed) {
        post(0, "/databases", "{\"name\":\"" + DATABASE + "\",\"options\":{}}");
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            threads.execute(() -> write(writer, new Random(seed + writer)));
        }
    }

    private void write(int writer, Random random) {
        for (int table = writer; table < tables && !stopped; table += WRITERS) {
            create("t" + table);
        }
        while (!stopped) {
            try {
                String table = "t" + random.nextInt(tables);
                int what = random.nextInt(20);
                int server = random.nextInt(servers.size());
                if (what == 0) {
                    alter(server, table);
                } else if (what == 1) {
                    comeAndGo(server);
                } else {
                    commit(server, table);
                }
            } catch (UncheckedIOException e) {
                // A server that was killed; whether it did it is not known.
                pause();
            }
        }
    }

    private void create(String table) {
        for (int attempt = 0; !stopped; attempt++) {
            try {
                HttpResponse<String> answer =
                        post(attempt % servers.size(), "/databases/" + DATABASE + "/tables", body(table));
                if (answer.statusCode() == 200) {
                    acknowledged.add("CREATE_TABLE " + table);
                }
                if (answer.statusCode() == 200 || answer.statusCode() == 409) {
                    return;
                }
            } catch (UncheckedIOException e) {
                // Again, through another server.
                pause();
            }
        }
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }

    private static String body(String table) {
        return "{\"identifier\":{\"database\":\"" + DATABASE + "\",\"object\":\"" + table + "\"},\"schema\":{" + FIELDS
                + ",\"options\":{},\"comment\":\"\"}}";
    }

    private void alter(int server, String table) {
        HttpResponse<String> answer = post(
                server,
                "/databases/" + DATABASE + "/tables/" + table,
                "{\"changes\":[{\"action\":\"setOption\",\"key\":\"k\",\"value\":\"" + identifiers.incrementAndGet()
                        + "\"}]}");
        if (answer.statusCode() == 200) {
            alters.computeIfAbsent(table, each -> new AtomicInteger()).incrementAndGet();
        }
    }

    /** A table that is made, renamed and dropped, each through the next server: its id stays the same. */
    private void comeAndGo(int server) {
        String table = "gone" + made.incrementAndGet();
        if (post(server, "/databases/" + DATABASE + "/tables", body(table)).statusCode() != 200) {
            return;
        }
        acknowledged.add("CREATE_TABLE " + table);
        HttpResponse<String> renamed = post(
                (server + 1) % servers.size(),
                "/tables/rename",
                "{\"source\":{\"database\":\"%1$s\",\"object\":\"%2$s\"},\"destination\":{\"database\":\"%1$s\",\"object\":\"%2$sr\"}}"
                        .formatted(DATABASE, table));
        if (renamed.statusCode() != 200) {
            return;
        }
        acknowledged.add("RENAME_TABLE " + table);
        if (send(server, "DELETE", "/databases/" + DATABASE + "/tables/" + table + "r", "")
                        .statusCode()
                == 200) {
            acknowledged.add("DROP_TABLE " + table + "r");
        }
    }

    private void commit(int server, String table) {
        long base = heads.computeIfAbsent(table, each -> newest(server, each));
        long identifier = identifiers.incrementAndGet();
        HttpResponse<String> answer = post(
                server, "/databases/" + DATABASE + "/tables/" + table + "/commit", """
                {"snapshot":{"version":3,"id":%1$d,"schemaId":0,"baseManifestList":"base-%2$d",
                 "deltaManifestList":"delta-%2$d","commitUser":"writer","commitIdentifier":%2$d,
                 "commitKind":"APPEND","timeMillis":1,"totalRecordCount":%1$d,"deltaRecordCount":1},"statistics":[]}
                """.formatted(base + 1, identifier));
        if (answer.statusCode() == 200 && answer.body().contains("true")) {
            acknowledged.add("COMMIT_SNAPSHOT " + table + " " + (base + 1) + " " + identifier);
            heads.merge(table, base + 1, Math::max);
        } else {
            heads.remove(table);
        }
    }

    /** 0 for a table without snapshots, and for one that is not there yet. */
    private long newest(int server, String table) {
        HttpResponse<String> answer =
                send(server, "GET", "/databases/" + DATABASE + "/tables/" + table + "/snapshot", null);
        return answer.statusCode() == 200
                ? json(answer.body()).at("/snapshot/snapshot/id").asLong()
                : 0;
    }

    /** By id, the identifier of the commit that each snapshot of a table is, as the server knows them in the end. */
    Map<Long, Long> snapshots(String table) {
        Map<Long, Long> all = new ConcurrentHashMap<>();
        String next = "";
        do {
            HttpResponse<String> answer = send(
                    0, "GET", "/databases/" + DATABASE + "/tables/" + table + "/snapshots?pageToken=" + next, null);
            if (answer.statusCode() == 404) {
                // Nobody came to make it.
                return all;
            }
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer + ": " + answer.body());
            }
            JsonNode page = json(answer.body());
            page.get("snapshots")
                    .forEach(snapshot -> all.put(
                            snapshot.get("id").asLong(),
                            snapshot.get("commitIdentifier").asLong()));
            next = page.path("nextPageToken").asText("");
        } while (!next.isEmpty() && !next.equals("null"));
        return all;
    }

    /** Until all have finished what they were at. */
    void stop() {
        stopped = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a writer does not come to its end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A table that is made when everything else is done. */
    void mark(String table) {
        HttpResponse<String> answer = post(0, "/databases/" + DATABASE + "/tables", body(table));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.body());
        }
    }

    private HttpResponse<String> post(int server, String path, String body) {
        return send(server, "POST", path, body);
    }

    private HttpResponse<String> send(int server, String method, String path, String body) {
        return http.send(
                HttpRequest.newBuilder(URI.create(servers.get(server).uri() + "/v1/" + ServerProcess.CATALOG + path))
                        .header("Content-Type", "application/json")
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(text, e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }
}
