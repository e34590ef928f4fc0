package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** People and services that a real Keycloak vouches for. */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeycloakTest {
    private static final String MAPPERS = """
            "protocolMappers": [
              {"name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
               "config": {"included.custom.audience": "tarn", "access.token.claim": "true"}},
              {"name": "groups", "protocol": "openid-connect", "protocolMapper": "oidc-group-membership-mapper",
               "config": {"claim.name": "groups", "full.path": "false", "access.token.claim": "true"}}]
            """;

    private static final String REALM = """
            {"realm": "lake", "enabled": true, "sslRequired": "none",
             "groups": [{"name": "analysts"}],
             "users": [
               {"username": "alice", "enabled": true, "email": "alice@example.org", "emailVerified": true,
                "firstName": "Alice", "lastName": "A", "groups": ["/analysts"],
                "credentials": [{"type": "password", "value": "secret", "temporary": false}]},
               {"username": "bob", "enabled": true, "email": "bob@example.org", "emailVerified": true,
                "firstName": "Bob", "lastName": "B",
                "credentials": [{"type": "password", "value": "secret", "temporary": false}]}],
             "clients": [
               {"clientId": "sql", "publicClient": true, "directAccessGrantsEnabled": true, MAPPERS},
               {"clientId": "other", "publicClient": true, "directAccessGrantsEnabled": true},
               {"clientId": "etl", "secret": "etl-secret", "serviceAccountsEnabled": true, "publicClient": false,
                "standardFlowEnabled": false, MAPPERS}]}
            """.replace("MAPPERS", MAPPERS);

    private Keycloak keycloak;
    private TestServer server;
    private Api root;

    @BeforeAll
    void start(@TempDir Path directory) {
        keycloak = Keycloak.start(directory);
        keycloak.create(REALM);
        server = TestServer.authenticating(directory, """
                oidc:
                  - issuer: %s
                    audiences: [tarn]
                    name-claim: preferred_username
                    groups-claim: groups
                    service-claim: preferred_username
                    service-value: service-account-*
                """.formatted(keycloak.issuer("lake")));
        root = Api.of(server.port(), server.rootToken());
        root.post("/manage/v1/principals", "{\"name\":\"group:analysts\"}").ok();
        root.grant("DATABASE", "default", "CREATETABLE", "group:analysts");
    }

    @AfterAll
    void stop() {
        server.close();
        keycloak.close();
    }

    private String person(String client, String name) {
        return keycloak.token(
                "lake", Map.of("grant_type", "password", "client_id", client, "username", name, "password", "secret"));
    }

    @Test
    void peopleMayWhatTheirGroupsMay() {
        Api alice = root.withToken(person("sql", "alice"));
        alice.createTable("of_alice").ok();
        assertThat(alice.readTable("of_alice").get("owner").asText()).isEqualTo("alice");
        root.withToken(person("sql", "bob")).createTable("of_bob").error(404, "DATABASE");
        assertThat(root.get("/manage/v1/principals/user:bob")
                        .ok()
                        .json()
                        .get("createdBy")
                        .asText())
                .isEqualTo("user:bob");
    }

    @Test
    void programsComeAsServices() {
        Api etl = root.withToken(keycloak.token(
                "lake", Map.of("grant_type", "client_credentials", "client_id", "etl", "client_secret", "etl-secret")));
        etl.createTable("of_etl").error(404, "DATABASE");
        root.grant("DATABASE", "default", "CREATETABLE", "service:service-account-etl");
        etl.createTable("of_etl").ok();
    }

    @Test
    void tokensForOthersAreRefused() {
        root.withToken(person("other", "alice"))
                .get("/v1/config?warehouse=main")
                .error(401, null);
        String foreign = keycloak.token(
                "master",
                Map.of("grant_type", "password", "client_id", "admin-cli", "username", "admin", "password", "admin"));
        root.withToken(foreign).get("/v1/config?warehouse=main").error(401, null);
        String token = person("sql", "alice");
        root.withToken(token.substring(0, token.length() - 4) + "AAAA")
                .get("/v1/config?warehouse=main")
                .error(401, null);
    }

    @Test
    void keysThatKeycloakChangesAreFound() {
        String before = person("sql", "alice");
        root.withToken(before).get("/v1/config?warehouse=main").ok();
        keycloak.admin("POST", "/lake/components", """
                {"name": "newer", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider",
                 "config": {"priority": ["1000"], "enabled": ["true"], "active": ["true"], "algorithm": ["RS256"]}}
                """);
        String after = person("sql", "alice");
        assertThat(keyId(after)).isNotEqualTo(keyId(before));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        root.withToken(after).get("/v1/config?warehouse=main").status() == 200);
        root.withToken(before).get("/v1/config?warehouse=main").ok();
    }

    private static String keyId(String token) {
        return token.split("\\.", -1)[0];
    }
}
