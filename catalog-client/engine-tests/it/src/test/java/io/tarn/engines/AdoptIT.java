package io.tarn.engines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tarn.engines.ServerProcess.CatalogSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.hive.metastore.api.FieldSchema;
import org.apache.hadoop.hive.metastore.api.SerDeInfo;
import org.apache.hadoop.hive.metastore.api.StorageDescriptor;
import org.apache.hadoop.hive.metastore.api.Table;
import org.apache.hadoop.hive.metastore.api.ThriftHiveMetastore;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What Paimon's filesystem, JDBC and Hive catalogs made moves in, and engines see through the server what they saw before. */
class AdoptIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int TABLES = 50;
    private static final int ROWS = 600;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    /** Where the commands may find tables outside of the warehouse; empty: nowhere. */
    private String allowed = "";

    @Test
    void aLakeMovesInAndAFlinkJobGoesOnThroughTheServer() throws IOException {
        Path warehouse = directory.resolve("lake");
        Map<String, String> lake = Map.of("TARN_WAREHOUSE", "file:" + warehouse);
        lake(lake, "mode=fill", "tables=" + TABLES);
        try (EngineProcess job = EngineProcess.startWithoutServer(
                Engine.FLINK_1_20, driver(), "StreamingInsert", lake, "rows=" + ROWS, "rows-per-second=300")) {
            assertThat(job.awaitExit(LIMIT)).as(job.describe("ended")).isZero();
        }
        Map<String, JsonNode> before = lake(lake, "mode=read");
        assertThat(before).hasSize(TABLES + 2);

        long start = System.nanoTime();
        Ran imported = tarn("import", warehouse, "--from", "filesystem:" + warehouse, "--quiet-seconds", "1");
        assertThat(imported.exit()).as(imported.text()).isZero();
        assertThat(imported.lines().get(0).at("/counts/ADOPTED").asInt()).isEqualTo(TABLES + 2);
        System.out.printf(
                "%d tables adopted in %d ms, start of the program included%n",
                TABLES + 2, Duration.ofNanos(System.nanoTime() - start).toMillis());
        Ran healthy = tarn("fsck", warehouse, "--deep");
        assertThat(healthy.exit()).as(healthy.text()).isZero();

        CatalogSettings catalog = new CatalogSettings(ServerProcess.CATALOG, warehouse, "unique", List.of());
        try (ServerProcess server = ServerProcess.start(directory, StoreKind.H2.create(), List.of(catalog))) {
            assertThat(refused(warehouse)).contains("stop the server");
            Map<String, String> tarn = Map.of(
                    "TARN_URI", server.uri(), "TARN_TOKEN", server.token(), "TARN_WAREHOUSE", ServerProcess.CATALOG);
            assertSame(lake(tarn, "mode=read"), before);

            CatalogApi api = new CatalogApi(server.uri(), server.token());
            long last = api.latestSnapshot("streaming", "kept");
            assertThat(last).isPositive();
            try (EngineProcess job = EngineProcess.startWithoutServer(
                    Engine.FLINK_1_20, driver(), "StreamingInsert", tarn, "rows=" + ROWS, "rows-per-second=300")) {
                assertThat(job.awaitExit(LIMIT)).as(job.describe("ended")).isZero();
            }
            assertThat(api.directory("streaming", "kept")).isEqualTo(warehouse.resolve("streaming.db/kept"));
            assertThat(api.latestSnapshot("streaming", "kept")).isGreaterThan(last);
            assertThat(warehouse.resolve("streaming.db/kept/snapshot/snapshot-" + (last + 1)))
                    .isRegularFile();
            try (PaimonClient reader = PaimonClient.start(Engine.PAIMON_2_0, "reader", server.uri(), server.token())) {
                assertThat(reader.read("streaming.kept")).hasSize(2 * ROWS);
                assertThat(reader.readAt("streaming.kept", last)).hasSize(ROWS);
                assertThat(reader.read("streaming.counted"))
                        .hasSize(ROWS)
                        .allMatch(row -> row.get(2).asInt() == 2);
            }
        }
    }

    @Test
    @Tag("full")
    void aJdbcCatalogMovesIn() throws IOException {
        Path warehouse = directory.resolve("lake");
        String url = "jdbc:h2:file:" + directory.resolve("paimon") + ";DATABASE_TO_UPPER=FALSE";
        Map<String, String> jdbc = Map.of("TARN_WAREHOUSE", "file:" + warehouse, "TARN_JDBC", url);
        // Paimon's JDBC catalog knows no branches.
        lake(jdbc, "mode=fill", "tables=6", "branches=0");
        Map<String, JsonNode> before = lake(jdbc, "mode=read");
        assertThat(before).hasSize(6);
        // What the catalog does not name is none of its tables, though it lies beside them.
        Files.createDirectories(warehouse.resolve("sales.db/stray/schema"));

        Ran imported = tarn("import", warehouse, "--from", url, "--quiet-seconds", "0");
        assertThat(imported.exit()).as(imported.text()).isZero();
        assertThat(imported.lines().get(0).get("counts").toString()).isEqualTo("{\"ADOPTED\":6}");
        assertThat(tarn("import", warehouse, "--from", url, "--catalog-key", "other")
                        .exit())
                .isEqualTo(2);

        CatalogSettings catalog = new CatalogSettings(ServerProcess.CATALOG, warehouse, "unique", List.of());
        try (ServerProcess server = ServerProcess.start(directory, StoreKind.H2.create(), List.of(catalog))) {
            Map<String, String> tarn = Map.of(
                    "TARN_URI", server.uri(), "TARN_TOKEN", server.token(), "TARN_WAREHOUSE", ServerProcess.CATALOG);
            assertSame(lake(tarn, "mode=read"), before);
            assertThat(new CatalogApi(server.uri(), server.token())
                            .send("GET", "databases/sales", "")
                            .body())
                    .contains("\"made-by\":\"lake\"");
        }
    }

    @Tag("full")
    @Test
    void aHiveMetastoreMovesIn() throws Exception {
        Path warehouse = directory.resolve("lake");
        Path elsewhere = directory.resolve("elsewhere");
        Map<String, JsonNode> before;
        try (HiveServer hive = HiveServer.start(directory.resolve("hive"))) {
            Map<String, String> catalog = Map.of("TARN_WAREHOUSE", "file:" + warehouse, "TARN_HIVE", hive.address());
            hive(catalog, "mode=fill", "tables=6", "names=simple");
            before = hive(catalog, "mode=read");
            assertThat(before).hasSize(6);
            hive(catalog, "mode=beside", "path=file:" + elsewhere.resolve("one"));
            tableOfHive(hive, "old", "MANAGED_TABLE");
            tableOfHive(hive, "seen", "VIRTUAL_VIEW");

            Ran imported = tarn("import", warehouse, "--from", hive.address(), "--quiet-seconds", "0");
            assertThat(imported.exit()).as(imported.text()).isEqualTo(1);
            assertThat(imported.lines().get(0).get("counts").toString())
                    .isEqualTo("{\"ADOPTED\":6,\"NOT_PAIMON\":3,\"FAILED\":1}");
            assertThat(imported.text())
                    .contains(
                            "a view; left alone", "a format table (csv); left alone", "a table of Hive's, not Paimon's")
                    .contains("is not under a location that this catalog allows");

            allowed = elsewhere.toString();
            Path site = Files.writeString(directory.resolve("hive-site.xml"), """
                    <configuration>
                      <property><name>hive.metastore.uris</name><value>thrift://127.0.0.1:9,%s</value></property>
                    </configuration>
                    """.formatted(hive.address()));
            Ran again = tarn("import", warehouse, "--from", "hive:" + site, "--quiet-seconds", "0");
            assertThat(again.exit()).as(again.text()).isZero();
            assertThat(again.lines().get(0).get("counts").toString())
                    .isEqualTo("{\"ADOPTED\":1,\"ALREADY_THERE\":6,\"NOT_PAIMON\":3}");
        }
        // The directories of the format table and of Hive's own are all that is not of the catalog.
        assertThat(tarn("fsck", warehouse, "--deep").lines())
                .filteredOn(line -> line.has("code"))
                .extracting(line -> line.get("object").asText())
                .containsExactly("sales.db/files", "sales.db/old");
        CatalogSettings settings = new CatalogSettings(ServerProcess.CATALOG, warehouse, "unique", List.of(elsewhere));
        try (ServerProcess server = ServerProcess.start(directory, StoreKind.H2.create(), List.of(settings))) {
            Map<String, String> tarn = Map.of(
                    "TARN_URI", server.uri(), "TARN_TOKEN", server.token(), "TARN_WAREHOUSE", ServerProcess.CATALOG);
            Map<String, JsonNode> after = lake(tarn, "mode=read");
            JsonNode outside = after.remove("sales/elsewhere");
            assertThat(outside.get("path").asText())
                    .endsWith(elsewhere.resolve("one").toString());
            assertThat(outside.get("rows")).hasSize(3);
            assertSame(after, before);
            CatalogApi api = new CatalogApi(server.uri(), server.token());
            assertThat(api.send("GET", "databases/sales/tables/elsewhere", "").body())
                    .contains("\"isExternal\":true");
            assertThat(api.send("GET", "databases/sales", "").body()).contains("\"made-by\":\"lake\"");
        }
    }

    private static void tableOfHive(HiveServer hive, String name, String type) throws TException {
        StorageDescriptor storage = new StorageDescriptor();
        storage.setCols(List.of(new FieldSchema("id", "int", "")));
        storage.setInputFormat("org.apache.hadoop.mapred.TextInputFormat");
        storage.setOutputFormat("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat");
        storage.setSerdeInfo(
                new SerDeInfo(name, "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe", new HashMap<>()));
        Table table = new Table();
        table.setDbName("sales");
        table.setTableName(name);
        table.setTableType(type);
        table.setPartitionKeys(List.of());
        table.setParameters(new HashMap<>());
        table.setViewOriginalText("select 1");
        table.setViewExpandedText("select 1");
        table.setSd(storage);
        try (TSocket socket = new TSocket("127.0.0.1", hive.port())) {
            socket.open();
            new ThriftHiveMetastore.Client(new TBinaryProtocol(socket)).create_table(table);
        }
    }

    /** As {@link #lake}, with what Paimon's Hive catalog needs. */
    private static Map<String, JsonNode> hive(Map<String, String> environment, String... arguments) throws IOException {
        return lake(ClassPaths.of("hive-metastore"), environment, arguments);
    }

    private static void assertSame(Map<String, JsonNode> after, Map<String, JsonNode> before) {
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((table, all) -> assertThat(after.get(table)).as(table).isEqualTo(all));
    }

    /** What a run of the program printed, by table. */
    private static Map<String, JsonNode> lake(Map<String, String> environment, String... arguments) throws IOException {
        return lake(driver(), environment, arguments);
    }

    private static Map<String, JsonNode> lake(String more, Map<String, String> environment, String... arguments) {
        try (EngineProcess program =
                EngineProcess.startWithoutServer(Engine.FLINK_1_20, more, "Lake", environment, arguments)) {
            assertThat(program.awaitExit(LIMIT)).as(program.describe("ended")).isZero();
            Map<String, JsonNode> tables = new TreeMap<>();
            for (JsonNode line : program.lines()) {
                if (line.has("table")) {
                    tables.put(line.get("table").asText(), line);
                }
            }
            return tables;
        }
    }

    private static String driver() throws IOException {
        try (Stream<Path> jars = Files.list(libraries())) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("h2-"))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        }
    }

    private static Path libraries() {
        return TestSettings.path("tarn.it.server").resolve("dist/tarn/lib");
    }

    private record Ran(int exit, List<String> output) {
        List<JsonNode> lines() throws IOException {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : output) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        }

        String text() {
            return String.join("\n", output);
        }
    }

    private String refused(Path warehouse) throws IOException {
        ProcessBuilder command = new ProcessBuilder(command("fsck", warehouse)).redirectErrorStream(true);
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isEqualTo(2);
        return output;
    }

    private List<String> command(String name, Path warehouse, String... options) throws IOException {
        Path configuration = Files.writeString(directory.resolve("moving-in.yaml"), """
                data-dir: %s/data
                catalogs:
                  - {name: main, warehouse: "file:%s", layout: unique, allowed-locations: [%s]}
                """.formatted(
                        directory, warehouse, allowed.isEmpty() ? "" : "\"file:" + allowed + "\""));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                libraries() + "/*",
                "io.tarn.server.TarnServer",
                name,
                "--config",
                configuration.toString()));
        Collections.addAll(command, options);
        return command;
    }

    /** Runs a command as {@code ./tarn} does. */
    private Ran tarn(String name, Path warehouse, String... options) throws IOException {
        List<String> words = new ArrayList<>(command(name, warehouse, options));
        words.remove(0);
        words.add("--json");
        List<String> output = Collections.synchronizedList(new ArrayList<>());
        try (ChildProcess process = ChildProcess.java(name, words, Map.of(), output::add)) {
            return new Ran(process.awaitExit(LIMIT), output);
        }
    }
}
