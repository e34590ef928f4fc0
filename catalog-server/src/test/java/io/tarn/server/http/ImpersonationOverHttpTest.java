package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.TestServer;
import io.tarn.server.testing.CapturedLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that sends requests in the name of users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImpersonationOverHttpTest {
    private static final String PRINCIPALS = "/manage/v1/principals";
    private static final String CONFIG = "/v1/config?warehouse=main";

    private TestServer server;
    private Api root;
    private Api starrocks;
    private Api gateway;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = TestServer.authenticating(folder, """
                impersonation:
                  - service: service:starrocks
                    users: ["user:a*"]
                    groups: [group:analysts]
                  - service: service:gateway
                    users: ["user:*"]
                """);
        root = Api.of(server.port(), server.rootToken());
        for (String name : List.of(
                "service:starrocks",
                "service:gateway",
                "service:other",
                "user:alice",
                "user:bob",
                "user:carol",
                "user:chief",
                "user:gone",
                "group:analysts",
                "group:managers")) {
            root.post(PRINCIPALS, "{\"name\":\"" + name + "\"}").ok();
        }
        root.post(PRINCIPALS + "/group:analysts/members", "{\"member\":\"user:bob\"}")
                .ok();
        root.post(PRINCIPALS + "/group:managers/members", "{\"member\":\"user:chief\"}")
                .ok();
        root.post(PRINCIPALS + "/role:admin/members", "{\"member\":\"group:managers\"}")
                .ok();
        root.post(PRINCIPALS + "/user:gone/disable", "").ok();
        for (String user : List.of("user:alice", "user:bob", "user:carol", "service:other")) {
            root.grant("DATABASE", "default", "CREATETABLE", user);
        }
        starrocks = of("service:starrocks");
        gateway = of("service:gateway");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Api of(String principal) {
        return root.withToken(root.post(PRINCIPALS + "/" + principal + "/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
    }

    private static Api as(Api caller, String user) {
        return caller.withHeaders(Map.of("X-Tarn-On-Behalf-Of", user));
    }

    @Test
    void theUsersPrivilegesDecideAndNotTheServices() {
        starrocks.createTable("mine").error(404, "DATABASE");
        as(starrocks, "user:alice").createTable("of-alice").ok();
        assertThat(root.readTable("of-alice").get("owner").asText()).isEqualTo("alice");
        // What alice owns is not the service's.
        starrocks.delete(root.table("of-alice")).error(404, "TABLE");
    }

    @Test
    void aRuleNamesUsersByPatternAndByGroup() {
        as(starrocks, "user:alice").get(CONFIG).ok();
        as(starrocks, "user:bob").get(CONFIG).ok();
        as(starrocks, "user:carol").get(CONFIG).error(403, null);
        as(gateway, "user:carol").get(CONFIG).ok();
    }

    @ParameterizedTest
    @ValueSource(strings = {"user:root", "user:chief", "user:gone", "user:nobody"})
    void nobodyActsForAnAdminOrForSomebodyWhoIsNotThere(String user) {
        as(gateway, user).get(CONFIG).error(403, null);
        as(root, user).get(CONFIG).error(403, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"service:other", "group:analysts", "role:admin", "", "user:", "user:alice,user:bob", "a/b"})
    void whatIsNoUserIsRefused(String label) {
        Api.Answer answer = as(gateway, label).get(CONFIG);
        assertThat(answer.status()).isIn(400, 403);
        answer.saysNothingInternal();
    }

    @Test
    void withoutARuleOnlyAnAdminMay() {
        as(of("service:other"), "user:alice").get(CONFIG).error(403, null);
        as(of("user:alice"), "user:carol").get(CONFIG).error(403, null);
        as(root, "user:carol").get(CONFIG).ok();
    }

    @Test
    void withoutATokenTheHeaderIsWorthNothing() {
        as(root.withToken(null), "user:alice").get(CONFIG).error(401, null);
    }

    @Test
    void theLogShowsBothNames() {
        try (CapturedLog log = new CapturedLog()) {
            as(starrocks, "user:alice").get(root.databases()).ok();
            as(starrocks, "user:alice").delete(root.databases() + "/default").error(403, null);
            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("INFO request ")
                            && line.contains("principal=\"user:alice through service:starrocks\""))
                    .anyMatch(line -> line.startsWith("INFO denied ")
                            && line.contains("principal=\"user:alice through service:starrocks\""));
        }
    }
}
