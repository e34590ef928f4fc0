package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.engines.ManagementApi.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Spark and Flink with Iceberg's clients, set up as the samples for people say, beside a Flink job that writes Paimon's tables
 * through the same server.
 */
class IcebergEnginesIT {
    private static final String CATALOG = ServerProcess.CATALOG;
    private static final String ENGINES = "service:etl";
    private static final String BLIND = "user:blind";
    private static final String EUROPEAN = "user:european";
    private static final int ROWS = 50_000;
    private static final int KEYS = 50;
    private static final String READ_ONLY = "is a table of Paimon";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final String KEPT =
            "SELECT COUNT(*), MIN(id), MAX(id), SUM(id), COUNT(DISTINCT v) FROM %s.streaming.kept";
    /** The last id is in its own value. */
    private static final String COUNTED = "SELECT SUM(copies), MAX(CAST(SUBSTRING(v, 10) AS BIGINT)),"
            + " MIN(CAST(SUBSTRING(v, 10) AS BIGINT)), COUNT(*), COUNT(DISTINCT id) FROM %s.streaming.counted";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** The last id before each checkpoint of the job. */
    private final List<Long> checkpoints = new ArrayList<>();

    /** How many rows each look found. */
    private final List<Long> found = new ArrayList<>();

    private int position;

    @Test
    void sparkAndFlinkUseBothKindsOfTables() {
        useBothKindsOfTables("spark-3.5-iceberg", Engine.FLINK_2_0, "iceberg-flink-2.0");
    }

    /** The rest. */
    @Tag("full")
    @ParameterizedTest
    @CsvSource("spark-4.1-iceberg, FLINK_1_20, iceberg-flink-1.20")
    void otherVersionsDoSoAsWell(String spark, Engine flink, String iceberg) {
        useBothKindsOfTables(spark, flink, iceberg);
    }

    private void useBothKindsOfTables(String sparkModule, Engine flinkEngine, String iceberg) {
        try (ServerProcess server = ServerProcess.start(directory, StoreKind.H2.create())) {
            ManagementApi root = new ManagementApi(server.uri(), server.token());
            List.of(ENGINES, BLIND, EUROPEAN).forEach(root::createPrincipal);
            root.grant(CATALOG, Resource.of("CATALOG"), "CREATEDATABASE", ENGINES);
            String token = root.issueToken(ENGINES);
            Map<String, String> secrets = Map.of(
                    "TARN_SECRET_TOKEN", token,
                    "TARN_SECRET_BLIND", root.issueToken(BLIND),
                    "TARN_SECRET_EUROPEAN", root.issueToken(EUROPEAN));
            List<String> variables = List.of("uri=" + server.uri(), "warehouse=" + CATALOG, "principal=" + ENGINES);
            try (EngineProcess job = EngineProcess.start(
                            flinkEngine,
                            "StreamingInsert",
                            server.uri(),
                            token,
                            "rows=" + ROWS,
                            "rows-per-second=100",
                            "checkpoint-millis=1000",
                            "keys=" + KEYS,
                            "options='bucket' = '1', 'deletion-vectors.enabled' = 'true'");
                    SqlSession spark =
                            SqlSession.spark(sparkModule, sample("iceberg-spark.conf"), directory, secrets, variables);
                    SqlSession flink = SqlSession.flink(flinkEngine, iceberg, directory, secrets, variables)) {
                flink.run(sample("flink.sql"));
                flink.run(sample("iceberg-flink.sql"));
                spark.run(script("iceberg-version-3"));
                for (int looks = TestSettings.number("tarn.it.seconds") / 5; looks > 0; looks--) {
                    look(job, spark);
                }
                spark.run(script("iceberg-native"));
                spark.refused("INSERT INTO lake.streaming.kept VALUES (-1, 'forged')", READ_ONLY);
                look(job, spark);
                assertThat(found).isSorted().doesNotHaveDuplicates();
                finish(job);
                spark.run(script("iceberg-refused"));
                CatalogApi catalog = new CatalogApi(server.uri(), server.token());
                for (String table : List.of("kept", "counted")) {
                    assertThat(ofIceberg(catalog.directory("streaming", table)))
                            .as("what a refused writer leaves behind")
                            .isEmpty();
                }
                seeTheSame(spark, flink);
                flink.refused("INSERT INTO lake.streaming.kept VALUES (-1, 'forged')", READ_ONLY);
                assertThat(flink.numbers("SELECT COUNT(*), MIN(id) FROM tarn.streaming.kept"))
                        .containsExactly((long) ROWS, 1L);
                addRowsFromFlink(root, spark, flink);
                restrict(root);
                spark.run(script("iceberg-hidden"));
            }
        }
    }

    /** Each look is at what the tables were at some checkpoint, and not before the last but one. */
    private void look(EngineProcess job, SqlSession spark) {
        long least = awaitRows(job);
        for (String table : List.of("lake.streaming.kept", "lake.streaming.counted", "lake3.streaming.counted")) {
            spark.rows("REFRESH TABLE " + table);
        }
        List<Long> kept = spark.numbers(KEPT.formatted("lake"));
        List<Long> counted = spark.numbers(COUNTED.formatted("lake"));
        List<Long> inVersion3 = spark.numbers(COUNTED.formatted("lake3"));
        awaitCheckpoint(job);
        System.out.println("while the job writes: " + kept + " " + counted + " " + inVersion3);
        found.add(kept.get(0));
        checkKept(kept, least);
        checkCounted(counted, least);
        checkCounted(inVersion3, counted.get(0));
    }

    private void checkKept(List<Long> kept, long least) {
        long rows = kept.get(0);
        assertThat(rows).isGreaterThanOrEqualTo(least).isIn(checkpoints);
        assertThat(kept).containsExactly(rows, 1L, rows, rows * (rows + 1) / 2, rows);
    }

    private void checkCounted(List<Long> counted, long least) {
        long rows = counted.get(0);
        assertThat(rows).isGreaterThanOrEqualTo(least).isIn(checkpoints);
        assertThat(counted).containsExactly(rows, rows, rows - KEYS + 1, (long) KEYS, (long) KEYS);
    }

    /** Waits for two further checkpoints, and until each key has come; how many rows came before the last but one. */
    private long awaitRows(EngineProcess job) {
        awaitCheckpoint(job);
        awaitCheckpoint(job);
        while (checkpoints.get(checkpoints.size() - 2) < KEYS) {
            awaitCheckpoint(job);
        }
        return checkpoints.get(checkpoints.size() - 2);
    }

    /** Waits for a checkpoint that comes after now, and notes all until then. */
    private void awaitCheckpoint(EngineProcess job) {
        int end = job.awaitLine(job.lines().size(), LIMIT, line -> line.has("checkpoint")) + 1;
        for (JsonNode line : job.lines().subList(position, end)) {
            if (line.has("checkpoint")) {
                checkpoints.add(line.get("last-id").asLong());
            }
        }
        position = end;
    }

    /** Lets the job come to its end. */
    private void finish(EngineProcess job) {
        job.send("release");
        job.awaitLine(0, LIMIT, line -> line.path("status").asText().equals("FINISHED"));
        checkpoints.add((long) ROWS);
    }

    /** What Paimon's client reads of Paimon's tables is what Iceberg's clients read. */
    private void seeTheSame(SqlSession spark, SqlSession flink) {
        spark.rows("REFRESH TABLE lake.streaming.kept");
        spark.rows("REFRESH TABLE lake.streaming.counted");
        String counted = "SELECT id, v, copies FROM %s.streaming.counted ORDER BY id";
        for (String query : List.of(KEPT, counted)) {
            String ofPaimon = flink.rows(query.formatted("tarn"));
            assertThat(spark.rows(query.formatted("lake"))).isEqualTo(ofPaimon);
            assertThat(flink.rows(query.formatted("lake"))).isEqualTo(ofPaimon);
        }
        checkCounted(spark.numbers(COUNTED.formatted("lake")), ROWS);
        checkKept(spark.numbers(KEPT.formatted("lake")), ROWS);
    }

    private static void addRowsFromFlink(ManagementApi root, SqlSession spark, SqlSession flink) {
        String rows = "SELECT id, area, amount, note FROM lake.shop.orders ORDER BY id";
        assertThat(flink.rows(rows)).isEqualTo(spark.rows(rows));
        flink.rows("INSERT INTO lake.shop.orders VALUES"
                + " (7, 'eu', 70.00, TIMESTAMP '2026-01-04 10:00:00', 'of Flink'),"
                + " (8, 'us', 80.00, TIMESTAMP '2026-01-04 11:00:00', CAST(NULL AS STRING))");
        spark.rows("REFRESH TABLE lake.shop.orders");
        assertThat(spark.rows(rows))
                .contains("[7, eu, 70.00, of Flink], [8, us, 80.00, null]")
                .isEqualTo(flink.rows(rows));
        assertThat(spark.rows("SELECT total FROM lake.shop.totals WHERE area = 'us'"))
                .isEqualTo("[[120.00]]");
        assertThat(flink.rows("SHOW TABLES FROM tarn.shop")).contains("[orders]");
        JsonNode table = root.table(CATALOG, "shop", "orders");
        assertThat(table.at("/schema/options/type").asText()).isEqualTo("iceberg-table");
        assertThat(table.get("updatedBy"))
                .as("as Paimon's clients are told of their own tables")
                .isEqualTo(table.get("createdBy"));
    }

    /** Of Paimon's tables rows are hidden, and of Iceberg's also columns. */
    private static void restrict(ManagementApi root) {
        Map<String, String> filter = Map.of("sql", "id < 2");
        Resource orders = Resource.table("TABLE", "shop", "orders");
        for (String name : List.of("kept", "counted")) {
            Resource table = Resource.table("TABLE", "streaming", name);
            root.grant(CATALOG, table, "ALTER", BLIND);
            root.grant(CATALOG, table, "SELECT", EUROPEAN);
            root.createPolicy(CATALOG, "streaming", name, EUROPEAN, "rowFilter", filter);
        }
        root.grant(CATALOG, orders, "ALTER", BLIND);
        root.grantColumns(CATALOG, Resource.table("COLUMN", "shop", "orders"), List.of("id"), EUROPEAN);
        root.createPolicy(CATALOG, "shop", "orders", EUROPEAN, "rowFilter", filter);
    }

    /** The files where Iceberg's clients write theirs, in the directory of a table. */
    private static List<Path> ofIceberg(Path table) {
        try (Stream<Path> files = Files.walk(table)) {
            return files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.startsWith(table.resolve("data")) || file.startsWith(table.resolve("metadata")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path sample(String name) {
        return TestSettings.path("tarn.it.root").resolve("conf/engines").resolve(name);
    }

    private static Path script(String name) {
        return Path.of(FlinkSqlIT.script(name));
    }
}
