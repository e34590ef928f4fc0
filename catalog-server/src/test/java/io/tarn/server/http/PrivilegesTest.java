package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grants over their whole life, as admins and callers see them. */
class PrivilegesTest extends ServerTest {
    private static final String PRINCIPALS = "/manage/v1/principals";
    private static final String MANAGE = "/manage/v1/catalogs/main";

    private String alice = "";
    private String analyst = "";

    @BeforeEach
    void names() {
        alice = create("user");
        analyst = create("role");
    }

    private static String create(String kind) {
        return kind + ":" + UUID.randomUUID();
    }

    private Api login(String principal) {
        api.post(PRINCIPALS, "{\"name\":\"" + principal + "\"}").ok();
        return api.withToken(api.post(PRINCIPALS + "/" + principal + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
    }

    private Api.Answer grant(Api by, String table, String access, String principal) {
        return by.post(api.prefix() + "/permissions/grant", permission(table, access, principal));
    }

    private static String permission(String table, String access, String principal) {
        return "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"" + table + "\"},\"access\":\""
                + access + "\",\"principal\":\"" + principal + "\"}";
    }

    private String table(String name) {
        return api.tables("default") + "/" + name;
    }

    private void rename(String from, String database, String to) {
        api.post(
                        api.tables("").replace("/databases//tables", "/tables/rename"),
                        "{\"source\":{\"database\":\"default\",\"object\":\"" + from
                                + "\"},\"destination\":{\"database\":\"" + database + "\",\"object\":\"" + to + "\"}}")
                .ok();
    }

    @Test
    void aGrantStaysWithItsTableAndNotWithItsName() {
        Api mine = login(alice);
        api.createTable("orders").ok();
        grant(api, "orders", "SELECT", alice).ok();
        mine.get(table("orders")).ok();

        rename("orders", "default", "renamed");
        mine.get(table("renamed")).ok();
        api.createTable("orders").ok();
        mine.get(table("orders")).error(404, "TABLE");

        api.post(api.databases(), "{\"name\":\"elsewhere\",\"options\":{}}").ok();
        rename("renamed", "elsewhere", "moved");
        mine.get(api.tables("elsewhere") + "/moved").ok();
        assertThat(mine.get(api.databases()).ok().json().get("databases"))
                .extracting(JsonNode::asText)
                .containsExactly("elsewhere");

        api.delete(api.tables("elsewhere") + "/moved").ok();
        api.post(api.tables("elsewhere"), Examples.createTable("elsewhere", "moved"))
                .ok();
        mine.get(api.tables("elsewhere") + "/moved").error(404, "TABLE");
        assertThat(api.get(api.prefix() + "/permissions?principal=" + alice)
                        .ok()
                        .json()
                        .get("permissions"))
                .isEmpty();
    }

    @Test
    void whoMayNotCommitIsNotToldWhatItsCommitLacks() {
        Api mine = login(alice);
        api.createTable("guarded").ok();
        api.createTable("hidden").ok();
        grant(api, "guarded", "SELECT", alice).ok();
        String lacking = Api.commitBody(null, 1, "w").replace("\"commitUser\":\"w\",", "");
        mine.post(table("guarded") + "/commit", lacking).error(403, null);
        mine.post(table("hidden") + "/commit", lacking).error(404, "TABLE");
        mine.post(table("nowhere") + "/commit", lacking).error(404, "TABLE");
        mine.post(table("guarded") + "/commit", "{").error(400, null);
        assertThat(api.post(table("guarded") + "/commit", lacking)
                        .error(400, null)
                        .body())
                .contains("'snapshot.commitUser' is missing");
        grant(api, "guarded", "UPDATE", alice).ok();
        mine.post(table("guarded") + "/commit", lacking).error(400, null);
    }

    @Test
    void nobodyGrantsMoreThanItHolds() {
        Api mine = login(alice);
        api.post(PRINCIPALS, "{\"name\":\"" + analyst + "\"}").ok();
        api.createTable("delegated").ok();
        grant(api, "delegated", "SELECT", alice).ok();
        grant(mine, "delegated", "SELECT", analyst).error(403, null);
        grant(api, "delegated", "GRANT", alice).ok();
        grant(mine, "delegated", "SELECT", analyst).ok();
        grant(mine, "delegated", "UPDATE", analyst).error(403, null);
        grant(mine, "delegated", "ALL", analyst).error(403, null);
        grant(mine, "nowhere", "SELECT", analyst).error(404, "TABLE");
        mine.get(api.prefix() + "/permissions").error(403, null);
        assertThat(mine.get(api.prefix() + "/permissions?resourceType=TABLE&database=default&table=delegated")
                        .ok()
                        .json()
                        .get("permissions"))
                .hasSize(3);
    }

    @Test
    void anOwnerMayEverythingOnItsOwnAndGivesItAway() {
        Api mine = login(alice);
        String bob = create("service");
        Api his = login(bob);
        api.grant("DATABASE", "default", "CREATETABLE", alice);
        mine.createTable("owned").ok();
        grant(mine, "owned", "SELECT", bob).ok();
        his.get(table("owned") + "/tags").ok();
        String transfer = "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"owned\"},\"owner\":\""
                + bob + "\"}";
        assertThat(his.post(MANAGE + "/owner", transfer).status()).isEqualTo(403);
        mine.post(MANAGE + "/owner", transfer).ok();
        mine.get(table("owned")).error(404, "TABLE");
        his.delete(table("owned")).ok();
    }

    @Test
    void whoMayNotUseATablesBranchesLearnsNoneOfTheirNames() {
        Api mine = login(alice);
        api.createTable("branched").ok();
        api.post(table("branched") + "/branches", "{\"branch\":\"there\"}").ok();
        for (int status : new int[] {404, 403}) {
            for (String branch : List.of("there", "missing")) {
                String path = table("branched") + "/branches/" + branch;
                assertThat(mine.delete(path).status()).isEqualTo(status);
                assertThat(mine.post(path + "/forward", "{}").status()).isEqualTo(status);
                assertThat(mine.post(path + "/rename", "{\"toBranch\":\"other\"}")
                                .status())
                        .isEqualTo(status);
                assertThat(mine.get(table("branched$branch_" + branch)).status())
                        .isEqualTo(status);
            }
            api.grant("DATABASE", "default", "LIST", alice);
        }
        api.delete(table("branched") + "/branches/missing").error(404, "BRANCH");
    }

    @Test
    void rolesMayNotBeMembersOfThemselves() {
        for (String role : new String[] {"role:a", "role:b", "role:c"}) {
            api.post(PRINCIPALS, "{\"name\":\"" + role + "\"}").ok();
        }
        api.post(PRINCIPALS + "/role:a/members", "{\"member\":\"role:b\"}").ok();
        api.post(PRINCIPALS + "/role:b/members", "{\"member\":\"role:c\"}").ok();
        assertThat(api.post(PRINCIPALS + "/role:c/members", "{\"member\":\"role:a\"}")
                        .status())
                .isEqualTo(400);
        assertThat(api.post(PRINCIPALS + "/role:a/members", "{\"member\":\"role:a\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theLastAdminIsNotLockedOutUnlessSomebodyInsists() {
        for (Api.Answer refused : new Api.Answer[] {
            api.delete(PRINCIPALS + "/user:root"),
            api.post(PRINCIPALS + "/user:root/disable", ""),
            api.delete(PRINCIPALS + "/role:admin/members/user:root")
        }) {
            assertThat(refused.status()).as(refused.body()).isEqualTo(409);
        }
        assertThat(api.delete(PRINCIPALS + "/role:admin").status()).isEqualTo(403);
        Api second = login(alice);
        api.post(PRINCIPALS + "/role:admin/members", "{\"member\":\"" + alice + "\"}")
                .ok();
        second.post(PRINCIPALS + "/user:root/disable", "").ok();
        assertThat(api.get(PRINCIPALS).status()).isEqualTo(401);
        second.post(PRINCIPALS + "/user:root/enable", "").ok();
        second.delete(PRINCIPALS + "/role:admin/members/" + alice).ok();
        assertThat(second.get(PRINCIPALS).status()).isEqualTo(403);
    }

    @Test
    void manyGrantsAreAnsweredOneByOne() {
        login(alice);
        api.createTable("batch").ok();
        JsonNode results = api.post(
                        MANAGE + "/grants",
                        "{\"permissions\":[" + permission("batch", "SELECT", alice) + ","
                                + permission("batch", "CREATETABLE", alice) + ","
                                + permission("batch", "SELECT", "user:nobody-" + UUID.randomUUID()) + ","
                                + permission("batch", "UPDATE", alice) + "]}")
                .ok()
                .json()
                .get("results");
        assertThat(results).extracting(result -> result.get("code").asInt()).containsExactly(200, 400, 404, 200);
    }

    @Test
    void whoCouldReadATableBeforeIsRemembered() {
        login(alice);
        api.createTable("remembered").ok();
        grant(api, "remembered", "SELECT", alice).ok();
        String history = MANAGE + "/history?resourceType=TABLE&database=default&table=remembered";
        long granted =
                api.get(history).ok().json().at("/permissions/0/grantedAt").asLong();
        api.post(api.prefix() + "/permissions/revoke", permission("remembered", "SELECT", alice))
                .ok();
        String access = MANAGE + "/access?resourceType=TABLE&database=default&table=remembered&access=SELECT";
        assertThat(api.get(access).ok().json().findValuesAsText("principal")).doesNotContain(alice);
        assertThat(api.get(access + "&at=" + granted).ok().json().findValuesAsText("principal"))
                .contains(alice);
        assertThat(api.get(access + "&at=" + (granted - 1)).ok().json().findValuesAsText("principal"))
                .doesNotContain(alice);
    }

    @Test
    void whatAPrincipalHoldsIsListedWithTheWayItCame() {
        Api me = login(alice);
        String analysts = "role:analysts-" + UUID.randomUUID();
        api.post("/manage/v1/principals", "{\"name\":\"" + analysts + "\"}").ok();
        api.post("/manage/v1/principals/" + analysts + "/members", "{\"member\":\"" + alice + "\"}")
                .ok();
        api.createTable("held").ok();
        grant(api, "held", "UPDATE", alice).ok();
        api.grant("DATABASE_ALL", "default", "SELECT", analysts);

        JsonNode own = me.get(MANAGE + "/privileges?principal=" + alice).ok().json();
        assertThat(own)
                .isEqualTo(
                        api.get(MANAGE + "/privileges?principal=" + alice).ok().json());
        assertThat(own.get("admin").asBoolean()).isFalse();
        assertThat(own.get("permissions"))
                .extracting(held -> held.get("access").asText() + " on "
                        + held.at("/resource/type").asText() + " through " + Api.texts(held.get("through")))
                .containsExactly(
                        "UPDATE on TABLE through [" + alice + "]",
                        "SELECT on DATABASE_ALL through [" + analysts + ", " + alice + "]");
        assertThat(api.get(MANAGE + "/privileges?principal=user:root")
                        .ok()
                        .json()
                        .get("admin")
                        .asBoolean())
                .isTrue();
        assertThat(me.get(MANAGE + "/privileges?principal=user:root").status()).isEqualTo(403);
        assertThat(api.get(MANAGE + "/privileges").status()).isEqualTo(400);
        api.post("/manage/v1/principals/" + alice + "/disable", "").ok();
        assertThat(api.get(MANAGE + "/privileges?principal=" + alice)
                        .ok()
                        .json()
                        .get("permissions"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{'type':'TABLE','database':'default','table':'t'};READ;user:root;400;no access 'READ'",
                "{'type':'ROW'};SELECT;user:root;400;no resource type 'ROW'",
                "{'type':'TABLE','database':'default','table':'t'};CREATETABLE;user:root;400;does not apply",
                "{'type':'TABLE','database':'default'};SELECT;user:root;400;needs the member 'table'",
                "{'type':'CATALOG','database':'default'};ALTER;user:root;400;fewer names",
                "{'type':'DATABASE','database':'default'};ALTER;user:nobody;404;does not exist",
                "{'type':'DATABASE','database':'default'};ALTER;robot:x;400;no principals of kind 'robot'",
                "{'type':'DATABASE','database':'nowhere'};ALTER;user:root;404;does not exist",
                "{'type':'COLUMN','database':'default','table':'t'};SELECT;user:root;400;'columns' belongs",
            })
    void badGrantsAreRefused(String resource, String access, String principal, int status, String says) {
        String body = "{\"resource\":" + resource.replace('\'', '"') + ",\"access\":\"" + access + "\",\"principal\":\""
                + principal + "\"}";
        Api.Answer answer = api.post(api.prefix() + "/permissions/grant", body);
        answer.error(status, resource.contains("nowhere") ? "DATABASE" : null);
        assertThat(answer.body()).contains(says);
    }

    @Test
    void anEndThatHasPassedIsRefused() {
        for (String time : new String[] {"2020-01-01T00:00:00Z", "tomorrow", "2099-01-01T00:00:00"}) {
            api.post(
                            api.prefix() + "/permissions/grant",
                            "{\"resource\":{\"type\":\"CATALOG\"},\"access\":\"ALTER\",\"principal\":\"user:root\","
                                    + "\"expireTime\":\"" + time + "\"}")
                    .error(400, null);
        }
    }
}
