package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.auth.ranger.RangerPolicyJson;
import io.tarn.auth.ranger.TestRangerAdmin;
import io.tarn.auth.ranger.TestRangerAdmin.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients and admins see of a server that asks Ranger. */
class RangerModeTest {
    private static final String[] ON_ORDERS = {"catalog", "main", "database", "sales", "table", "orders"};

    @TempDir
    Path directory;

    @Test
    void rangerDecidesAndWhatIsGrantedHereDoesNot() {
        TestRangerAdmin admin = TestRangerAdmin.start();
        admin.put(RangerPolicyJson.access(ON_ORDERS).allow("user:alice", "select"));
        try (RangerServer ranger = RangerServer.start(directory, admin, "ranger")) {
            ranger.awaitPolicies();
            Api root = ranger.api.withCatalog("main");
            makeTables(root, "orders", "returns");
            Api alice = ranger.caller("user:alice").withCatalog("main");
            alice.get(root.tables("sales") + "/orders").ok();
            assertThat(alice.get(root.tables("sales") + "/returns").status()).isEqualTo(404);
            assertThat(alice.delete(root.tables("sales") + "/orders").status()).isEqualTo(403);
            Api.Answer grant = root.post(
                    root.prefix() + "/permissions/grant",
                    "{\"resource\":{\"type\":\"TABLE\",\"database\":\"sales\",\"table\":\"returns\"},"
                            + "\"access\":\"SELECT\",\"principal\":\"user:alice\"}");
            assertThat(grant.status()).isEqualTo(501);
            assertThat(grant.body()).contains("Apache Ranger, service 'lake_tarn' at " + admin.url());
            Api.Answer policy = root.post(
                    root.tables("sales") + "/orders/policies",
                    "{\"principal\":\"user:alice\",\"rowFilter\":{\"sql\":\"id > 0\"}}");
            assertThat(policy.status()).isEqualTo(501);
            assertThat(alice.get("/manage/v1/authorization").status()).isEqualTo(403);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> root.get("/manage/v1/audit?principal=root&operation=CREATE_TABLE")
                            .body()
                            .contains("named as break-glass"));
        }
    }

    @Test
    void pagesOfListsAreFullOfWhatPatternsShow() {
        TestRangerAdmin admin = TestRangerAdmin.start();
        admin.put(RangerPolicyJson.access("catalog", "main", "database", "sales", "table", "t?7")
                .allow("user:alice", "select"));
        admin.put(RangerPolicyJson.access("catalog", "main", "database", "sales", "table", "*")
                .allow("user:{OWNER}", "all"));
        admin.put(
                RangerPolicyJson.access("catalog", "main", "database", "sales").allow("user:alice", "createtable"));
        try (RangerServer ranger = RangerServer.start(directory, admin, "ranger")) {
            ranger.awaitPolicies();
            Api root = ranger.api.withCatalog("main");
            makeTables(root);
            for (int i = 100; i < 130; i++) {
                root.post(root.tables("sales"), Examples.createTable("sales", "t" + i % 100 / 10 + i % 10))
                        .ok();
            }
            Api alice = ranger.caller("user:alice").withCatalog("main");
            alice.post(alice.tables("sales"), Examples.createTable("sales", "t05b"))
                    .ok();
            assertThat(pages(alice, alice.tables("sales"), "tables", 2))
                    .containsExactly(List.of("t05b", "t07"), List.of("t17", "t27"), List.of());
            assertThat(alice.get(alice.databases()).ok().json().get("databases"))
                    .extracting(JsonNode::asText)
                    .containsExactly("sales");
            assertThat(alice.get(alice.prefix() + "/tables?maxResults=10").ok().body())
                    .contains("t07")
                    .doesNotContain("t06");
        }
    }

    @Test
    void withoutPoliciesNobodyIsDeniedOrShownAnything() {
        TestRangerAdmin admin = TestRangerAdmin.start();
        admin.fail("roles", Fault.ERROR_500);
        try (RangerServer ranger = RangerServer.start(directory, admin, "ranger")) {
            Api root = ranger.api.withCatalog("main");
            makeTables(root, "orders");
            Api alice = ranger.caller("user:alice").withCatalog("main");
            assertThat(alice.get(alice.tables("sales") + "/orders").status()).isEqualTo(503);
            assertThat(alice.get(alice.databases()).status()).isEqualTo(503);
            assertThat(ready(ranger)).isEqualTo(503);
            JsonNode told = root.get("/manage/v1/authorization").ok().json();
            assertThat(told.at("/ranger/able").asBoolean()).isFalse();
            assertThat(told.at("/ranger/lastError").asText()).contains("status 500");
            admin.heal();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> alice.get(alice.tables("sales") + "/orders").status() == 404);
            assertThat(ready(ranger)).isEqualTo(200);
        }
    }

    @Test
    void filtersAndMasksOfRangerReachReaders() {
        TestRangerAdmin admin = TestRangerAdmin.start();
        admin.put(RangerPolicyJson.access("catalog", "main", "database", "sales", "table", "*")
                .allow("group:public", "select"));
        long filter = admin.put(
                RangerPolicyJson.filter(ON_ORDERS).showOnly("user:reader", "id > 7 and dt = '${{USER._name}}'"));
        admin.put(RangerPolicyJson.mask("catalog", "main", "database", "sales", "table", "orders", "column", "name")
                .maskFor("user:reader", "MASK_SHOW_LAST_4", ""));
        try (RangerServer ranger = RangerServer.start(directory, admin, "ranger")) {
            ranger.awaitPolicies();
            Api root = ranger.api.withCatalog("main");
            makeTables(root, "orders");
            Api reader = ranger.caller("service:reader").withCatalog("main");
            Api.Answer refused = reader.get(root.tables("sales") + "/orders");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("has not proved that it keeps to that");
            root.post("/manage/v1/principals/service:reader/trust", "{\"enforcesPolicies\":true}")
                    .ok();
            Api.Answer seen =
                    reader.post(root.tables("sales") + "/orders/auth", "{}").ok();
            assertThat(seen.json().get("filter").toString())
                    .contains("GREATER_THAN")
                    .contains("reader");
            admin.replace(filter, RangerPolicyJson.filter(ON_ORDERS).showOnly("user:reader", "id in (select 1)"));
            ranger.awaitPolicies();
            Api.Answer unkept = reader.post(root.tables("sales") + "/orders/auth", "{}");
            assertThat(unkept.status()).isEqualTo(403);
            assertThat(unkept.body()).contains("policy " + filter + " of Ranger service lake_tarn");
            assertThat(root.get("/manage/v1/authorization/problems").ok().body())
                    .contains(filter + " (policy " + filter + ")")
                    .contains("row filter is not understood");
        }
    }

    @Test
    void aShadowSaysWhereItWouldHaveDecidedOtherwise() {
        TestRangerAdmin admin = TestRangerAdmin.start();
        try (RangerServer ranger = RangerServer.start(directory, admin, "shadow")) {
            ranger.awaitPolicies();
            Api root = ranger.api.withCatalog("main");
            makeTables(root, "orders");
            Api alice = ranger.caller("user:alice").withCatalog("main");
            root.post(
                            root.prefix() + "/permissions/grant",
                            "{\"resource\":{\"type\":\"TABLE\",\"database\":\"sales\",\"table\":\"orders\"},"
                                    + "\"access\":\"SELECT\",\"principal\":\"user:alice\"}")
                    .ok();
            alice.get(root.tables("sales") + "/orders").ok();
            JsonNode found =
                    root.get("/manage/v1/authorization/disagreements").ok().json();
            assertThat(found.get("disagreements").asLong()).isPositive();
            List<String> examples = new ArrayList<>();
            found.get("examples")
                    .forEach(example -> examples.add(example.get("principal").asText() + " "
                            + example.get("operation").asText() + " "
                            + example.get("object").asText()));
            assertThat(examples).contains("user:alice GET_TABLE table main.sales.orders");
        }
    }

    @Test
    void whatRangerDeniesIsDeniedInAChain() {
        TestRangerAdmin admin = TestRangerAdmin.start();
        admin.put(RangerPolicyJson.access(ON_ORDERS).deny("user:alice", "drop"));
        admin.put(RangerPolicyJson.access("catalog", "main", "database", "sales", "table", "returns")
                .allow("user:alice", "select"));
        try (RangerServer ranger = RangerServer.start(directory, admin, "chained")) {
            ranger.awaitPolicies();
            Api root = ranger.api.withCatalog("main");
            makeTables(root, "orders", "returns", "secrets");
            Api alice = ranger.caller("user:alice").withCatalog("main");
            root.post(
                            root.prefix() + "/permissions/grant",
                            "{\"resource\":{\"type\":\"TABLE\",\"database\":\"sales\",\"table\":\"orders\"},"
                                    + "\"access\":\"ALL\",\"principal\":\"user:alice\"}")
                    .ok();
            assertThat(pages(alice, alice.tables("sales"), "tables", 10))
                    .as("by a grant, and by Ranger")
                    .containsExactly(List.of("orders", "returns"));
            alice.get(alice.tables("sales") + "/orders").ok();
            alice.get(alice.tables("sales") + "/returns").ok();
            assertThat(alice.get(alice.tables("sales") + "/secrets").status()).isEqualTo(404);
            assertThat(alice.delete(alice.tables("sales") + "/orders").status()).isEqualTo(403);
        }
    }

    private static int ready(RangerServer ranger) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + ranger.server.monitorPort() + "/health/ready"))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void makeTables(Api root, String... names) {
        root.post(root.databases(), "{\"name\":\"sales\",\"options\":{}}").ok();
        for (String name : names) {
            root.post(root.tables("sales"), Examples.createTable("sales", name)).ok();
        }
    }

    private static List<List<String>> pages(Api caller, String path, String entries, int size) {
        List<List<String>> pages = new ArrayList<>();
        String token = "";
        while (token != null) {
            JsonNode page = caller.get(path + "?maxResults=" + size + (token.isEmpty() ? "" : "&pageToken=" + token))
                    .ok()
                    .json();
            List<String> names = new ArrayList<>();
            page.get(entries).forEach(name -> names.add(name.asText()));
            pages.add(names);
            token = page.path("nextPageToken").isTextual()
                    ? page.get("nextPageToken").asText()
                    : null;
        }
        return pages;
    }
}
