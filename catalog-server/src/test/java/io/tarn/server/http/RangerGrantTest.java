package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.auth.ranger.RangerPolicyJson;
import io.tarn.auth.ranger.TestRangerAdmin;
import io.tarn.auth.ranger.TestRangerAdmin.Fault;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grants that are made through Tarn where Ranger decides. */
class RangerGrantTest {
    private static final String TABLE = "{\"type\":\"TABLE\",\"database\":\"sales\",\"table\":\"%s\"}";

    @TempDir
    Path directory;

    @Test
    void whatIsGrantedHoldsAtOnceAndWhatIsTakenBackIsGone() {
        TestRangerAdmin admin = adminThatRootMayGrantIn();
        try (RangerServer ranger = RangerServer.start(directory, admin, "ranger")) {
            ranger.awaitPolicies();
            Api root = ranger.api.withCatalog("main");
            makeTables(root, "orders", "returns");
            Api alice = ranger.caller("user:alice").withCatalog("main");
            assertThat(get(alice, "orders")).isEqualTo(404);
            grant(root, "orders", "SELECT").ok();
            assertThat(get(alice, "orders")).isEqualTo(200);
            assertThat(get(alice, "returns")).isEqualTo(404);
            long version = admin.policyVersion();
            grant(root, "orders", "SELECT").ok();
            assertThat(admin.policyVersion()).as("nothing new").isEqualTo(version);
            revoke(root, "orders", "SELECT").ok();
            assertThat(get(alice, "orders")).isEqualTo(404);
            revoke(root, "orders", "SELECT").ok();
            assertThat(root.get("/manage/v1/audit?principal=user:root&operation=GRANT_ON_TABLE")
                            .ok()
                            .body())
                    .contains("\"change\":\"grant\"", "\"change\":\"revoke\"", "Apache Ranger, service 'lake_tarn'");
        }
    }

    @Test
    void whoMayNotGrantHereOrThereDoesNot() {
        TestRangerAdmin admin = TestRangerAdmin.start();
        delegate(admin, "user:root");
        admin.put(onTables("*").allow("user:alice", "select", "grant"));
        admin.put(onTables("*").allow("user:bob", "select"));
        try (RangerServer ranger = RangerServer.start(directory, admin, "ranger")) {
            ranger.awaitPolicies();
            Api root = ranger.api.withCatalog("main");
            makeTables(root, "orders");
            Api alice = ranger.caller("user:alice").withCatalog("main");
            Api bob = ranger.caller("user:bob").withCatalog("main");
            long version = admin.policyVersion();
            Api.Answer refused = grant(root, "orders", "UPDATE");
            assertThat(refused.status()).isEqualTo(501);
            assertThat(refused.body())
                    .contains("user 'tarn' may not grant", "Apache Ranger, service 'lake_tarn' at " + admin.url());
            admin.letUserGrant();
            assertThat(grant(alice, "orders", "UPDATE").status())
                    .as("to Ranger she is no delegated admin")
                    .isEqualTo(501);
            int asked = changes(admin);
            assertThat(grant(bob, "orders", "UPDATE").status()).isEqualTo(403);
            assertThat(revoke(bob, "orders", "SELECT").status()).isEqualTo(403);
            assertThat(changes(admin)).as("Ranger is not asked").isEqualTo(asked);
            assertThat(admin.policyVersion()).isEqualTo(version);
        }
    }

    @Test
    void whatRangersCallCannotSayIsNotSent() {
        TestRangerAdmin admin = adminThatRootMayGrantIn();
        try (RangerServer ranger = RangerServer.start(directory, admin, "ranger")) {
            ranger.awaitPolicies();
            Api root = ranger.api.withCatalog("main");
            makeTables(root, "orders", "a,b");
            ranger.caller("user:alice");
            String where = "Apache Ranger, service 'lake_tarn' at " + admin.url();
            String orders = TABLE.formatted("orders");
            String soon = "2130-01-31T12:00:00Z";
            for (Api.Answer answer : new Api.Answer[] {
                post(root, "grant", orders, "SELECT", ",\"expireTime\":\"" + soon + "\""),
                post(root, "grant", "{\"type\":\"DATABASE_ALL\",\"database\":\"sales\"}", "SELECT", ""),
                post(root, "grant", "{\"type\":\"CATALOG\"}", "USELOCATION", ""),
                post(root, "grant", TABLE.formatted("a,b"), "SELECT", ""),
                post(root, "revoke", "{\"type\":\"CATALOG_ALL\"}", "SELECT", "")
            }) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(501);
                assertThat(answer.body()).contains(where);
            }
            assertThat(changes(admin)).isZero();
        }
    }

    @Test
    void whatCannotBeKnownIsNotCalledUndone() {
        TestRangerAdmin admin = adminThatRootMayGrantIn();
        try (RangerServer ranger = RangerServer.start(directory, admin, "ranger")) {
            ranger.awaitPolicies();
            Api root = ranger.api.withCatalog("main");
            makeTables(root, "orders");
            Api alice = ranger.caller("user:alice").withCatalog("main");
            long version = admin.policyVersion();
            admin.stop();
            Api.Answer down = grant(root, "orders", "SELECT");
            assertThat(down.status()).isEqualTo(503);
            assertThat(down.body()).contains("nothing was changed");
            admin.restart();
            assertThat(admin.policyVersion()).isEqualTo(version);
            admin.fail("grants", Fault.ERROR_500);
            assertThat(grant(root, "orders", "SELECT").status()).isEqualTo(500);
            admin.heal();
            admin.loseAnswersToGrants();
            Api.Answer lost = grant(root, "orders", "SELECT");
            assertThat(lost.status()).isEqualTo(500);
            assertThat(lost.body()).contains("is not known");
            admin.heal();
            version = admin.policyVersion();
            grant(root, "orders", "SELECT").ok();
            assertThat(admin.policyVersion()).as("it was made already").isEqualTo(version);
            assertThat(get(alice, "orders")).isEqualTo(200);
        }
    }

    private static TestRangerAdmin adminThatRootMayGrantIn() {
        TestRangerAdmin admin = TestRangerAdmin.start();
        admin.letUserGrant();
        delegate(admin, "user:root");
        return admin;
    }

    private static void delegate(TestRangerAdmin admin, String who) {
        admin.put(onTables("*").delegate(who, "select", "update"));
    }

    private static RangerPolicyJson onTables(String table) {
        return RangerPolicyJson.access("catalog", "main", "database", "sales", "table", table);
    }

    private static int changes(TestRangerAdmin admin) {
        return (int) admin.requests().stream()
                .filter(request -> request.contains("/secure/services/"))
                .count();
    }

    private static int get(Api caller, String table) {
        return caller.get(caller.tables("sales") + "/" + table).status();
    }

    private static Api.Answer grant(Api caller, String table, String privilege) {
        return post(caller, "grant", TABLE.formatted(table), privilege, "");
    }

    private static Api.Answer revoke(Api caller, String table, String privilege) {
        return post(caller, "revoke", TABLE.formatted(table), privilege, "");
    }

    private static Api.Answer post(Api caller, String what, String resource, String privilege, String more) {
        return caller.post(
                caller.prefix() + "/permissions/" + what,
                "{\"resource\":" + resource + ",\"access\":\"" + privilege + "\",\"principal\":\"user:alice\"" + more
                        + "}");
    }

    private static void makeTables(Api root, String... names) {
        root.post(root.databases(), "{\"name\":\"sales\",\"options\":{}}").ok();
        for (String name : names) {
            root.post(root.tables("sales"), Examples.createTable("sales", name)).ok();
        }
    }
}
