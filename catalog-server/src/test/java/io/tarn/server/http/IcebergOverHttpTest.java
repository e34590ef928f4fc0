package io.tarn.server.http;

import static io.tarn.server.http.IcebergApi.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import io.tarn.server.testing.Race;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcebergOverHttpTest extends ServerTest {
    private IcebergApi iceberg;
    private Api lake;

    @BeforeAll
    void openCatalog() {
        lake = api.withCatalog("a b+c");
        iceberg = IcebergApi.of(lake, "a b+c");
    }

    private static Path file(JsonNode table) {
        return Path.of(table.get("metadata-location").asText().substring("file:".length()));
    }

    private static Path directory(JsonNode table) {
        return Path.of(table.at("/metadata/location").asText().substring("file:".length()));
    }

    @Test
    void theFirstCallNamesThePrefixAndEveryRoute() {
        JsonNode config = api.get("/iceberg/v1/config?warehouse=main").ok().json();
        assertThat(Api.texts(config.get("endpoints")))
                .contains(
                        "POST /v1/{prefix}/transactions/commit",
                        "HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}")
                .doesNotContain("GET /v1/config")
                .as("for a store without credentials")
                .noneMatch(endpoint -> endpoint.endsWith("/sign") || endpoint.endsWith("/credentials"));
        refused(api.get("/iceberg/v1/config?warehouse=none"), 404, "NoSuchWarehouseException");
        refused(api.get("/iceberg/v1/config"), 400, "BadRequestException");
    }

    @Test
    void everyErrorHasTheProtocolsShape() {
        refused(api.withToken(null).get(iceberg.path("/namespaces")), 401, "NotAuthorizedException");
        refused(api.get("/iceberg/v1/nothing/here/at/all"), 404, "NoSuchRouteException");
        refused(api.get("/iceberg"), 404, "NoSuchRouteException");
        refused(api.delete(iceberg.path("/namespaces")), 405, "UnsupportedOperationException");
        refused(api.post(iceberg.path("/namespaces"), "{"), 400, "BadRequestException");
        refused(
                api.post(iceberg.path("/namespaces"), "{\"a\":\"" + "x".repeat(TestServer.MAX_BODY) + "\"}"),
                413,
                "RESTException");
        refused(iceberg.create("bad", Map.of("schema", Map.of("type", "nothing"))), 400, "IllegalArgumentException");
        refused(iceberg.load("none"), 404, "NoSuchTableException");
    }

    @Test
    void aNamespaceIsADatabase() {
        String all = iceberg.path("/namespaces");
        api.post(all, "{\"namespace\":[\"n s+1\"],\"properties\":{\"a\":\"1\"}}")
                .ok();
        String one = all + "/" + Api.encode("n s+1");
        assertThat(api.get(one).ok().json().at("/properties/a").asText()).isEqualTo("1");
        assertThat(lake.get(lake.databases() + "/" + Api.encode("n s+1")).status())
                .isEqualTo(200);
        assertThat(api.head(one).status()).isEqualTo(204);
        assertThat(api.head(all + "/none").status()).isEqualTo(404);
        refused(api.post(all, "{\"namespace\":[\"n s+1\"]}"), 409, "AlreadyExistsException");
        refused(api.post(all, "{\"namespace\":[\"a\",\"b\"]}"), 400, "BadRequestException");
        refused(api.get(all + "/a%1Fb"), 404, "NoSuchNamespaceException");
        refused(api.get(all + "?parent=none"), 404, "NoSuchNamespaceException");
        assertThat(api.get(all + "?parent=" + Api.encode("n s+1")).ok().json().get("namespaces"))
                .isEmpty();
        String both = "{\"removals\":[\"a\"],\"updates\":{\"a\":\"2\"}}";
        refused(api.post(one + "/properties", both), 422, "UnprocessableEntityException");
        JsonNode changed = api.post(one + "/properties", "{\"removals\":[\"a\",\"z\"],\"updates\":{\"b\":\"2\"}}")
                .ok()
                .json();
        assertThat(changed.toString()).isEqualTo("{\"removed\":[\"a\"],\"updated\":[\"b\"],\"missing\":[\"z\"]}");
        lake.createTable("n s+1", "paimon", Map.of()).ok();
        refused(api.delete(one), 409, "NamespaceNotEmptyException");
        lake.delete(lake.tables("n s+1") + "/paimon").ok();
        assertThat(api.delete(one).status()).isEqualTo(204);
    }

    @Test
    void listsArePagedAndWholeWithoutAPage() {
        api.post(iceberg.path("/namespaces"), "{\"namespace\":[\"paged\"]}").ok();
        for (int i = 0; i < 5; i++) {
            lake.post(
                            iceberg.tables("paged"),
                            "{\"name\":\"t" + i
                                    + "\",\"schema\":{\"type\":\"struct\",\"fields\":[{\"id\":1,\"name\":\"a\",\"required\":true,\"type\":\"int\"}]}}")
                    .ok();
        }
        lake.createTable("paged", "bare", Map.of("type", "iceberg-table")).ok();
        List<String> names = new ArrayList<>();
        String token = "";
        while (token != null) {
            JsonNode page = api.get(iceberg.tables("paged") + "?pageSize=2&pageToken=" + token)
                    .ok()
                    .json();
            assertThat(page.get("identifiers").size()).isLessThanOrEqualTo(2);
            page.get("identifiers").forEach(each -> names.add(each.get("name").asText()));
            token = page.get("next-page-token").textValue();
        }
        assertThat(names).containsExactly("t0", "t1", "t2", "t3", "t4");
        JsonNode whole = api.get(iceberg.tables("paged")).ok().json();
        assertThat(whole.get("identifiers").findValuesAsText("name")).isEqualTo(names);
        assertThat(whole.get("next-page-token").isNull()).isTrue();
    }

    @Test
    void whatAClientHasIsNotSentAgain() throws IOException {
        iceberg.create("tagged").ok();
        Api.Answer first = iceberg.load("tagged").ok();
        String tag = first.headers().firstValue("ETag").orElseThrow();
        Api again = lake.withHeaders(Map.of("If-None-Match", tag));
        // Not even storage is asked.
        Path moved = Files.move(file(first.json()), file(first.json()).resolveSibling("away"));
        Api.Answer known = again.get(iceberg.table("tagged"));
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        refused(iceberg.load("tagged"), 404, "NotFoundException");
        Files.move(moved, file(first.json()));
        assertThat(again.get(iceberg.table("tagged") + "?snapshots=refs").status())
                .as("another answer has another tag")
                .isEqualTo(200);
        iceberg.set("tagged", "a", "1").ok();
        assertThat(again.get(iceberg.table("tagged")).status()).isEqualTo(200);
    }

    @Test
    void aCommitIsAppliedOnceToWhatItRequires() {
        JsonNode created = iceberg.create("committed").ok().json();
        JsonNode appended = iceberg.append("committed", 7).ok().json();
        assertThat(file(appended).getFileName().toString()).startsWith("00001-");
        assertThat(appended.at("/metadata/current-snapshot-id").asLong()).isEqualTo(7);
        assertThat(appended.at("/metadata/metadata-log/0/metadata-file")).isEqualTo(created.get("metadata-location"));
        String stale =
                "{\"requirements\":[{\"type\":\"assert-ref-snapshot-id\",\"ref\":\"main\",\"snapshot-id\":null}],"
                        + "\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"a\":\"1\"}}]}";
        refused(api.post(iceberg.table("committed"), stale), 409, "CommitFailedException");
        refused(
                api.post(iceberg.table("committed"), "{\"requirements\":[],\"updates\":[{\"action\":\"dance\"}]}"),
                400,
                "IllegalArgumentException");
        iceberg.append("committed", 8).ok();
        assertThat(iceberg.load("committed").ok().json().at("/metadata/snapshots"))
                .hasSize(2);
        JsonNode refs =
                api.get(iceberg.table("committed") + "?snapshots=refs").ok().json();
        assertThat(refs.at("/metadata/snapshots")).hasSize(1);
        assertThat(refs.at("/metadata/snapshots/0/snapshot-id").asLong()).isEqualTo(8);
    }

    @Test
    void ofManyWhoCommitAtOnceNobodyIsLost() {
        iceberg.create("busy").ok();
        List<Callable<Integer>> writers = IntStream.range(0, 6)
                .<Callable<Integer>>mapToObj(
                        i -> () -> iceberg.set("busy", "k" + i, "v").status())
                .toList();
        List<Integer> statuses = Race.run(writers);
        JsonNode properties = iceberg.load("busy").ok().json().at("/metadata/properties");
        for (int i = 0; i < statuses.size(); i++) {
            assertThat(statuses.get(i)).isIn(200, 409);
            assertThat(properties.has("k" + i)).isEqualTo(statuses.get(i) == 200);
        }
        assertThat(statuses).contains(200);
    }

    @Test
    void aTransactionChangesAllItsTablesOrNone() throws IOException {
        iceberg.create("both1").ok();
        JsonNode second = iceberg.create("both2").ok().json();
        String change = "{\"identifier\":{\"namespace\":[\"default\"],\"name\":\"%s\"},\"requirements\":[%s],"
                + "\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"t\":\"%s\"}}]}";
        String path = iceberg.path("/transactions/commit");
        String bad = "{\"type\":\"assert-table-uuid\",\"uuid\":\"" + java.util.UUID.randomUUID() + "\"}";
        refused(
                api.post(
                        path,
                        "{\"table-changes\":[" + change.formatted("both1", "", "x") + ","
                                + change.formatted("both2", bad, "x") + "]}"),
                409,
                "CommitFailedException");
        assertThat(iceberg.load("both1").ok().json().at("/metadata/properties").has("t"))
                .isFalse();
        try (Stream<Path> files = Files.list(file(second).getParent())) {
            assertThat(files).hasSize(1);
        }
        Api.Answer done = api.post(
                path,
                "{\"table-changes\":[" + change.formatted("both1", "", "y") + "," + change.formatted("both2", "", "y")
                        + "]}");
        assertThat(done.status()).isEqualTo(204);
        for (String name : List.of("both1", "both2")) {
            assertThat(iceberg.load(name)
                            .ok()
                            .json()
                            .at("/metadata/properties/t")
                            .asText())
                    .isEqualTo("y");
        }
        refused(
                api.post(
                        path,
                        "{\"table-changes\":[" + change.formatted("both1", "", "z") + ","
                                + change.formatted("both1", "", "z") + "]}"),
                400,
                "BadRequestException");
    }

    @Test
    void aStagedTableIsThereOnlyOnceItIsCommitted() {
        JsonNode staged =
                iceberg.create("staged", Map.of("stage-create", true)).ok().json();
        assertThat(staged.has("metadata-location")).isFalse();
        refused(iceberg.load("staged"), 404, "NoSuchTableException");
        JsonNode metadata = staged.get("metadata");
        String commit = """
            {"requirements":[{"type":"assert-create"}],"updates":[
              {"action":"assign-uuid","uuid":%s},{"action":"upgrade-format-version","format-version":2},
              {"action":"add-schema","schema":%s},{"action":"set-current-schema","schema-id":-1},
              {"action":"add-spec","spec":{"spec-id":0,"fields":[]}},{"action":"set-default-spec","spec-id":-1},
              {"action":"add-sort-order","sort-order":{"order-id":0,"fields":[]}},
              {"action":"set-default-sort-order","sort-order-id":-1},
              {"action":"set-location","location":%s}]}
            """.formatted(metadata.get("table-uuid"), metadata.at("/schemas/0"), metadata.get("location"));
        JsonNode made = api.post(iceberg.table("staged"), commit).ok().json();
        assertThat(made.at("/metadata/location")).isEqualTo(metadata.get("location"));
        assertThat(api.post(iceberg.table("staged"), commit).ok().json())
                .as("the same commit again")
                .isEqualTo(made);
        String others = commit.replace(
                metadata.get("table-uuid").asText(), UUID.randomUUID().toString());
        refused(api.post(iceberg.table("staged"), others), 409, "CommitFailedException");

        api.delete(iceberg.table("staged"));
        refused(api.post(iceberg.table("staged"), commit), 400, "BadRequestException");
    }

    @Test
    void theSameCommitAgainIsAnsweredAsBefore() {
        iceberg.create("again").ok();
        String first = IcebergApi.appendBody(iceberg.load("again").ok().json(), 1);
        JsonNode done = api.post(iceberg.table("again"), first).ok().json();
        assertThat(api.post(iceberg.table("again"), first).ok().json())
                .as("at once")
                .isEqualTo(done);
        JsonNode later = iceberg.append("again", 2).ok().json();
        assertThat(api.post(iceberg.table("again"), first).ok().json())
                .as("when others have committed: it is in the table, and stays there once")
                .isEqualTo(later);
        assertThat(later.at("/metadata/snapshots")).hasSize(2);
        String others = first.replace("snap-1.avro", "snap-other.avro");
        assertThat(api.post(iceberg.table("again"), others).status())
                .as("another snapshot of the same id")
                .isEqualTo(400);
    }

    @Test
    void aDroppedTableKeepsItsFilesAndMayComeBack() {
        JsonNode created = iceberg.create("dropped").ok().json();
        assertThat(api.delete(iceberg.table("dropped")).status()).isEqualTo(204);
        assertThat(file(created)).exists();
        String register = "{\"name\":\"%s\",\"metadata-location\":\"%s\"}";
        String path = iceberg.path("/namespaces/default/register");
        JsonNode back = api.post(
                        path,
                        register.formatted(
                                "back", created.get("metadata-location").asText()))
                .ok()
                .json();
        assertThat(back).isEqualTo(created);
        refused(
                api.post(
                        path,
                        register.formatted(
                                "twice", created.get("metadata-location").asText())),
                400,
                "BadRequestException");
        JsonNode last =
                api.post(iceberg.table("back") + "/unregister", "{}").ok().json();
        assertThat(last.get("metadata-location")).isEqualTo(created.get("metadata-location"));
        refused(iceberg.load("back"), 404, "NoSuchTableException");
        assertThat(file(created)).exists();
    }

    @Test
    void aTableMayBeRegisteredOverAnother() throws IOException {
        String path = iceberg.path("/namespaces/default/register");
        String over = "{\"name\":\"%s\",\"metadata-location\":%s,\"overwrite\":true}";
        JsonNode first = iceberg.create("over").ok().json();
        JsonNode second = iceberg.append("over", 5).ok().json();
        String back = over.formatted("over", first.get("metadata-location"));
        JsonNode restored = api.post(path, back).ok().json();
        assertThat(restored).isEqualTo(first);
        assertThat(api.post(path, back).ok().json()).as("again").isEqualTo(first);
        assertThat(iceberg.load("over").ok().json()).isEqualTo(first);
        iceberg.append("over", 6).ok();

        Files.delete(file(iceberg.load("over").ok().json()));
        refused(iceberg.load("over"), 404, "NotFoundException");
        api.post(path, over.formatted("over", second.get("metadata-location"))).ok();
        assertThat(iceberg.load("over").ok().json())
                .as("what is broken is mended")
                .isEqualTo(second);

        JsonNode other = iceberg.create("other-place").ok().json();
        refused(api.post(path, over.formatted("over", other.get("metadata-location"))), 400, "BadRequestException");
        assertThat(api.delete(iceberg.table("other-place")).status()).isEqualTo(204);
        assertThat(api.post(path, over.formatted("over", other.get("metadata-location")))
                        .ok()
                        .json())
                .as("what nobody has any more")
                .isEqualTo(other);
        assertThat(api.post(path, over.formatted("new-one", second.get("metadata-location")))
                        .status())
                .as("the place is still the table's that was registered over")
                .isEqualTo(400);
        lake.createTable("of-paimon").ok();
        refused(
                api.post(path, over.formatted("of-paimon", second.get("metadata-location"))),
                403,
                "ForbiddenException");
    }

    @Test
    void aPurgedTablesFilesGo(@TempDir Path dataDir) {
        try (TestServer purging = TestServer.purging(dataDir)) {
            Api purged = Api.of(purging.port(), purging.rootToken());
            IcebergApi tables = IcebergApi.of(purged, "main");
            JsonNode goes = tables.create("goes").ok().json();
            JsonNode stays = tables.create("stays").ok().json();
            purged.delete(tables.table("goes") + "?purgeRequested=true");
            await().atMost(Duration.ofMinutes(1)).until(() -> Files.notExists(directory(goes)));
            assertThat(file(stays)).exists();
        }
    }

    @Test
    void aRenamedTableIsTheSame() {
        JsonNode created = iceberg.create("before").ok().json();
        String rename = "{\"source\":{\"namespace\":[\"default\"],\"name\":\"before\"},"
                + "\"destination\":{\"namespace\":[\"%s\"],\"name\":\"after\"}}";
        refused(api.post(iceberg.path("/tables/rename"), rename.formatted("none")), 404, "NoSuchNamespaceException");
        assertThat(api.post(iceberg.path("/tables/rename"), rename.formatted("default"))
                        .status())
                .isEqualTo(204);
        assertThat(iceberg.load("after").ok().json().get("metadata-location"))
                .isEqualTo(created.get("metadata-location"));
        assertThat(api.head(iceberg.table("before")).status()).isEqualTo(404);
    }

    @Test
    void paimonsClientsSeeTheTableAndItsColumns() {
        JsonNode created = iceberg.create("seen").ok().json();
        JsonNode seen = lake.readTable("seen");
        assertThat(seen.at("/schema/options/type").asText()).isEqualTo("iceberg-table");
        assertThat(seen.get("path")).isEqualTo(created.at("/metadata/location"));
        assertThat(seen.at("/schema/fields").findValuesAsText("name")).containsExactly("id");
        String add =
                "{\"requirements\":[],\"updates\":[{\"action\":\"add-schema\",\"schema\":{\"type\":\"struct\",\"fields\":["
                        + "{\"id\":1,\"name\":\"id\",\"required\":false,\"type\":\"long\"},"
                        + "{\"id\":2,\"name\":\"tags\",\"required\":false,\"type\":{\"type\":\"list\",\"element-id\":3,"
                        + "\"element\":\"string\",\"element-required\":true}}]}},{\"action\":\"set-current-schema\",\"schema-id\":-1}]}";
        api.post(iceberg.table("seen"), add).ok();
        JsonNode after = lake.readTable("seen");
        assertThat(after.get("schemaId").asInt()).isEqualTo(1);
        assertThat(after.at("/schema/fields/1").toString()).contains("ARRAY", "STRING NOT NULL");
        lake.post(lake.table("seen"), Api.setOption("k", "v")).error(501, null);
        lake.createTable("seen").error(409, "TABLE");
        lake.delete(lake.table("seen")).ok();
        refused(iceberg.load("seen"), 404, "NoSuchTableException");
    }

    @Test
    void placesThatAClientNamesAreAllowedAndNobodyElses() {
        Path outside = server.dataDir().resolve("outside");
        JsonNode other = iceberg.create("other").ok().json();
        String warehouse = other.at("/metadata/location").asText();
        for (String place : List.of(
                warehouse,
                warehouse + "/below",
                Path.of(warehouse).getParent() + "/own",
                "file:" + server.dataDir().resolve("elsewhere"),
                "file:" + outside + "/../x",
                "hdfs://host/x")) {
            refused(iceberg.create("placed", Map.of("location", place)), 400, "BadRequestException");
            refused(
                    iceberg.create("placed", Map.of("properties", Map.of("write.data.path", place))),
                    400,
                    "BadRequestException");
            if (!place.startsWith(warehouse)) {
                refused(iceberg.set("other", "write.metadata.path", place), 400, "BadRequestException");
            }
        }
        iceberg.create("placed", Map.of("location", "file:" + outside + "/placed"))
                .ok();
        refused(
                iceberg.create("within", Map.of("location", "file:" + outside + "/placed/in")),
                400,
                "BadRequestException");
        JsonNode moved = api.post(
                        iceberg.table("other"),
                        "{\"requirements\":[],\"updates\":[{\"action\":\"set-location\",\"location\":\"file:" + outside
                                + "/moved\"}]}")
                .ok()
                .json();
        assertThat(file(moved)).startsWith(outside.resolve("moved"));
        refused(iceberg.create("late", Map.of("location", "file:" + outside + "/moved")), 400, "BadRequestException");
        refused(
                api.post(
                        iceberg.path("/namespaces/default/register"),
                        "{\"name\":\"stolen\",\"metadata-location\":\""
                                + moved.get("metadata-location").asText() + "\"}"),
                400,
                "BadRequestException");
    }

    @Test
    void aViewIsOneForPaimonsClientsToo() {
        String views = iceberg.path("/namespaces/default/views");
        String create = """
            {"name":"%s","schema":{"type":"struct","fields":[{"id":1,"name":"a","required":false,"type":"int"}]},
             "view-version":{"version-id":1,"timestamp-ms":1,"schema-id":0,"summary":{},"default-namespace":["default"],
              "representations":[{"type":"sql","sql":"select 1","dialect":"spark"}]},"properties":{"comment":"c"}}
            """;
        JsonNode made = api.post(views, create.formatted("v")).ok().json();
        assertThat(file(made)).exists();
        JsonNode seen = lake.get(lake.databases() + "/default/views/v").ok().json();
        assertThat(seen.at("/schema/dialects/spark").asText()).isEqualTo("select 1");
        assertThat(seen.at("/schema/fields/0/name").asText()).isEqualTo("a");
        String change = "{\"requirements\":[{\"type\":\"assert-view-uuid\",\"uuid\":%s}],"
                + "\"updates\":[{\"action\":\"set-properties\",\"updates\":{\"comment\":\"d\"}}]}";
        String uuid = made.at("/metadata/view-uuid").toString();
        api.post(views + "/v", change.formatted(uuid)).ok();
        String other = "\"" + java.util.UUID.randomUUID() + "\"";
        refused(api.post(views + "/v", change.formatted(other)), 409, "CommitFailedException");
        assertThat(lake.get(lake.databases() + "/default/views/v")
                        .ok()
                        .json()
                        .at("/schema/comment")
                        .asText())
                .isEqualTo("d");
        lake.post(
                        lake.databases() + "/default/views/v",
                        "{\"changes\":[{\"action\":\"updateComment\",\"comment\":\"e\"}]}")
                .error(501, null);
        refused(iceberg.create("v"), 409, "AlreadyExistsException");
        iceberg.create("no-view").ok();
        refused(api.post(views, create.formatted("no-view")), 409, "AlreadyExistsException");
        assertThat(api.get(views).ok().json().get("identifiers").findValuesAsText("name"))
                .containsExactly("v");
        assertThat(api.delete(views + "/v").status()).isEqualTo(204);
        refused(api.get(views + "/v"), 404, "NoSuchViewException");
        refused(api.get(iceberg.path("/namespaces/none/views/v")), 404, "NoSuchViewException");
        lake.get(lake.databases() + "/default/views/v").error(404, "VIEW");
    }

    @Test
    void reportsAreTaken() {
        iceberg.create("reported").ok();
        String kept = "/manage/v1/catalogs/" + iceberg.prefix() + "/databases/default/tables/reported/reports";
        for (int i = 0; i < 25; i++) {
            assertThat(api.post(
                                    iceberg.table("reported") + "/metrics",
                                    "{\"report-type\":\"scan-report\",\"n\":" + i + "}")
                            .status())
                    .isEqualTo(204);
        }
        refused(api.post(iceberg.table("none") + "/metrics", "{}"), 404, "NoSuchTableException");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            JsonNode reports = api.get(kept).ok().json().get("reports");
            assertThat(reports).hasSize(20);
            assertThat(reports.findValues("n")).extracting(JsonNode::asInt).contains(24);
            assertThat(reports.at("/0/principal").asText()).isEqualTo("user:root");
        });
    }
}
