package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.testing.Race;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables whose location a client names, and whose files it writes beside the server. */
class ExternalTablesTest extends ServerTest {
    private static int counter;

    private Api lake;
    private Path place;

    @BeforeEach
    void choosePlace() {
        lake = api.withCatalog("a b+c");
        place = server.dataDir().resolve("outside/table-" + counter++);
    }

    @Test
    void aTableAtAPlaceOfItsOwnIsExternalAndItsFilesOutliveIt() {
        create("lives", place).ok();

        JsonNode table = lake.readTable("lives");
        assertThat(table.get("isExternal").booleanValue()).isTrue();
        assertThat(table.get("path").asText()).isEqualTo("file:" + place);
        assertThat(table.at("/schema/options").has("path")).isFalse();
        assertThat(table.at("/schema/options/bucket").asText()).isEqualTo("2");
        assertThat(place.resolve("schema/schema-0")).isRegularFile();
        assertThat(details("lives")).isEqualTo(table);
        assertThat(lake.get(lake.prefix() + "/tables/id/" + table.get("id").asText())
                        .ok()
                        .json())
                .isEqualTo(table);
        create("lives", place).error(409, "TABLE").about("lives");
        create("other", place).error(400, null);

        lake.delete(lake.table("lives")).ok();

        assertThat(place.resolve("schema/schema-0")).isRegularFile();
        create("other", place).ok();
        JsonNode again = lake.readTable("other");
        assertThat(again.get("schema")).isEqualTo(table.get("schema"));
        assertThat(again.get("id")).isNotEqualTo(table.get("id"));
        lake.delete(lake.table("other")).ok();
    }

    @Test
    void aSchemaThatIsThereAlreadyMustAgreeWithWhatIsAskedFor() {
        create("first", place).ok();
        lake.post(lake.table("first"), Api.addColumn("added")).ok();
        lake.delete(lake.table("first")).ok();

        create("other", place, Map.of()).error(400, null);
        assertThat(lake.createTable("options", Map.of("path", "file:" + place, "bucket", "3"))
                        .status())
                .isEqualTo(400);
        lake.post(lake.tables("default"), withoutFields(Api.createBody("default", "inferred", options(place))))
                .ok();
        JsonNode inferred = lake.readTable("inferred");
        assertThat(inferred.get("schemaId").asInt()).isEqualTo(1);
        assertThat(inferred.at("/schema/fields")).hasSize(2);
        assertThat(place.resolve("schema/schema-2")).doesNotExist();
        lake.delete(lake.table("inferred")).ok();
    }

    private static String withoutFields(String body) {
        return body.replaceAll("\"fields\":\\[[^]]*]", "\"fields\":[]");
    }

    @Test
    void aTableThatLiesInStorageIsRegistered() throws IOException {
        register("nothing", "file:" + place).error(400, null);
        Files.createDirectories(place.resolve("schema"));
        register("nothing", "file:" + place).error(400, null);
        Files.writeString(place.resolve("schema/schema-0"), "no schema");
        register("nothing", "file:" + place).error(400, null);
        lake.get(lake.table("nothing")).error(404, "TABLE");
        Files.delete(place.resolve("schema/schema-0"));
        create("before", place).ok();
        lake.post(lake.table("before") + "/commit", commit("before", 1, "w", 7)).ok();
        JsonNode before = lake.readTable("before");
        register("after", "file:" + place).error(400, null);
        register("before", "file:" + place).error(409, "TABLE").about("before");
        lake.delete(lake.table("before")).ok();

        register("after", place + "/").ok();

        JsonNode after = lake.readTable("after");
        assertThat(after.get("isExternal").booleanValue()).isTrue();
        assertThat(after.get("path")).isEqualTo(before.get("path"));
        assertThat(after.get("schema")).isEqualTo(before.get("schema"));
        assertThat(snapshot("after").at("/snapshot/snapshot/id").asInt()).isEqualTo(1);
        register("after", "file:" + place).error(409, "TABLE");
        lake.post(
                        lake.databases() + "/nowhere/register",
                        "{\"identifier\":{\"database\":\"nowhere\",\"object\":\"t\"},\"path\":\"file:" + place + "\"}")
                .error(404, "DATABASE");
        lake.delete(lake.table("after")).ok();
    }

    @Test
    void aCommitIsWhoeversFileIsThereFirst() throws IOException {
        create("commits", place).ok();
        String path = lake.table("commits") + "/commit";
        lake.get(lake.table("commits") + "/snapshot").error(404, "SNAPSHOT");

        String first = commit("commits", 1, "a", 5);
        assertThat(succeeds(path, first)).isTrue();
        assertThat(succeeds(path, first)).as("a replay").isTrue();
        assertThat(succeeds(path, commit("commits", 1, "b", 5))).isFalse();
        assertThat(Files.readString(place.resolve("snapshot/snapshot-1")))
                .isEqualTo(Api.JSON.readTree(first).get("snapshot").toString());
        assertThat(Files.readString(place.resolve("snapshot/LATEST"))).isEqualTo("1");
        assertThat(Files.readString(place.resolve("snapshot/EARLIEST"))).isEqualTo("1");

        // A client that needs no server for it.
        String second = commit("commits", 2, "b", 9);
        Files.writeString(
                place.resolve("snapshot/snapshot-2"),
                Api.JSON.readTree(second).get("snapshot").toPrettyString());
        assertThat(snapshot("commits").at("/snapshot/snapshot/commitUser").asText())
                .isEqualTo("b");
        assertThat(snapshot("commits").at("/snapshot/recordCount").asInt()).isEqualTo(9);
        assertThat(snapshot("commits").at("/snapshot/fileCount").asInt()).isEqualTo(-1);
        assertThat(succeeds(path, commit("commits", 2, "a", 9))).isFalse();
        assertThat(succeeds(path, second))
                .as("the same commit, otherwise written")
                .isTrue();
        assertThat(succeeds(path, first)).as("a late replay").isTrue();

        lake.post(path, commit("commits", 4, "a", 9)).error(500, null);
        lake.post(path, commit("commits", 3, "a", 9).replace("\"schemaId\":0", "\"schemaId\":1"))
                .error(400, null);
        lake.post(path, Api.commitBody("another-table", 3, "a")).error(404, "TABLE");
        Files.delete(place.resolve("snapshot/snapshot-1"));
        lake.post(path, first).error(500, null);
        assertThat(succeeds(path, commit("commits", 3, "a", 9))).isTrue();

        assertThat(snapshotIds("commits")).containsExactly(3, 2);
        String snapshots = lake.table("commits") + "/snapshots/";
        assertThat(lake.get(snapshots + "LATEST").ok().json().at("/snapshot/id").asInt())
                .isEqualTo(3);
        assertThat(lake.get(snapshots + "EARLIEST")
                        .ok()
                        .json()
                        .at("/snapshot/id")
                        .asInt())
                .isEqualTo(2);
        lake.get(snapshots + "1").error(404, "SNAPSHOT");
        lake.delete(lake.table("commits")).ok();
    }

    @Test
    void aBaseWithAnotherUuidIsAConflictAndAnUnknownOneIsNot() {
        create("uuids", place).ok();
        String path = lake.table("uuids") + "/commit";
        assertThat(succeeds(path, withUuid(commit("uuids", 1, "a", 1), "one", null)))
                .isTrue();
        assertThat(succeeds(path, withUuid(commit("uuids", 2, "a", 1), "two", "other")))
                .isFalse();
        assertThat(succeeds(path, withUuid(commit("uuids", 2, "a", 1), "two", "one")))
                .isTrue();
        assertThat(succeeds(path, commit("uuids", 3, "old client", 1))).isTrue();
        assertThat(succeeds(path, withUuid(commit("uuids", 4, "a", 1), "four", "three")))
                .isTrue();
        lake.delete(lake.table("uuids")).ok();
    }

    private static String withUuid(String body, String uuid, String baseUuid) {
        try {
            ObjectNode json = (ObjectNode) Api.JSON.readTree(body);
            ((ObjectNode) json.get("snapshot")).put("uuid", uuid);
            return json.put("baseSnapshotUuid", baseUuid).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ofCommitsAtTheSameMomentExactlyOneWinsEachSnapshot() {
        create("storm", place).ok();
        String path = lake.table("storm") + "/commit";
        for (int id = 1; id <= 10; id++) {
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                // Each request is sent twice at once, as a client repeats one whose answer it lost.
                String body = commit("storm", id, "w" + writer / 2, 1);
                writers.add(() -> succeeds(path, body));
            }
            List<Boolean> answers = Race.run(writers);
            assertThat(Stream.of(0, 2, 4).filter(writer -> answers.get(writer)).toList())
                    .hasSize(1);
            for (int writer = 0; writer < 6; writer += 2) {
                assertThat(answers.get(writer)).isEqualTo(answers.get(writer + 1));
            }
        }
        assertThat(snapshotIds("storm"))
                .isEqualTo(IntStream.range(0, 10).mapToObj(i -> 10 - i).toList());
        lake.delete(lake.table("storm")).ok();
    }

    @Test
    void anAlterIsWhoeversSchemaFileIsThereFirst() throws IOException {
        create("alters", place).ok();
        lake.post(lake.table("alters"), Api.addColumn("one")).ok();
        assertThat(place.resolve("schema/schema-1")).isRegularFile();
        // A client that needs no server for it.
        Files.writeString(
                place.resolve("schema/schema-2"),
                Files.readString(place.resolve("schema/schema-1")).replace("\"id\" : 1,", "\"id\" : 2,"));
        assertThat(lake.readTable("alters").get("schemaId").asInt()).isEqualTo(2);

        List<Callable<Integer>> alters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String column = "c" + i;
            alters.add(
                    () -> lake.post(lake.table("alters"), Api.addColumn(column)).status());
        }
        assertThat(Race.run(alters)).containsOnly(200);

        JsonNode table = lake.readTable("alters");
        assertThat(table.get("schemaId").asInt()).isEqualTo(6);
        assertThat(table.at("/schema/fields").findValuesAsText("name"))
                .containsExactlyInAnyOrder("id", "one", "c0", "c1", "c2", "c3");
        assertThat(details("alters")).isEqualTo(table);
        lake.post(lake.table("alters"), Api.addColumn("one")).error(409, "COLUMN");
        lake.post(lake.table("alters"), Api.setOption("path", "file:" + place + "-2"))
                .error(400, null);
        lake.post(lake.table("alters"), Api.setOption("type", "format-table")).error(400, null);
        lake.delete(lake.table("alters")).ok();
    }

    @Test
    void aTableWhoseFilesAreGoneIsStillListedAndDropped() throws IOException {
        create("gone", place).ok();
        JsonNode table = lake.readTable("gone");
        Files.delete(place.resolve("schema/schema-0"));
        assertThat(lake.readTable("gone")).isEqualTo(table);
        lake.post(lake.table("gone"), Api.addColumn("c")).error(400, null);
        Files.writeString(place.resolve("schema/schema-7"), "no schema");
        lake.get(lake.table("gone")).error(500, null);
        assertThat(details("gone")).isEqualTo(table);
        lake.delete(lake.table("gone")).ok();
    }

    @Test
    void aRenameMovesNothingAndADatabaseTakesNoExternalFilesWithIt() {
        lake.post(lake.databases(), "{\"name\":\"doomed\",\"options\":{}}").ok();
        create("moves", place).ok();
        lake.post(
                        lake.prefix() + "/tables/rename",
                        "{\"source\":{\"database\":\"default\",\"object\":\"moves\"},"
                                + "\"destination\":{\"database\":\"doomed\",\"object\":\"moved\"}}")
                .ok();
        JsonNode moved = lake.get(lake.tables("doomed") + "/moved").ok().json();
        assertThat(moved.get("path").asText()).isEqualTo("file:" + place);
        assertThat(moved.get("isExternal").booleanValue()).isTrue();
        lake.delete(lake.databases() + "/doomed").ok();
        assertThat(place.resolve("schema/schema-0")).isRegularFile();
        create("again", place).ok();
        lake.delete(lake.table("again")).ok();
    }

    @Test
    void ofTablesThatWouldContainEachOtherExactlyOneIsMade() {
        for (int round = 0; round < 5; round++) {
            Path root = place.resolve("round-" + round);
            List<Callable<Integer>> creates = new ArrayList<>();
            for (String below : List.of("", "a", "a/b", "a/b")) {
                String name = "r" + round + "-" + creates.size();
                creates.add(() -> create(name, root.resolve(below)).status());
            }
            assertThat(Race.run(creates)).containsOnlyOnce(200).containsOnly(200, 400);
        }
    }

    private Api.Answer create(String name, Path where) {
        return lake.createTable(name, options(where));
    }

    private Api.Answer create(String name, Path where, Map<String, String> options) {
        return lake.createTable(name, options.isEmpty() ? Map.of("path", "file:" + where, "type", "table") : options);
    }

    private static Map<String, String> options(Path where) {
        return Map.of("path", "file:" + where, "bucket", "2", "bucket-key", "id");
    }

    private Api.Answer register(String name, String path) {
        return lake.post(
                lake.databases() + "/default/register",
                "{\"identifier\":{\"database\":\"default\",\"object\":\"" + name + "\"},\"path\":\"" + path + "\"}");
    }

    private String commit(String table, long id, String writer, long records) {
        String tableId = lake.readTable(table).get("id").asText();
        return Api.commitBody(tableId, id, writer)
                .replace("\"timeMillis\":1", "\"timeMillis\":1,\"totalRecordCount\":" + records);
    }

    private boolean succeeds(String path, String body) {
        return lake.post(path, body).ok().json().get("success").booleanValue();
    }

    private JsonNode snapshot(String table) {
        return lake.get(lake.table(table) + "/snapshot").ok().json();
    }

    private List<Integer> snapshotIds(String table) {
        List<Integer> ids = new ArrayList<>();
        lake.get(lake.table(table) + "/snapshots")
                .ok()
                .json()
                .get("snapshots")
                .forEach(snapshot -> ids.add(snapshot.get("id").asInt()));
        return ids;
    }

    private JsonNode details(String table) {
        return lake.get(lake.databases() + "/default/table-details?tableNamePattern=" + table)
                .ok()
                .json()
                .at("/tableDetails/0");
    }
}
