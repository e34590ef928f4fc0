package io.tarn.engines.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.engines.ManagementApi;
import io.tarn.engines.ServerProcess;
import io.tarn.engines.StoreKind;
import io.tarn.engines.StoreKind.StoreSettings;
import io.tarn.engines.faults.Fleet.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each frequent call costs in a catalog of 100,000 tables, 1,000,000 grants and a table of 1,000,000 partitions, against
 * the same call in one that has a page of each: asked by turns, so that both meet the same state of the machine.
 */
@Tag("full")
class ScaleFillIT {
    private static final int TABLES = Integer.getInteger("tarn.it.scale-tables", 100_000);
    private static final int PRINCIPALS = 10;
    private static final int PARTITIONS = TABLES * 10;
    private static final int PAGE = 100;
    private static final int WARM_UP = 100;
    private static final int RUNS = 500;
    private static final double TOLD = 2;

    /** Beyond what is measured, of a median; what counts everything costs thirty times as much, and a scan a thousand. */
    private static final double TOO_MUCH = 3;

    private static final String PATH = "/databases/scale";
    private static final String NAME = "concat('t', lpad(seq, 7, '0'))";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** A server with its database, as an admin and as a principal that may only read tables it was granted. */
    private static final class Side implements AutoCloseable {
        private final StoreSettings store;
        private final ServerProcess server;
        private final Fleet admin;
        private final Fleet limited;
        private final Map<String, Long> commits = new LinkedHashMap<>();

        Side(Path directory) {
            store = StoreKind.MARIADB.create();
            server = ServerProcess.start(directory, store);
            admin = new Fleet(List.of(server), server.token());
            ManagementApi management = new ManagementApi(server.uri(), server.token());
            IntStream.range(0, PRINCIPALS).forEach(i -> management.createPrincipal("user:p" + i));
            limited = new Fleet(List.of(server), management.issueToken("user:p0"));
            need(admin.post("/databases", "{\"name\":\"scale\",\"options\":{}}"));
            for (String table : List.of("one", "parts")) {
                need(admin.post(PATH + "/tables", """
                        {"identifier":{"database":"scale","object":"%s"},"schema":{
                         "fields":[{"id":0,"name":"id","type":"INT"},{"id":1,"name":"dt","type":"STRING"}],
                         "partitionKeys":["dt"],"primaryKeys":[],"options":{},"comment":""}}
                        """.formatted(table)));
                need(grant(table));
            }
            need(commit("one"));
        }

        private Answer grant(String table) {
            return admin.post("/permissions/grant", """
                    {"resource":{"type":"TABLE","database":"scale","table":"%s"},"access":"SELECT","principal":"user:p0"}
                    """.formatted(table));
        }

        Answer commit(String table) {
            long id = commits.merge(table, 1L, Long::sum);
            return admin.post(PATH + "/tables/" + table + "/commit", """
                    {"snapshot":{"version":3,"id":%d,"schemaId":0,"baseManifestList":"b","deltaManifestList":"d%d",
                     "commitUser":"writer","commitIdentifier":%d,"commitKind":"APPEND","timeMillis":1},
                     "statistics":[{"spec":{"dt":"p0000050"},"recordCount":1,"fileSizeInBytes":1,"fileCount":1,
                      "lastFileCreationTime":1,"totalBuckets":1}]}
                    """.formatted(id, id, id));
        }

        /** As many of each; the server reads them when it starts. */
        void fill(int tables, int partitions) throws SQLException {
            server.kill();
            long start = System.nanoTime();
            try (Connection connection = DriverManager.getConnection(store.url(), store.user(), store.password())) {
                fillTables(connection, tables);
                run(connection, """
                        insert into partition_stat (relation_id, set_id, name, record_count, file_bytes, file_count,
                          last_file_at, total_buckets, done, created_at, created_by, updated_at, updated_by)
                        select r.id, b.partition_set, concat('dt=p', lpad(s.seq, 7, '0')), 1, 1, 1, 1, 1, false, 1, 'x', 1, 'x'
                        from relation r join branch b on b.relation_id = r.id join seq_1_to_%d s where r.name = 'parts'
                        """.formatted(partitions));
                run(connection, "analyze table relation, branch, table_schema, permission, partition_stat");
            }
            System.out.printf(
                    "%,d tables, %,d grants, %,d partitions in %,d s%n",
                    tables, tables * PRINCIPALS, partitions, (System.nanoTime() - start) / 1_000_000_000);
            // A policy is in memory as a whole.
            server.start(Map.of("_JAVA_OPTIONS", "-Xmx2g"));
        }

        private static void fillTables(Connection connection, int tables) throws SQLException {
            String seq = "seq_1_to_" + tables;
            String id = "unhex(concat(lpad(hex(1700000000000 + seq), 12, '0'), '70008000', lpad(hex(seq), 12, '0')))";
            String place = "concat(location, '-', seq)";
            String ofOne = " = (select id from relation where name = 'one')";
            copy(connection, "branch", "relation_id" + ofOne, seq, Map.of("relation_id", id));
            copy(connection, "table_schema", "relation_id" + ofOne, seq, Map.of("relation_id", id));
            copy(connection, "snapshot", "relation_id" + ofOne, seq, Map.of("relation_id", id));
            copy(
                    connection,
                    "location_claim",
                    "relation_id" + ofOne,
                    seq,
                    Map.of(
                            "location_hash",
                            "unhex(sha2(concat('file', seq), 256))",
                            "location",
                            place,
                            "relation_id",
                            id));
            for (int i = 0; i < PRINCIPALS; i++) {
                copy(
                        connection,
                        "permission",
                        "object_id" + ofOne + " and until_epoch = 0",
                        seq,
                        Map.of(
                                "id", id.replace("'70008000'", "'7%03d8000'".formatted(i)),
                                "object_id", id,
                                "principal_id", "(select id from principal where name = 'p%d')".formatted(i)));
            }
            copy(connection, "relation", "name = 'one'", seq, Map.of("id", id, "name", NAME, "location", place));
        }

        /** Copies of a row that differ in some columns. */
        private static void copy(
                Connection connection, String table, String which, String seq, Map<String, String> columns)
                throws SQLException {
            List<String> names = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(
                            "select column_name from information_schema.columns where table_schema = database() and table_name = '"
                                    + table + "'");
                    ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            run(
                    connection,
                    "insert into " + table + " (" + String.join(", ", names) + ") select "
                            + names.stream()
                                    .map(name -> columns.getOrDefault(name, name))
                                    .collect(Collectors.joining(", "))
                            + " from (select * from " + table + " where " + which + ") x, " + seq);
        }

        private static void run(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static Answer need(Answer answer) {
        if (!answer.ok()) {
            throw new IllegalStateException(answer.toString());
        }
        return answer;
    }

    @Test
    void callsCostTheSameInALargeCatalog() throws Exception {
        try (Side small = new Side(Files.createDirectory(directory.resolve("small")));
                Side large = new Side(Files.createDirectory(directory.resolve("large")))) {
            small.fill(PAGE, PAGE);
            large.fill(TABLES, PARTITIONS);
            List<String> tooMuch = new ArrayList<>();
            calls(small).forEach((what, call) -> {
                double[][] millis = measure(List.of(call, calls(large).get(what)));
                double median = millis[1][RUNS / 2] / millis[0][RUNS / 2];
                double p99 = millis[1][RUNS * 99 / 100] / millis[0][RUNS * 99 / 100];
                System.out.printf(
                        "%-34s median %7.2f and %7.2f ms, %5.2f times; p99 %7.2f and %7.2f ms, %5.2f times%s%n",
                        what,
                        millis[0][RUNS / 2],
                        millis[1][RUNS / 2],
                        median,
                        millis[0][RUNS * 99 / 100],
                        millis[1][RUNS * 99 / 100],
                        p99,
                        p99 > TOLD || median > TOLD ? "  <- above " + TOLD : "");
                if (median > TOO_MUCH) {
                    tooMuch.add(what);
                }
            });
            assertThat(tooMuch)
                    .as("calls that cost far more in a large catalog")
                    .isEmpty();
        }
    }

    private static Map<String, Supplier<Answer>> calls(Side side) {
        String one = PATH + "/tables/t0000050";
        Map<String, Supplier<Answer>> calls = new LinkedHashMap<>();
        calls.put("GET snapshot", () -> side.admin.get(PATH + "/tables/one/snapshot"));
        calls.put("getTable", () -> side.admin.get(PATH + "/tables/one"));
        calls.put("commit", () -> side.commit("one"));
        calls.put("commit to many partitions' table", () -> side.commit("parts"));
        calls.put("page of tables", () -> side.admin.get(PATH + "/tables?maxResults=" + PAGE));
        calls.put("page of partitions", () -> side.admin.get(PATH + "/tables/parts/partitions?maxResults=" + PAGE));
        calls.put("limited: getTable", () -> side.limited.get(one));
        calls.put("limited: GET snapshot", () -> side.limited.get(PATH + "/tables/one/snapshot"));
        calls.put("limited: page of tables", () -> side.limited.get(PATH + "/tables?maxResults=" + PAGE));
        calls.put("limited: page of all tables", () -> side.limited.get("/tables?maxResults=" + PAGE));
        calls.put("limited: page of databases", () -> side.limited.get("/databases?maxResults=" + PAGE));
        calls.put(
                "limited: page of partitions",
                () -> side.limited.get(PATH + "/tables/parts/partitions?maxResults=" + PAGE));
        return calls;
    }

    /** Sorted, in milliseconds. */
    private static double[][] measure(List<Supplier<Answer>> calls) {
        double[][] millis = new double[calls.size()][RUNS];
        for (int i = -WARM_UP; i < RUNS; i++) {
            for (int side = 0; side < calls.size(); side++) {
                long start = System.nanoTime();
                need(calls.get(side).get());
                millis[side][Math.max(0, i)] = (System.nanoTime() - start) / 1e6;
            }
        }
        for (double[] times : millis) {
            Arrays.sort(times);
        }
        return millis;
    }
}
