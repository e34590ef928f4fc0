package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tarn.engines.ServerProcess.DecisionPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The server process dies when the database has decided a request and storage knows nothing of it. The same request, sent
 * to the next process, is answered as the second of two; and then what the server says and what storage shows is as after
 * the same request to a server that lived.
 */
class KilledRequestIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String TABLE = "/tables/t";
    private static final String FIELDS = "\"fields\":[{\"id\":0,\"name\":\"id\",\"type\":\"INT\"},"
            + "{\"id\":1,\"name\":\"day\",\"type\":\"INT\"}],\"partitionKeys\":[\"day\"],\"primaryKeys\":[],\"options\":{}";

    /** What differs between two databases to which the same was done. */
    private static final Pattern OWN = Pattern.compile("([0-9a-f]{8}(-[0-9a-f]{4}){3})?-[0-9a-f]{12}"
            // Why partitions are not known depends on how far the background has come; the manifests are made up.
            + "|are not known to the server: [^\"]*"
            + "|(?<=\"(updatedAt|createdAt|timeMillis|tagCreateTime)\"\\s{0,2}:\\s{0,2})(\\d+|\\[[^\\]]*])");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static ServerProcess server;

    /** A request below a database. */
    private record Request(String method, String path, String body) {
        HttpResponse<String> send(String database) {
            CatalogApi catalog = new CatalogApi(server.uri(), server.token());
            String at = path.equals("/rename") ? "tables/rename" : "databases/" + database + path;
            return catalog.send(method, at, body.replace("DATABASE", database));
        }
    }

    /**
     * A request that changes a table.
     *
     * @param before what has to be there
     * @param status of the second of two equal requests
     * @param says what is part of the second answer
     */
    private record Change(String name, List<Request> before, Request request, int status, String says) {
        void prepare(String database) {
            ok(new CatalogApi(server.uri(), server.token())
                    .send("POST", "databases", "{\"name\":\"" + database + "\",\"options\":{}}"));
            before.forEach(needed -> ok(needed.send(database)));
        }

        void assertAnswersTheSecond(HttpResponse<String> answer) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.body()).contains(says);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void startServer() {
        server = ServerProcess.start(directory, StoreKind.H2.create());
        server.kill();
        server.startToCrashWhenTold();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    static Stream<Change> changesOfSchemas() {
        return Stream.of(
                new Change("create table", List.of(), createTable(), 409, "\"TABLE\""),
                new Change("alter table", List.of(createTable()), alterTable(), 409, "\"COLUMN\""));
    }

    static Stream<Change> changesOfHistory() {
        List<Request> twoCommits = List.of(createTable(), commit(1), commit(2));
        List<Request> aBranch = List.of(createTable(), commit(1), createBranch(), commit(2));
        return Stream.of(
                new Change("roll back", twoCommits, rollback(), 200, ""),
                new Change(
                        "roll back the schema",
                        List.of(createTable(), alterTable()),
                        post("/rollback-schema", "{\"schemaId\":0}"),
                        200,
                        ""),
                new Change("create branch", twoCommits, createBranch(), 409, "\"BRANCH\""),
                new Change("drop branch", aBranch, delete("/branches/b"), 404, "\"BRANCH\""),
                new Change(
                        "rename branch",
                        aBranch,
                        post("/branches/b/rename", "{\"toBranch\":\"renamed\"}"),
                        404,
                        "\"BRANCH\""),
                new Change("forward", aBranch, post("/branches/b/forward", "{}"), 200, ""));
    }

    /** What ends with the database's decision, or is one file. */
    static List<Change> changesWithoutAnAnswer() {
        List<Request> aTable = List.of(createTable(), commit(1));
        Request createTag = post("/tags", "{\"tagName\":\"g\",\"snapshotId\":1}");
        Request partition = post("/partitions", "{\"partitionSpecs\":[{\"day\":\"1\"}],\"ignoreIfExists\":true}");
        return List.of(
                new Change("create tag", aTable, createTag, 409, "\"TAG\""),
                new Change(
                        "delete tag", List.of(createTable(), commit(1), createTag), delete("/tags/g"), 404, "\"TAG\""),
                new Change("create partition", List.of(createTable()), partition, 200, "\"existed\":[{\"day\":\"1\"}]"),
                new Change(
                        "drop partition",
                        List.of(createTable(), partition),
                        post("/partitions/drop", "{\"partitionSpecs\":[{\"day\":\"1\"}],\"ignoreIfNotExists\":true}"),
                        200,
                        "\"missing\":[{\"day\":\"1\"}]"),
                new Change(
                        "rename table",
                        aTable,
                        new Request(
                                "POST",
                                "/rename",
                                "{\"source\":{\"database\":\"DATABASE\",\"object\":\"t\"},"
                                        + "\"destination\":{\"database\":\"DATABASE\",\"object\":\"renamed\"}}"),
                        404,
                        "\"TABLE\""),
                new Change("drop table", aTable, delete(""), 404, "\"TABLE\""));
    }

    @ParameterizedTest
    @MethodSource("changesOfSchemas")
    void aSchemaChange(Change change) {
        dieAndSendAgain(change, DecisionPoint.BEFORE_SCHEMA_FILE);
    }

    @ParameterizedTest
    @MethodSource("changesOfHistory")
    void aChangeOfHistory(Change change) {
        dieAndSendAgain(change, DecisionPoint.AFTER_HISTORY_CHANGE);
    }

    @Test
    void aCommit() {
        dieAndSendAgain(
                new Change("commit", List.of(createTable(), commit(1)), commit(2), 200, "{\"success\":true}"),
                DecisionPoint.AFTER_COMMIT);
    }

    @Test
    void aReplacedTableThatHeldRows() {
        try (PaimonClient client = PaimonClient.start(Engine.PAIMON_1_3, "writer", server.uri(), server.token())) {
            client.createAppendTable("replaced.t");
            client.commit("replaced.t", 3);
            Request replace = post("/replace", "{\"schema\":{" + FIELDS + ",\"comment\":\"another\"}}");
            die(() -> replace.send("replaced"), DecisionPoint.AFTER_HISTORY_CHANGE);
            ok(replace.send("replaced"));

            assertThat(client.read("replaced.t")).isEmpty();
            assertThat(client.snapshots("replaced.t").assertSound().commits()).hasSize(2);
        }
    }

    @Test
    void changesWhoseAnswerTheClientNeverGot() {
        List<Change> changes = changesWithoutAnAnswer();
        for (Change change : changes) {
            change.prepare(killed(change));
            ok(change.request().send(killed(change)));
        }
        server.kill();
        server.startToCrashWhenTold();
        for (Change change : changes) {
            change.assertAnswersTheSecond(change.request().send(killed(change)));
            assertAsIfItHadLived(change);
        }
    }

    private static void dieAndSendAgain(Change change, DecisionPoint point) {
        change.prepare(killed(change));
        die(() -> change.request().send(killed(change)), point);
        change.assertAnswersTheSecond(change.request().send(killed(change)));
        assertAsIfItHadLived(change);
    }

    private static void die(Runnable request, DecisionPoint point) {
        server.crashAt(point);
        assertThatThrownBy(request::run).isInstanceOf(UncheckedIOException.class);
        server.awaitCrash();
        server.startToCrashWhenTold();
    }

    private static void assertAsIfItHadLived(Change change) {
        change.prepare(lived(change));
        String before = seen(lived(change));
        ok(change.request().send(lived(change)));
        String expected = seen(lived(change));
        assertThat(expected).as("the request changes something").isNotEqualTo(before);
        // Files that nobody asks for any more are brought in the background.
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(seen(killed(change))).isEqualTo(expected));
    }

    private static String killed(Change change) {
        return "killed_" + change.name().replace(' ', '_');
    }

    private static String lived(Change change) {
        return "lived_" + change.name().replace(' ', '_');
    }

    /** All that the server says of the tables, and their files. */
    private static String seen(String database) {
        CatalogApi catalog = new CatalogApi(server.uri(), server.token());
        List<String> lines = new ArrayList<>();
        for (String name : List.of("t", "renamed", "t%24branch_b", "t%24branch_renamed")) {
            for (String part :
                    List.of("", "/snapshot", "/snapshots", "/schemas", "/branches", "/tags", "/partitions")) {
                lines.add(name + part + " "
                        + catalog.send("GET", "databases/" + database + "/tables/" + name + part, "")
                                .body());
            }
            if (!lines.get(lines.size() - 7).contains("\"code\":404") && !name.contains("%")) {
                lines.addAll(files(catalog.directory(database, name)));
            }
        }
        return OWN.matcher(String.join("\n", lines).replace(database, "DATABASE"))
                .replaceAll("OWN");
    }

    private static List<String> files(Path table) {
        try (Stream<Path> files = Files.walk(table)) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                lines.add(table.relativize(file) + " " + Files.readString(file));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static Request post(String path, String body) {
        return new Request("POST", TABLE + path, body);
    }

    private static Request delete(String path) {
        return new Request("DELETE", TABLE + path, "");
    }

    private static Request createTable() {
        return new Request(
                "POST",
                "/tables",
                "{\"identifier\":{\"database\":\"DATABASE\",\"object\":\"t\"},\"schema\":{" + FIELDS
                        + ",\"comment\":\"\"}}");
    }

    private static Request alterTable() {
        return post("", "{\"changes\":[{\"action\":\"addColumn\",\"fieldNames\":[\"added\"],\"dataType\":\"INT\"}]}");
    }

    private static Request createBranch() {
        return post("/branches", "{\"branch\":\"b\"}");
    }

    private static Request rollback() {
        return post("/rollback", "{\"instant\":{\"type\":\"snapshot\",\"snapshotId\":1}}");
    }

    private static Request commit(long id) {
        return post("/commit", """
                {"snapshot":{"version":3,"id":%1$d,"uuid":"uuid-%1$d","schemaId":0,"baseManifestList":"base-%1$d",
                 "deltaManifestList":"delta-%1$d","commitUser":"writer","commitIdentifier":%1$d,
                 "commitKind":"APPEND","timeMillis":1},
                 "baseSnapshotUuid":%2$s,"statistics":[]}
                """.formatted(id, id == 1 ? "null" : "\"uuid-" + (id - 1) + "\""));
    }
}
