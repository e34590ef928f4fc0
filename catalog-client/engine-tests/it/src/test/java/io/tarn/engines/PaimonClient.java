package io.tarn.engines;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/** The Java client of one Paimon version in a process of its own, which obeys commands. */
final class PaimonClient implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final EngineProcess process;
    private int position;

    private PaimonClient(EngineProcess process) {
        this.process = process;
    }

    static PaimonClient start(Engine engine, String writer, String uri, String token) {
        PaimonClient client =
                new PaimonClient(EngineProcess.start(engine, "PaimonWriter", uri, token, "writer=" + writer));
        client.process.awaitLine(0, LIMIT, line -> line.has("ready"));
        client.position = 1;
        return client;
    }

    void createAppendTable(String table) {
        run("create " + table + " append", LIMIT);
    }

    void createCountedTable(String table) {
        run("create " + table + " counted", LIMIT);
    }

    void commit(String table, int rows) {
        run("commit " + table + " " + rows, LIMIT);
    }

    /** Starts to commit in a loop; {@link #finish} waits for its end. */
    void startLoop(String table, int seconds, int rows) {
        process.send("loop " + table + " " + seconds + " " + rows);
    }

    /** The commits that the server acknowledged in the loop. */
    List<JsonNode> finish(Duration limit) {
        return answer(limit);
    }

    /** All rows of a table, or of a system table, each an array of its values. */
    List<JsonNode> read(String table) {
        return run("read " + table, LIMIT).stream().map(line -> line.get("row")).toList();
    }

    List<JsonNode> readAt(String table, long snapshot) {
        return run("read-at " + table + " " + snapshot, LIMIT).stream()
                .map(line -> line.get("row"))
                .toList();
    }

    List<JsonNode> readTag(String table, String tag) {
        return run("read-tag " + table + " " + tag, LIMIT).stream()
                .map(line -> line.get("row"))
                .toList();
    }

    void compact(String table) {
        run("compact " + table, LIMIT);
    }

    void createTag(String table, String tag) {
        run("tag " + table + " " + tag, LIMIT);
    }

    void expireSnapshots(String table, int keep) {
        run("expire " + table + " " + keep, LIMIT);
    }

    void createBranch(String table, String branch, String tag) {
        run("branch " + table + " " + branch + " " + tag, LIMIT);
    }

    void fastForward(String table, String branch) {
        run("forward " + table + " " + branch, LIMIT);
    }

    void drop(String table) {
        run("drop " + table, LIMIT);
    }

    /** Waits until the table has a snapshot, without which there is nothing to tag. */
    void awaitSnapshot(String table) {
        await().atMost(LIMIT).until(() -> !read(table + "$snapshots").isEmpty());
    }

    SnapshotHistory snapshots(String table) {
        return SnapshotHistory.of(read(table + "$snapshots"));
    }

    private List<JsonNode> run(String command, Duration limit) {
        process.send(command);
        return answer(limit);
    }

    private List<JsonNode> answer(Duration limit) {
        int end = process.awaitLine(position, limit, line -> line.has("done") || line.has("error"));
        List<JsonNode> lines = process.lines();
        if (lines.get(end).has("error")) {
            throw new AssertionError(process.describe("failed"));
        }
        List<JsonNode> answer = lines.subList(position, end);
        position = end + 1;
        return answer;
    }

    @Override
    public void close() {
        process.close();
    }
}
