package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.StoreCommands;
import io.tarn.server.StoreCommands.Ran;
import io.tarn.server.TestServer;
import io.tarn.server.TestStores;
import io.tarn.server.model.FilePlan;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.store.PartitionRows.State;
import io.tarn.server.store.PartitionRows.Tracking;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.jdbc.JdbcStore;
import io.tarn.server.testing.PaimonLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.paimon.table.FileStoreTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage of every kind, planted into tables that were adopted: each is found, and what is said to be repaired is. */
class FsckTest {
    private static final String DATABASE = "d";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<String> TABLES = List.of(
            "behind",
            "beyond",
            "branches",
            "contents",
            "counts",
            "gone",
            "head",
            "hints",
            "middle",
            "other",
            "owing",
            "tags");

    @TempDir
    private Path dataDir;

    @Test
    void everyDamageIsFoundAndWhatTheDatabaseCanDecideIsRepaired() throws IOException {
        PaimonLake lake = new PaimonLake(dataDir.resolve("warehouse/plain"));
        fill(lake, TABLES);
        adopt("plain", dataDir.resolve("warehouse/plain"));
        PaimonLake outside = new PaimonLake(dataDir.resolve("outside/lake"));
        outside.create(DATABASE, "mirror", false, Map.of());
        adopt("a b+c", dataDir.resolve("outside/lake"));
        settle();
        assertThat(findings("--deep")).as("of a healthy warehouse").isEmpty();

        damageFiles(lake);
        damageMirror(outside);
        damageRows(lake);

        assertThat(findings("--deep")).isEqualTo(damage(true));
        findings("--deep", "--repair");
        assertThat(findings("--deep")).isEqualTo(damage(false));
        assertThat(Files.readString(file(lake, "hints", "snapshot/LATEST"))).isEqualTo("3");
        assertThat(Files.readString(file(lake, "hints", "snapshot/EARLIEST"))).isEqualTo("1");
        assertThat(file(lake, "head", "snapshot/snapshot-3")).isRegularFile();
        assertThat(file(lake, "branches", "branch/branch-b/snapshot/snapshot-1"))
                .isRegularFile();
        assertCountedAgain();
    }

    /** By the next server that has the lease. */
    private void assertCountedAgain() {
        try (JdbcStore store = TestStores.embedded(dataDir)) {
            Head counts = head(store, catalog(store), "counts");
            assertThat(counts.branch().statistics()).isEqualTo(Statistics.UNKNOWN);
            Tracking tracking = store.read(tx -> tx.partitions()
                    .tracking(counts.relation().id(), TableName.MAIN)
                    .orElseThrow());
            assertThat(tracking.state()).isEqualTo(State.UNKNOWN);
        }
    }

    @Test
    void oneTableIsLookedAtAlone() {
        PaimonLake lake = new PaimonLake(dataDir.resolve("warehouse/plain"));
        fill(lake, List.of("head", "other"));
        adopt("plain", dataDir.resolve("warehouse/plain"));
        delete(file(lake, "head", "snapshot/snapshot-3"));
        delete(file(lake, "other", "snapshot/snapshot-3"));

        assertThat(findings("--catalog", "plain", "--database", DATABASE, "--table", "head"))
                .isEqualTo(Map.of("d.head", List.of("HEAD_MISSING snapshot-3")));
        assertThat(findings("--catalog", "main", "--database", DATABASE)).isEmpty();
    }

    /** Of each object: codes, with the file that each is about. */
    private static Map<String, List<String>> damage(boolean repairable) {
        Map<String, List<String>> damage = new TreeMap<>(Map.of(
                "d.beyond", List.of("SNAPSHOT_BEYOND_HEAD snapshot-4"),
                "d.branches", List.of("BRANCH_WITHOUT_ROW branch-foreign"),
                "d.contents", List.of("FILE_MISSING data"),
                "d.gone", List.of("TABLE_DIRECTORY_MISSING "),
                "d.middle", List.of("SNAPSHOT_MISSING snapshot-2"),
                "d.tags", List.of("TAG_BROKEN tag-broken", "TAG_UNREADABLE tag-garbage"),
                "d.db/orphan", List.of("DIRECTORY_WITHOUT_ROW ")));
        if (repairable) {
            damage.putAll(Map.of(
                    "d.behind", List.of("SCHEMA_MISSING schema-0", "SCHEMA_MISSING schema-1"),
                    "d.beyond", List.of("LATEST_WRONG LATEST", "SNAPSHOT_BEYOND_HEAD snapshot-4"),
                    "d.branches$branch_b", List.of("BRANCH_DIRECTORY_MISSING "),
                    "d.counts", List.of("PARTITIONS_DIFFER "),
                    "d.head", List.of("HEAD_MISSING snapshot-3"),
                    "d.hints", List.of("EARLIEST_WRONG EARLIEST", "LATEST_WRONG LATEST"),
                    "d.mirror", List.of("MIRROR_STALE schema-0"),
                    "d.other", List.of("HEAD_DIFFERS snapshot-3"),
                    "d.owing", List.of("UNSETTLED "),
                    "file:/nowhere/at/all", List.of("CLAIM_WITHOUT_TABLE ")));
        }
        return damage;
    }

    private static void fill(PaimonLake lake, List<String> names) {
        for (String name : names) {
            FileStoreTable table = lake.create(DATABASE, name, true, Map.of());
            lake.write(table, "mon");
            if (name.equals("behind")) {
                lake.addColumn(DATABASE, name, "added");
                table = lake.open(DATABASE, name);
            }
            lake.write(table, "mon", "tue");
            lake.write(table, "wed");
            if (name.equals("branches") || name.equals("tags")) {
                table.createTag("t", 1);
            }
            if (name.equals("branches")) {
                table.createBranch("b", "t");
            }
        }
    }

    private static void damageFiles(PaimonLake lake) throws IOException {
        delete(file(lake, "behind", "schema/schema-0"));
        delete(file(lake, "behind", "schema/schema-1"));
        lake.write(lake.open(DATABASE, "beyond"), "mon");
        deleteTree(file(lake, "branches", "branch/branch-b"));
        Files.createDirectories(file(lake, "branches", "branch/branch-foreign/schema"));
        try (Stream<Path> files = Files.walk(lake.directory(DATABASE, "contents"))) {
            delete(files.filter(file -> file.getFileName().toString().startsWith("data-"))
                    .sorted()
                    .findFirst()
                    .orElseThrow());
        }
        deleteTree(lake.directory(DATABASE, "gone"));
        delete(file(lake, "head", "snapshot/snapshot-3"));
        Files.writeString(file(lake, "hints", "snapshot/LATEST"), "2");
        Files.writeString(file(lake, "hints", "snapshot/EARLIEST"), "2");
        delete(file(lake, "middle", "snapshot/snapshot-2"));
        Path other = file(lake, "other", "snapshot/snapshot-3");
        Files.writeString(other, Files.readString(other).replace("\"commitUser\"", "\"commitUser2\""));
        Path tag = file(lake, "tags", "tag/tag-t");
        Files.writeString(
                tag.resolveSibling("tag-broken"),
                Files.readString(tag).replaceAll("manifest-list-[^\"]*", "manifest-list-that-is-gone"));
        Files.writeString(tag.resolveSibling("tag-garbage"), "{}");
        lake.create(DATABASE, "orphan", false, Map.of());
    }

    private static void damageMirror(PaimonLake outside) {
        deleteTree(outside.directory(DATABASE, "mirror"));
        outside.create(DATABASE, "mirror", true, Map.of());
    }

    private void damageRows(PaimonLake lake) {
        try (JdbcStore store = TestStores.embedded(dataDir)) {
            UUID catalog = catalog(store);
            Head counts = head(store, catalog, "counts");
            store.write(tx -> {
                UUID set = tx.partitions()
                        .tracking(counts.relation().id(), TableName.MAIN)
                        .orElseThrow()
                        .set();
                tx.partitions().delete(counts.relation().id(), set, List.of("day=tue"));
                return true;
            });
            Head owing = head(store, catalog, "owing");
            store.write(tx -> {
                tx.filePlans()
                        .insert(
                                new FilePlan(
                                        Ids.next(),
                                        owing.relation().id(),
                                        TableName.MAIN,
                                        FilePlan.Work.removeSchemas(List.of(9L))),
                                0);
                tx.locations().claim(Location.parse("/nowhere/at/all"), Ids.next(), catalog, 1);
                return true;
            });
            assertThat(counts.branch().statistics()).as("counted before").isNotEqualTo(Statistics.UNKNOWN);
        }
        assertThat(lake.directory(DATABASE, "owing")).isDirectory();
    }

    private static UUID catalog(JdbcStore store) {
        return store.read(tx -> tx.catalogs().all()).stream()
                .filter(found -> found.name().equals("plain"))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static Head head(JdbcStore store, UUID catalog, String table) {
        return store.read(tx -> tx.relations()
                .head(catalog, new TableName(DATABASE, table, TableName.MAIN))
                .orElseThrow());
    }

    /** A server counts what has to be counted, and stops. */
    private void settle() {
        try (TestServer server = TestServer.start(dataDir)) {
            Api api = Api.of(server.port(), server.rootToken(), "plain");
            for (String table : TABLES) {
                await().atMost(PATIENCE)
                        .until(() -> api.get(api.tables(DATABASE) + "/" + table + "/partitions")
                                        .status()
                                == 200);
            }
        }
    }

    private void adopt(String catalog, Path warehouse) {
        Ran ran = run("import", "--catalog", catalog, "--quiet-seconds", "0", "--from", "filesystem:" + warehouse);
        assertThat(ran.exit()).as(ran.out()).isZero();
    }

    /** What a run tells that is left, by object, in alphabetical order; the names of data files are cut. */
    private Map<String, List<String>> findings(String... options) {
        Ran ran = run(Stream.concat(Stream.of("fsck"), Stream.of(options)).toArray(String[]::new));
        Map<String, TreeSet<String>> found = new TreeMap<>();
        for (String line : ran.out().lines().toList()) {
            JsonNode json = read(line);
            if (json.has("code") && !json.get("repaired").booleanValue()) {
                String file = json.get("file").asText().replaceAll(".*/data-.*", "data");
                found.computeIfAbsent(json.get("object").asText(), name -> new TreeSet<>())
                        .add(json.get("code").asText() + " " + file);
            }
        }
        assertThat(ran.exit()).as(ran.out()).isEqualTo(found.isEmpty() ? 0 : 1);
        Map<String, List<String>> lists = new TreeMap<>();
        found.forEach((object, codes) -> lists.put(object, new ArrayList<>(codes)));
        return lists;
    }

    private Ran run(String... words) {
        return StoreCommands.run(TestServer.config(dataDir), words);
    }

    private static JsonNode read(String line) {
        try {
            return Api.JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static Path file(PaimonLake lake, String table, String below) {
        return lake.directory(DATABASE, table).resolve(below);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void deleteTree(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted((one, other) -> other.compareTo(one)).forEach(FsckTest::delete);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
