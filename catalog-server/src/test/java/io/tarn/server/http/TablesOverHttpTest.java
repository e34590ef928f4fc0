package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablesOverHttpTest extends ServerTest {
    @Test
    void tablesOfEveryFormatAreMade() {
        for (String format : List.of("parquet", "orc", "avro", "ORC")) {
            api.createTable("in-" + format, Map.of("file.format", format)).ok();
        }
    }

    @Test
    void aTableIsReadAsItWasMadeAndSaysWhoMadeIt() {
        api.createTable("made", Map.of("bucket", "2", "bucket-key", "id")).ok();
        JsonNode table = api.readTable("made");
        assertThat(table.get("name").asText()).isEqualTo("made");
        assertThat(table.get("database").asText()).isEqualTo("default");
        assertThat(table.get("id").asText()).hasSize(36);
        assertThat(table.get("isExternal").booleanValue()).isFalse();
        assertThat(table.get("schemaId").asLong()).isZero();
        assertThat(table.get("owner").asText()).isEqualTo("root");
        assertThat(table.get("createdBy").asText()).isEqualTo("root");
        assertThat(table.get("updatedBy").asText()).isEqualTo("root");
        assertThat(table.get("createdAt").asLong()).isPositive();
        assertThat(table.get("updatedAt").asLong())
                .isEqualTo(table.get("createdAt").asLong());
        JsonNode schema = table.get("schema");
        assertThat(schema.get("fields").get(0).get("name").asText()).isEqualTo("id");
        assertThat(schema.get("options").get("bucket").asText()).isEqualTo("2");
        assertThat(schema.get("options").has("path")).isFalse();
        assertThat(directory(table)).startsWith(server.dataDir().resolve("warehouse/main/default.db"));
        assertThat(directory(table).resolve("schema/schema-0")).isRegularFile();
    }

    @Test
    void aRefusedCreateAnswersTheSameAgain() {
        api.createTable("twice").ok();
        JsonNode first = api.readTable("twice");
        api.createTable("twice").error(409, "TABLE").about("twice");
        assertThat(api.readTable("twice")).isEqualTo(first);
    }

    @Test
    void optionsCopiedFromAnotherTableMakeATableWithADirectoryOfItsOwn() {
        api.createTable("source", Map.of("bucket", "3", "bucket-key", "id")).ok();
        JsonNode source = api.readTable("source");
        Map<String, String> copied = Map.of(
                "bucket", "3",
                "bucket-key", "id",
                "path", source.get("path").asText(),
                "owner", "somebody",
                "createdAt", source.get("createdAt").asText(),
                "createdBy", "somebody",
                "updatedAt", source.get("updatedAt").asText(),
                "updatedBy", "somebody");
        api.createTable("copy", copied).ok();
        JsonNode copy = api.readTable("copy");
        assertThat(copy.get("isExternal").booleanValue()).isFalse();
        assertThat(directory(copy)).isNotEqualTo(directory(source));
        assertThat(copy.get("owner").asText()).isEqualTo("root");
        assertThat(copy.get("schema").get("options"))
                .isEqualTo(source.get("schema").get("options"));
        assertThat(api.readTable("source")).isEqualTo(source);
    }

    @Test
    void thePathOfAnotherTableWithoutItsTimeOfCreationIsNoCopy() {
        api.createTable("victim").ok();
        JsonNode victim = api.readTable("victim");
        String path = victim.get("path").asText();
        api.createTable("thief", Map.of("path", path)).error(400, null);
        api.createTable("thief", Map.of("path", path, "createdAt", "1")).error(400, null);
        api.withCatalog("plain")
                .createTable(
                        "thief",
                        Map.of(
                                "path",
                                path,
                                "createdAt",
                                victim.get("createdAt").asText()))
                .error(400, null);
        api.get(api.table("thief")).error(404, "TABLE");
    }

    @Test
    void anAlterIsANewSchemaAndANewFile() {
        api.createTable("altered").ok();
        JsonNode before = api.readTable("altered");
        api.post(api.table("altered"), Api.addColumn("größe")).ok();
        JsonNode after = api.readTable("altered");
        assertThat(after.get("schemaId").asLong()).isEqualTo(1);
        assertThat(after.get("schema").get("fields").get(1).get("name").asText())
                .isEqualTo("größe");
        assertThat(after.get("id")).isEqualTo(before.get("id"));
        assertThat(after.get("path")).isEqualTo(before.get("path"));
        assertThat(directory(after).resolve("schema/schema-1")).isRegularFile();
        api.post(api.table("altered"), Api.addColumn("größe"))
                .error(409, "COLUMN")
                .about("größe");
    }

    @Test
    void anAlterThatChangesNothingMakesNoSchema() {
        api.createTable("same", Map.of("bucket", "2", "bucket-key", "id")).ok();
        api.post(api.table("same"), Api.setOption("snapshot.time-retained", "2 h"))
                .ok();
        api.post(api.table("same"), Api.setOption("snapshot.time-retained", "2 h"))
                .ok();
        assertThat(api.readTable("same").get("schemaId").asLong()).isEqualTo(1);
    }

    @Test
    void aRenameKeepsIdDirectoryAndSnapshots() {
        api.createTable("old-name").ok();
        JsonNode before = api.readTable("old-name");
        api.post(
                        api.table("old-name") + "/commit",
                        Api.commitBody(before.get("id").asText(), 1, "w"))
                .ok();
        api.post(api.prefix() + "/tables/rename", rename("old-name", "new-name"))
                .ok();
        api.get(api.table("old-name")).error(404, "TABLE").about("old-name");
        JsonNode after = api.readTable("new-name");
        assertThat(after.get("id")).isEqualTo(before.get("id"));
        assertThat(after.get("path")).isEqualTo(before.get("path"));
        assertThat(after.get("name").asText()).isEqualTo("new-name");
        assertThat(api.get(api.table("new-name") + "/snapshot")
                        .ok()
                        .json()
                        .at("/snapshot/snapshot/id")
                        .asLong())
                .isEqualTo(1);
        assertThat(directory(after).resolve("snapshot/snapshot-1")).isRegularFile();
    }

    @Test
    void aRenameOntoATakenNameIsRefused() {
        api.createTable("from").ok();
        api.createTable("taken").ok();
        api.post(api.prefix() + "/tables/rename", rename("from", "taken"))
                .error(409, "TABLE")
                .about("taken");
        api.post(api.prefix() + "/tables/rename", rename("from", "from")).error(409, "TABLE");
    }

    @Test
    void aTableMadeAgainHasANewIdAndANewDirectory() {
        api.createTable("again").ok();
        JsonNode former = api.readTable("again");
        commit("again", former.get("id").asText(), 1);
        api.delete(api.table("again")).ok();
        api.get(api.table("again")).error(404, "TABLE");
        api.createTable("again").ok();
        JsonNode now = api.readTable("again");
        assertThat(now.get("id")).isNotEqualTo(former.get("id"));
        assertThat(directory(now)).isNotEqualTo(directory(former));
        api.get(api.table("again") + "/snapshot").error(404, "SNAPSHOT");
        api.post(api.table("again") + "/commit", Api.commitBody(former.get("id").asText(), 2, "w"))
                .error(404, "TABLE");
        api.post(api.table("again") + "/commit", Api.commitBody(former.get("id").asText(), 1, "w"))
                .error(404, "TABLE");
    }

    @Test
    void thePlainLayoutUsesTheNameUntilSomebodyOwnsIt() {
        Api plain = api.withCatalog("plain");
        Path database = server.dataDir().resolve("warehouse/plain/default.db");
        plain.createTable("t").ok();
        assertThat(directory(plain.readTable("t"))).isEqualTo(database.resolve("t"));
        plain.delete(plain.table("t")).ok();
        plain.createTable("t").ok();
        assertThat(directory(plain.readTable("t")).getParent()).isEqualTo(database);
        assertThat(directory(plain.readTable("t")).getFileName().toString()).matches("t-[0-9a-f]{12}");
        plain.post(plain.prefix() + "/tables/rename", rename("t", "u")).ok();
        plain.createTable("t").ok();
        assertThat(directory(plain.readTable("t"))).isNotEqualTo(directory(plain.readTable("u")));
    }

    @Test
    void twoTablesOfThePlainLayoutNeverShareADirectory() {
        Api plain = api.withCatalog("plain");
        List<Path> directories = new ArrayList<>();
        for (String name : List.of("a b", "a_b", "a;b", "A_B")) {
            plain.createTable(name).ok();
            directories.add(directory(plain.readTable(name)));
        }
        assertThat(directories).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b", "a+b", "a%b", "a%20b", "a;b", "a,b", "größe", "表", "😀", "a:b", "a=b&c", "-", "a.db", "a#b", "İ"
            })
    void aNameThatMayBeGivenCanBeUsed(String name) {
        api.createTable(name).ok();
        JsonNode table = api.readTable(name);
        assertThat(table.get("name").asText()).isEqualTo(name);
        assertThat(directory(table)).isDirectory();
        commit(name, table.get("id").asText(), 1);
        api.get(api.table(name) + "/snapshots/1").ok();
        api.delete(api.table(name)).ok();
        api.get(api.table(name)).error(404, "TABLE").about(name);
    }

    @Test
    void aNameOfTheGreatestLengthCanBeUsedInAnyScript() {
        for (String letter : List.of("x", "表", "\uD840\uDC0B")) {
            String name = "a" + letter.repeat(254 / letter.length());
            api.createTable(name).ok();
            assertThat(api.readTable(name).get("name").asText()).isEqualTo(name);
            assertThat(directory(api.readTable(name)).resolve("schema/schema-0"))
                    .isRegularFile();
        }
    }

    @Test
    void aDatabaseIsReadAsItWasMade() {
        api.post(api.databases(), "{\"name\":\"a b\",\"options\":{\"comment\":\"hello\",\"k\":\"v\"}}")
                .ok();
        JsonNode database = api.get(api.databases() + "/a+b").ok().json();
        assertThat(database.get("name").asText()).isEqualTo("a b");
        assertThat(database.get("options").get("comment").asText()).isEqualTo("hello");
        assertThat(database.get("owner").asText()).isEqualTo("root");
        api.createTable("a b", "t", Map.of()).ok();
        JsonNode table = api.get(api.tables("a b") + "/t").ok().json();
        assertThat(table.get("path").asText())
                .as("a table lies in its database")
                .startsWith(database.get("location").asText() + "/");
    }

    @Test
    void anAlteredDatabaseSaysWhatHappenedToEachKey() {
        api.post(api.databases(), "{\"name\":\"options\",\"options\":{\"a\":\"1\",\"b\":\"2\"}}")
                .ok();
        JsonNode result = api.post(
                        api.databases() + "/options",
                        "{\"removals\":[\"a\",\"x\"],\"updates\":{\"b\":\"3\",\"c\":\"4\"}}")
                .ok()
                .json();
        assertThat(Api.texts(result.get("removed"))).containsExactly("a");
        assertThat(Api.texts(result.get("missing"))).containsExactly("x");
        assertThat(Api.texts(result.get("updated"))).containsExactlyInAnyOrder("b", "c");
        JsonNode options = api.get(api.databases() + "/options").ok().json().get("options");
        assertThat(options).isEqualTo(Api.JSON.createObjectNode().put("b", "3").put("c", "4"));
    }

    @Test
    void aDroppedDatabaseTakesItsTablesAlong() {
        api.post(api.databases(), "{\"name\":\"doomed\"}").ok();
        api.createTable("doomed", "t", Map.of()).ok();
        String former = api.get(api.tables("doomed") + "/t").json().get("id").asText();
        api.delete(api.databases() + "/doomed").ok();
        api.get(api.databases() + "/doomed").error(404, "DATABASE").about("doomed");
        api.post(api.databases(), "{\"name\":\"doomed\"}").ok();
        api.get(api.tables("doomed") + "/t").error(404, "TABLE");
        api.post(api.tables("doomed") + "/t/commit", Api.commitBody(former, 1, "w"))
                .error(404, "TABLE");
    }

    @Test
    void aHundredAndOneTablesAreTwoPages() {
        api.post(api.databases(), "{\"name\":\"many\"}").ok();
        List<String> names =
                IntStream.range(0, 101).mapToObj("t%03d"::formatted).toList();
        names.forEach(name -> api.createTable("many", name, Map.of()).ok());
        JsonNode first = api.get(api.tables("many")).ok().json();
        assertThat(Api.texts(first.get("tables"))).isEqualTo(names.subList(0, 100));
        assertThat(first.get("nextPageToken").asText()).isEqualTo("t099");
        JsonNode second = api.get(api.tables("many") + "?pageToken=t099").ok().json();
        assertThat(Api.texts(second.get("tables"))).containsExactly("t100");
        assertThat(second.get("nextPageToken").isNull()).isTrue();
        JsonNode some = api.get(api.tables("many") + "?maxResults=2&tableNamePattern=t05%25&pageToken=t051")
                .ok()
                .json();
        assertThat(Api.texts(some.get("tables"))).containsExactly("t052", "t053");
        assertThat(some.get("nextPageToken").asText()).isEqualTo("t053");
        assertThat(Api.texts(api.get(api.tables("many") + "?maxResults=1000")
                        .ok()
                        .json()
                        .get("tables")))
                .hasSize(100);
        assertThat(Api.texts(api.get(api.tables("many") + "?maxResults=-1&tableNamePattern=t1%25")
                        .ok()
                        .json()
                        .get("tables")))
                .containsExactly("t100");
        assertThat(Api.texts(api.get(api.tables("many") + "?tableNamePattern=t_00")
                        .ok()
                        .json()
                        .get("tables")))
                .isEmpty();
        assertThat(Api.texts(api.get(api.tables("many") + "?tableType=format-table")
                        .ok()
                        .json()
                        .get("tables")))
                .isEmpty();
    }

    @Test
    void databasesArePagedAndFilteredToo() {
        List.of("page_a", "page_b", "page_c", "pageXa")
                .forEach(name ->
                        api.post(api.databases(), "{\"name\":\"" + name + "\"}").ok());
        JsonNode first = api.get(api.databases() + "?databaseNamePattern=page_%25&maxResults=2")
                .ok()
                .json();
        assertThat(Api.texts(first.get("databases"))).containsExactly("page_a", "page_b");
        JsonNode rest = api.get(api.databases() + "?databaseNamePattern=page_%25&maxResults=2&pageToken="
                        + first.get("nextPageToken").asText())
                .ok()
                .json();
        assertThat(Api.texts(rest.get("databases"))).containsExactly("page_c");
        assertThat(rest.get("nextPageToken").isNull()).isTrue();
    }

    @Test
    void theContentTypeIsNotLookedAt() {
        for (String type : List.of("text/plain; charset=UTF-8", "application/octet-stream", "application/json")) {
            String name = "type-" + type.length();
            api.send(
                            "POST",
                            api.tables("default"),
                            BodyPublishers.ofString(Api.createBody("default", name, Map.of())),
                            type)
                    .ok();
        }
    }

    @Test
    void anAnswerWithoutContentIsA200WithARequestId() {
        Api.Answer answer = api.createTable("empty-answer");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.requestId()).hasSize(36);
        assertThat(api.get(api.table("empty-answer")).requestId()).isNotEqualTo(answer.requestId());
    }

    @Test
    void aSnapshotComesBackWithEveryMemberItsWriterSent() throws Exception {
        api.createTable("members").ok();
        ObjectNode body = (ObjectNode) Api.JSON.readTree(Api.commitBody(null, 1, "w"));
        ((ObjectNode) body.get("snapshot"))
                .put("newMember", "größe 😀")
                .put("watermark", Long.MIN_VALUE)
                .putNull("statistics")
                .put("decimal", 1.5);
        assertThat(api.post(api.table("members") + "/commit", body.toString())
                        .ok()
                        .body())
                .isEqualTo("{\"success\":true}");
        JsonNode answer = api.get(api.table("members") + "/snapshot").ok().json();
        assertThat(answer.at("/snapshot/snapshot")).isEqualTo(body.get("snapshot"));
        assertThat(answer.at("/snapshot/recordCount").asLong()).isEqualTo(1);
        assertThat(api.get(api.table("members") + "/snapshots/LATEST")
                        .ok()
                        .json()
                        .get("snapshot"))
                .isEqualTo(body.get("snapshot"));
        Path file = directory(api.readTable("members")).resolve("snapshot/snapshot-1");
        assertThat(Api.JSON.readTree(Files.readAllBytes(file))).isEqualTo(body.get("snapshot"));
        assertThat(Files.readString(file)).contains("9223372036854775807");
    }

    @Test
    void snapshotsAreListedNewestFirstInPages() {
        api.createTable("history").ok();
        String id = api.readTable("history").get("id").asText();
        for (int snapshot = 1; snapshot <= 5; snapshot++) {
            commit("history", id, snapshot);
        }
        String snapshots = api.table("history") + "/snapshots";
        JsonNode first = api.get(snapshots + "?maxResults=3").ok().json();
        assertThat(ids(first)).containsExactly(5L, 4L, 3L);
        JsonNode rest = api.get(snapshots + "?maxResults=3&pageToken="
                        + first.get("nextPageToken").asText())
                .ok()
                .json();
        assertThat(ids(rest)).containsExactly(2L, 1L);
        assertThat(rest.get("nextPageToken").isNull()).isTrue();
        assertThat(api.get(snapshots + "/EARLIEST")
                        .ok()
                        .json()
                        .at("/snapshot/id")
                        .asLong())
                .isEqualTo(1);
        assertThat(api.get(snapshots + "/4").ok().json().at("/snapshot/id").asLong())
                .isEqualTo(4);
    }

    @Test
    void aConflictAnswersFalseAndAReplayTrue() {
        api.createTable("answers").ok();
        String id = api.readTable("answers").get("id").asText();
        String commit = api.table("answers") + "/commit";
        assertThat(api.post(commit, Api.commitBody(id, 1, "a")).ok().body()).isEqualTo("{\"success\":true}");
        assertThat(api.post(commit, Api.commitBody(id, 1, "b")).ok().body()).isEqualTo("{\"success\":false}");
        assertThat(api.post(commit, Api.commitBody(id, 1, "a")).ok().body()).isEqualTo("{\"success\":true}");
        api.post(commit, Api.commitBody(id, 9, "a")).error(500, null);
    }

    private void commit(String table, String id, long snapshot) {
        assertThat(api.post(api.table(table) + "/commit", Api.commitBody(id, snapshot, "w"))
                        .ok()
                        .body())
                .isEqualTo("{\"success\":true}");
    }

    private static List<Long> ids(JsonNode page) {
        List<Long> ids = new ArrayList<>();
        page.get("snapshots").forEach(snapshot -> ids.add(snapshot.get("id").asLong()));
        return ids;
    }

    private static Path directory(JsonNode table) {
        String path = table.get("path").asText();
        assertThat(path).startsWith("file:/");
        return Path.of(path.substring("file:".length()));
    }

    private static String rename(String from, String to) {
        return "{\"source\":{\"database\":\"default\",\"object\":\"" + from
                + "\"},\"destination\":{\"database\":\"default\",\"object\":\"" + to + "\"}}";
    }
}
