package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.http.Examples.Example;
import io.tarn.server.http.Replays.Replay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an admin finds in the audit. */
class AuditOverHttpTest extends ServerTest {
    private static final String AUDIT = "/manage/v1/audit";
    private static final Pattern DECISION = Pattern.compile("\\(decision ([0-9a-f-]{36})\\)");

    static List<Replay> served() {
        return Replays.ALL;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void aChangeLeavesOneEntryAndItsReplayNone(Replay replay) {
        Example example = Examples.of(replay.method(), replay.template());
        World world = World.make(api.withCatalog("a b+c"), server.dataDir().resolve("outside"));
        String last = newest();

        Api.Answer answer = example.send(world).ok();
        List<JsonNode> entries = since(last);
        example.send(world);

        assertThat(entries).hasSize(1);
        JsonNode entry = entries.get(0);
        assertThat(entry.get("principal").asText()).isEqualTo("user:root");
        assertThat(entry.get("source").asText()).isEqualTo("127.0.0.1");
        assertThat(entry.get("request").asText()).isEqualTo(answer.requestId());
        assertThat(entry.get("decision").asText()).isEqualTo("ALLOWED");
        assertThat(entry.get("object").get("path").asText()).startsWith("a b+c." + world.database);
        assertThat(since(last)).as("after the replay").hasSize(1);
    }

    @Test
    void theAdministrationOfPrincipalsLeavesOneEntryForEachChange() {
        String last = newest();
        String alice = "/manage/v1/principals/user:audited";
        api.post("/manage/v1/principals", "{\"name\":\"user:audited\"}").ok();
        api.post("/manage/v1/principals", "{\"name\":\"role:auditors\"}").ok();
        String members = "/manage/v1/principals/role:auditors/members";
        twice(() -> api.post(members, "{\"member\":\"user:audited\"}").ok());
        String token = api.post(alice + "/tokens", "{}").ok().json().get("id").asText();
        twice(() -> api.delete(alice + "/tokens/" + token).ok());
        twice(() -> api.post(alice + "/disable", "").ok());
        twice(() -> api.post(alice + "/enable", "").ok());
        twice(() -> api.grant("DATABASE", "default", "LIST", "user:audited"));
        twice(() -> api.post(
                        api.prefix() + "/permissions/revoke",
                        "{\"resource\":{\"type\":\"DATABASE\",\"database\":\"default\"},\"access\":\"LIST\","
                                + "\"principal\":\"user:audited\"}")
                .ok());
        twice(() -> api.delete(members + "/user:audited").ok());
        api.delete(alice).ok();

        assertThat(since(last))
                .extracting(entry -> entry.get("operation").asText())
                .containsExactly(
                        "DROP_PRINCIPAL",
                        "REMOVE_MEMBER",
                        "GRANT_ON_DATABASE",
                        "GRANT_ON_DATABASE",
                        "ENABLE_PRINCIPAL",
                        "ENABLE_PRINCIPAL",
                        "REVOKE_TOKEN",
                        "ISSUE_TOKEN",
                        "ADD_MEMBER",
                        "CREATE_PRINCIPAL",
                        "CREATE_PRINCIPAL");
        assertThat(since(last).get(3).get("details"))
                .isEqualTo(Api.JSON.valueToTree(Map.of(
                        "change", "grant",
                        "privilege", "LIST",
                        "principal", "user:audited",
                        "resource", "DATABASE")));
    }

    private static void twice(Runnable request) {
        request.run();
        request.run();
    }

    @Test
    void aRefusalNamesTheEntryThatSaysWhy() {
        api.createTable("secret").ok();
        api.grant("DATABASE", "default", "LIST", principal("nosy"));
        Api nosy = api.withToken(token("nosy"));

        Api.Answer first = nosy.get(api.table("secret")).error(403, null);
        Api.Answer second = nosy.get(api.table("secret")).error(403, null);

        assertThat(decision(second)).as("an equal one").isEqualTo(decision(first));
        JsonNode entry = awaitEntry(decision(first));
        assertThat(entry.get("principal").asText()).isEqualTo("user:nosy");
        assertThat(entry.get("operation").asText()).isEqualTo("GET_TABLE");
        assertThat(entry.get("decision").asText()).isEqualTo("DENIED");
        assertThat(entry.get("object").get("path").asText()).isEqualTo("main.default.secret");
        assertThat(entry.get("request").asText()).isEqualTo(first.requestId());
        assertThat(first.json().get("message").asText())
                .contains(entry.get("reason").asText());
        nosy.get(AUDIT + "/" + decision(first));
        assertThat(nosy.get(AUDIT).status()).isEqualTo(403);
    }

    @Test
    void aRefusedLoginIsOnTheTrailWithoutWhatWasPresented() {
        Api.Answer refused = api.withToken("not-a-token-of-anybody").get(AUDIT);
        assertThat(refused.status()).isEqualTo(401);

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(entries("?operation=login&decision=denied"))
                        .anySatisfy(entry -> {
                            assertThat(entry.get("request").asText()).isEqualTo(refused.requestId());
                            assertThat(entry.get("source").asText()).isEqualTo("127.0.0.1");
                            assertThat(entry.get("reason").asText()).isNotEmpty();
                            assertThat(entry.toString()).doesNotContain("not-a-token-of-anybody");
                        }));
    }

    @Test
    void whatIsHiddenFromACallerIsOnTheTrailAllTheSame() {
        api.createTable("hidden").ok();
        principal("blind");
        api.withToken(token("blind")).get(api.table("hidden")).error(404, "TABLE");

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(entries("?principal=user:blind&decision=hidden"))
                        .singleElement()
                        .satisfies(entry -> assertThat(
                                        entry.get("object").get("path").asText())
                                .isEqualTo("main.default.hidden")));
    }

    @Test
    void entriesAreFoundByEachOfTheirParts() {
        api.createTable("found").ok();
        String id = api.readTable("found").get("id").asText();
        api.post(api.table("found"), Api.addColumn("a")).ok();
        api.delete(api.table("found")).ok();
        List<JsonNode> all = entries("?object=" + id);

        assertThat(operations(all)).containsExactly("DROP_TABLE", "ALTER_TABLE", "CREATE_TABLE");
        assertThat(entries("?object=main.default.found")).isEqualTo(all);
        assertThat(operations(entries("?object=" + id + "&operation=alter_table")))
                .containsExactly("ALTER_TABLE");
        assertThat(entries("?object=" + id + "&decision=DENIED")).isEmpty();
        assertThat(entries("?object=" + id + "&principal=root")).isEqualTo(all);
        assertThat(entries("?object=" + id + "&principal=nobody")).isEmpty();
        long altered = all.get(1).get("at").asLong();
        long dropped = all.get(0).get("at").asLong();
        assertThat(operations(entries("?object=" + id + "&from=" + altered + "&to=" + dropped)))
                .containsExactly("ALTER_TABLE");
        JsonNode page = api.get(AUDIT + "?maxResults=2&object=" + id).ok().json();
        assertThat(page.get("entries")).hasSize(2);
        assertThat(operations(entries("?maxResults=2&object=" + id + "&pageToken="
                        + page.get("nextPageToken").asText())))
                .containsExactly("CREATE_TABLE");
        assertThat(api.get(AUDIT + "/" + all.get(0).get("id").asText()).ok().json())
                .isEqualTo(all.get(0));
    }

    @Test
    void theAuditIsSealedWithinASecondOrTwoAndVerified() {
        api.createTable("verified").ok();
        String id = entries("?maxResults=1").get(0).get("id").asText();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            JsonNode result = api.post(AUDIT + "/verify", "").ok().json();
            assertThat(result.get("intact").asBoolean()).as(result.toString()).isTrue();
            assertThat(result.get("anchored").asBoolean()).isTrue();
            assertThat(result.get("rows").asInt()).isPositive();
        });
        try (Rows rows = new Rows(server.dataDir())) {
            assertThat(rows.change(
                            "update audit_entry set reason = 'changed' where id = X'" + id.replace("-", "") + "'"))
                    .isEqualTo(1);
        }

        JsonNode damaged = api.post(AUDIT + "/verify", "").ok().json();
        assertThat(damaged.get("intact").asBoolean()).isFalse();
        assertThat(Api.texts(damaged.get("problems")))
                .anySatisfy(problem -> assertThat(problem).contains(id));
    }

    @Test
    void whatTheAuditIsAskedWronglyItSays() {
        for (String query : List.of("from=x", "to=1.5", "decision=maybe", "pageToken=x")) {
            assertThat(api.get(AUDIT + "?" + query).status()).as(query).isEqualTo(400);
        }
        assertThat(api.get(AUDIT + "/00000000-0000-7000-8000-000000000000").status())
                .isEqualTo(404);
    }

    private String principal(String name) {
        api.post("/manage/v1/principals", "{\"name\":\"user:" + name + "\"}").ok();
        return "user:" + name;
    }

    private String token(String name) {
        return api.post("/manage/v1/principals/user:" + name + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText();
    }

    private static String decision(Api.Answer refused) {
        Matcher matcher = DECISION.matcher(refused.json().get("message").asText());
        assertThat(matcher.find()).as(refused.body()).isTrue();
        return matcher.group(1);
    }

    private JsonNode awaitEntry(String id) {
        return await().atMost(Duration.ofSeconds(5))
                .until(() -> api.get(AUDIT + "/" + id), answer -> answer.status() == 200)
                .json();
    }

    private String newest() {
        List<JsonNode> entries = entries("?maxResults=1");
        return entries.isEmpty() ? "" : entries.get(0).get("id").asText();
    }

    private List<JsonNode> since(String last) {
        return entries("").stream()
                .takeWhile(entry -> !entry.get("id").asText().equals(last))
                .toList();
    }

    private List<JsonNode> entries(String query) {
        List<JsonNode> entries = new ArrayList<>();
        api.get(AUDIT + query).ok().json().get("entries").forEach(entries::add);
        return entries;
    }

    private static List<String> operations(List<JsonNode> entries) {
        return entries.stream().map(entry -> entry.get("operation").asText()).toList();
    }
}
