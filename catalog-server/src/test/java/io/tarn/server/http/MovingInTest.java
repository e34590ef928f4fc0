package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.StoreCommands;
import io.tarn.server.StoreCommands.Ran;
import io.tarn.server.TestServer;
import io.tarn.server.config.ConfigException;
import io.tarn.server.testing.PaimonLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.paimon.table.FileStoreTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that Paimon wrote without a server become tables of one, by {@code tarn import}. */
class MovingInTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path dataDir;

    private Path warehouse;
    private PaimonLake lake;

    @BeforeEach
    void makeLake() {
        warehouse = dataDir.resolve("warehouse/plain");
        lake = new PaimonLake(warehouse);
    }

    @Test
    void tablesKeepTheirPlaceTheirHistoryAndTheirBranchesAndGoOn() throws IOException {
        FileStoreTable orders = lake.create("sales", "orders", true, Map.of());
        lake.write(orders, "mon", "tue");
        lake.addColumn("sales", "orders", "added");
        lake.write(lake.open("sales", "orders"), "tue");
        orders.createTag("first", 1);
        orders.createBranch("test", "first");
        lake.write(orders.switchToBranch("test"), "wed");
        lake.create("sales", "empty one", false, Map.of());
        Files.createDirectories(warehouse.resolve("nothing.db"));
        Map<String, String> before = files();

        JsonNode trial = json(importing(0, "--dry-run"));
        assertThat(trial.get("counts").toString()).isEqualTo("{\"WOULD_BE_ADOPTED\":3}");
        JsonNode done = json(importing(0));
        assertThat(done.get("counts").toString()).isEqualTo("{\"ADOPTED\":3}");
        assertThat(done.at("/tables/2/text").asText()).isEqualTo("managed, snapshot 2, schema 1, 1 branch");
        assertThat(json(importing(0)).get("counts").toString()).isEqualTo("{\"ALREADY_THERE\":2}");
        assertThat(files()).as("nothing was written and nothing is gone").isEqualTo(before);
        assertThat(fsck("--deep")).isZero();

        try (TestServer server = TestServer.start(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken(), "plain");
            api.get(api.databases() + "/nothing").ok();
            String table = api.tables("sales") + "/orders";
            JsonNode read = api.get(table).ok().json();
            assertThat(read.get("path").asText()).isEqualTo("file:" + lake.directory("sales", "orders"));
            assertThat(read.get("isExternal").booleanValue()).isFalse();
            assertThat(read.get("owner").asText()).isEqualTo("root");
            assertThat(read.at("/schema/comment").asText()).isEqualTo("of orders");
            assertThat(read.at("/schema/options/query-auth.enabled").asText()).isEqualTo("true");
            assertThat(api.get(table + "/branches").ok().json().get("branches").toString())
                    .isEqualTo("[\"test\"]");
            assertThat(api.get(table + "/tags").ok().body()).contains("\"first\"");
            assertThat(head(api, api.tables("sales") + "/" + Api.encode("orders$branch_test")))
                    .isEqualTo(2);
            await().atMost(PATIENCE).until(() -> api.get(table + "/partitions").status() == 200);
            assertThat(counts(api, table)).isEqualTo(Map.of("mon", 1L, "tue", 2L));
            assertThat(api.get(api.tables("sales") + "/" + Api.encode("empty one") + "/snapshot")
                            .status())
                    .isEqualTo(404);

            assertThat(api.post(table + "/commit", Api.commitBody(read.get("id").asText(), 3, "w"))
                            .ok()
                            .json()
                            .get("success")
                            .asBoolean())
                    .isTrue();
            assertThat(lake.directory("sales", "orders").resolve("snapshot/snapshot-3"))
                    .isRegularFile();
            assertThat(head(api, table)).isEqualTo(3);
            api.post(table + "/rollback", "{\"instant\":{\"type\":\"snapshot\",\"snapshotId\":1}}")
                    .ok();
            assertThat(head(api, table)).isEqualTo(1);
        }
    }

    @Test
    void aNewTableDoesNotTakeTheDirectoryOfOneThatHasNotMovedInYet() throws IOException {
        lake.write(lake.create("default", "orders", false, Map.of()), "mon");
        Map<String, String> before = files();
        try (TestServer server = TestServer.start(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken(), "plain");
            Api.Answer refused = api.createTable("orders");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().get("message").asText()).contains("default.db/orders", "tarn import");
            assertThat(files()).isEqualTo(before);
            api.createTable("other").ok();
            api.delete(api.table("other")).ok();
            api.createTable("other").ok();
        }
        JsonNode moved = json(importing(1));
        assertThat(moved.get("counts").toString())
                .as("the dropped table's files are not deleted yet")
                .isEqualTo("{\"ADOPTED\":1,\"ALREADY_THERE\":1,\"CONFLICT\":1}");
    }

    @Test
    void aNameOrAPlaceThatIsTakenIsAConflictAndWhatIsNoTableIsSaid() throws IOException {
        try (TestServer server = TestServer.start(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken(), "plain");
            api.createTable("own").ok();
            api.createTable("renamed").ok();
            api.post(
                            api.prefix() + "/tables/rename",
                            "{\"source\":{\"database\":\"default\",\"object\":\"renamed\"},"
                                    + "\"destination\":{\"database\":\"default\",\"object\":\"taken\"}}")
                    .ok();
            api.createTable("dropped").ok();
            api.delete(api.table("dropped")).ok();
        }
        lake.create("default", "taken", false, Map.of());
        lake.create("default", "a'b", false, Map.of());
        lake.create("default", "csv", false, Map.of("type", "format-table"));
        lake.create("default", "outside", false, Map.of("data-file.external-paths", "file:/elsewhere"));
        lake.create("default", "good", false, Map.of());
        lake.create("default", "left", false, Map.of());
        lake.create("sys", "any", false, Map.of());
        Files.createDirectories(warehouse.resolve("default.db/leftover/bucket-0"));

        Ran ran = importing(1, "--exclude", "*.left");

        Map<String, String> outcomes = new TreeMap<>();
        json(ran)
                .get("tables")
                .forEach(table -> outcomes.put(
                        table.get("database").asText() + "."
                                + table.get("table").asText(),
                        table.get("outcome").asText()));
        assertThat(outcomes)
                .isEqualTo(Map.of(
                        "default.a'b", "UNSUPPORTED",
                        "default.csv", "UNSUPPORTED",
                        "default.dropped", "CONFLICT",
                        "default.good", "ADOPTED",
                        "default.leftover", "NO_TABLE",
                        "default.outside", "FAILED",
                        "default.own", "ALREADY_THERE",
                        "default.renamed", "ALREADY_THERE",
                        "default.taken", "CONFLICT",
                        "sys.", "UNSUPPORTED"));
        assertThat(ran.out())
                .contains(
                        "as table default.taken; nothing to do",
                        "is not under a location that this catalog allows",
                        "format-table");
        assertThat(ran.progress()).contains("adopted          default.good: managed, no snapshot, schema 0");
    }

    @Test
    void whatStorageGoesOnToDecideLiesInAnAllowedLocation() throws IOException {
        PaimonLake outside = new PaimonLake(dataDir.resolve("outside/lake"));
        FileStoreTable table = outside.create("ext", "t", false, Map.of());
        outside.write(table, "mon");
        String from = "filesystem:" + dataDir.resolve("outside/lake");

        assertThatThrownBy(() -> run("import", "--catalog", "main", "--from", from))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not under a location that this catalog allows");
        assertThatThrownBy(() -> run("import", "--catalog", "a b+c", "--from", from, "--as", "managed"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("make a catalog with this warehouse");
        assertThatThrownBy(() -> run("import", "--from", from))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("name one");
        // Beside the classes of a test there are no plugins, as there would be in the distribution.
        assertThatThrownBy(() -> run("import", "--catalog", "main", "--from", "thrift://somewhere:9083"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("copy the folder plugins/hive of the distribution there");
        assertThatThrownBy(() -> run("import", "--from", "hive:hive-site.xml", "--warehouse", "file:/lake"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a metastore says itself where tables are");
        assertThatThrownBy(() -> run("import", "--form", from))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("usage: tarn import");
        assertThat(run("import", "--catalog", "a b+c", "--from", from).exit()).isZero();

        try (TestServer server = TestServer.start(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken(), "a b+c");
            String path = api.tables("ext") + "/t";
            assertThat(api.get(path).ok().json().get("isExternal").booleanValue())
                    .isTrue();
            outside.write(table, "tue");
            assertThat(head(api, path)).as("as storage says").isEqualTo(2);
        }
        Files.createFile(dataDir.resolve("running"));
        assertThatThrownBy(() -> fsck())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("start it and stop it once");
    }

    private Ran importing(int exit, String... more) {
        Ran ran = run(Stream.concat(
                        Stream.of(
                                "import",
                                "--catalog",
                                "plain",
                                "--quiet-seconds",
                                "0",
                                "--from",
                                "filesystem:" + warehouse),
                        Stream.of(more))
                .toArray(String[]::new));
        assertThat(ran.exit()).as(ran.out()).isEqualTo(exit);
        return ran;
    }

    private int fsck(String... more) {
        Ran ran = run(Stream.concat(Stream.of("fsck"), Stream.of(more)).toArray(String[]::new));
        assertThat(ran.out().lines().count() > 1).as(ran.out()).isEqualTo(ran.exit() > 0);
        return ran.exit();
    }

    private Ran run(String... words) {
        return StoreCommands.run(TestServer.config(dataDir), words);
    }

    private static JsonNode json(Ran ran) throws JsonProcessingException {
        return Api.JSON.readTree(ran.out());
    }

    private static long head(Api api, String table) {
        return api.get(table + "/snapshot")
                .ok()
                .json()
                .at("/snapshot/snapshot/id")
                .asLong();
    }

    private static Map<String, Long> counts(Api api, String table) {
        Map<String, Long> counts = new TreeMap<>();
        api.get(table + "/partitions")
                .ok()
                .json()
                .get("partitions")
                .forEach(partition -> counts.put(
                        partition.at("/spec/day").asText(),
                        partition.get("recordCount").asLong()));
        return counts;
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(warehouse)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        warehouse.relativize(file).toString(),
                        List.of(Files.size(file), Files.getLastModifiedTime(file))
                                .toString());
            }
        }
        return files;
    }
}
