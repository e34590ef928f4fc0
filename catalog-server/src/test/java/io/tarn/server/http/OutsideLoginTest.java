package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.tarn.server.TestServer;
import io.tarn.server.testing.Race;
import java.net.InetAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People and services that an identity provider or a directory vouches for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutsideLoginTest {
    private static final String PRINCIPALS = "/manage/v1/principals";

    private TestProvider provider;
    private InMemoryDirectoryServer directory;
    private TestServer server;
    private Api root;

    @BeforeAll
    void start(@TempDir Path folder) throws LDAPException, LDIFException {
        provider = new TestProvider();
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("plain", InetAddress.getLoopbackAddress(), 0, null));
        directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
        directory.add(
                "dn: uid=carol,dc=example,dc=org",
                "objectClass: inetOrgPerson",
                "uid: carol",
                "cn: Carol",
                "sn: C",
                "userPassword: right");
        directory.add(
                "dn: cn=analysts,dc=example,dc=org",
                "objectClass: groupOfNames",
                "cn: analysts",
                "member: uid=carol,dc=example,dc=org");
        directory.startListening();
        server = TestServer.authenticating(folder, """
                throttle: {failures: 1000, source-failures: 1000}
                oidc:
                  - issuer: %s
                    audiences: [tarn]
                    groups-claim: groups
                    service-claim: azp
                    service-value: robots
                    attributes: {region: org.region}
                ldap:
                  servers: ["127.0.0.1:%d"]
                  encryption: none
                  remember-seconds: 0
                  user-dn: uid={name},dc=example,dc=org
                  group-search: {base: "dc=example,dc=org"}
                """.formatted(provider.issuer(), directory.getListenPort()));
        root = Api.of(server.port(), server.rootToken());
        root.post(PRINCIPALS, "{\"name\":\"group:analysts\"}").ok();
        root.grant("DATABASE", "default", "CREATETABLE", "group:analysts");
    }

    @AfterAll
    void stop() {
        server.close();
        provider.close();
        directory.shutDown(true);
    }

    private Api with(String token) {
        return root.withToken(token);
    }

    private static String unique(String what) {
        return what + "-" + UUID.randomUUID();
    }

    @Test
    void whoeverComesFirstBecomesAPrincipalThatMayNothingUntilItIsGrantedSomething() {
        String name = unique("alice");
        Api alice = with(provider.token(name));
        alice.createTable(unique("t")).error(404, "DATABASE");
        assertThat(root.get(PRINCIPALS + "/user:" + name)
                        .ok()
                        .json()
                        .get("createdBy")
                        .asText())
                .isEqualTo("user:" + name);
        root.grant("DATABASE", "default", "CREATETABLE", "user:" + name);
        String table = unique("t");
        alice.createTable(table).ok();
        assertThat(alice.readTable(table).get("owner").asText()).isEqualTo(name);
    }

    @Test
    void aRowFilterAsksForWhatTheTokenSays() {
        String robot = unique("robot");
        Function<String, Api> from = region -> with(provider.sign(provider.claims(robot)
                .claim("azp", "robots")
                .claim("org", region == null ? Map.of() : Map.of("region", region))
                .build()));
        from.apply("EU").get("/v1/config?warehouse=main");
        String service = "service:" + robot;
        root.post(PRINCIPALS + "/" + service + "/trust", "{\"enforcesPolicies\":true}")
                .ok();
        root.grant("DATABASE_ALL", "default", "SELECT", service);
        String table = unique("orders");
        root.createTable(table).ok();
        root.post(
                        root.table(table),
                        Api.alterBody("{\"action\":\"addColumn\",\"fieldNames\":[\"region\"],\"dataType\":\"STRING\"}"))
                .ok();
        root.post(
                        root.table(table) + "/policies",
                        "{\"principal\":\"" + service + "\",\"rowFilter\":{\"sql\":\"region = attribute('region')\"}}")
                .ok();

        assertThat(filter(from.apply("EU"), table)).contains("\"EQUAL\"", "\"EU\"");
        assertThat(filter(from.apply("x' OR '1' = '1"), table))
                .as("a value, whatever it looks like")
                .contains("\"EQUAL\"", "x' OR '1' = '1");
        assertThat(filter(from.apply(null), table)).as("no region, no row").contains("\"FALSE\"");
    }

    private static String filter(Api by, String table) {
        return by.post(by.table(table) + "/auth", "{\"select\":null}")
                .ok()
                .json()
                .at("/filter/0")
                .asText();
    }

    @Test
    void manyFirstSightsAtOnceAllSucceedAndMakeOnePrincipal() {
        String name = unique("crowd");
        String token = provider.token(name, "analysts");
        Race.run(Collections.nCopies(
                8, () -> with(token).get("/v1/config?warehouse=main").ok()));
        assertThat(root.get(PRINCIPALS + "?namePattern=" + name).ok().json().get("principals"))
                .hasSize(1);
    }

    @Test
    void aServiceAccountIsAServiceAndNotTheUserOfThatName() {
        String name = unique("etl");
        with(provider.sign(
                        provider.claims(name, "analysts").claim("azp", "robots").build()))
                .get("/v1/config?warehouse=main")
                .ok();
        root.get(PRINCIPALS + "/service:" + name).ok();
        assertThat(root.get(PRINCIPALS + "/user:" + name).status()).isEqualTo(404);
    }

    @Test
    void aGroupOfTheTokenCountsIfThereIsAGroupOfThatName() {
        Api dora = with(provider.token(unique("dora"), "analysts", unique("no-group")));
        dora.createTable(unique("t")).ok();
        with(provider.token(unique("dora"), unique("no-group")))
                .createTable(unique("t"))
                .error(404, "DATABASE");
    }

    @Test
    void aRoleOrUserOfThatNameIsNoGroup() {
        assertThat(with(provider.token(unique("mallory"), "admin", "root"))
                        .get(PRINCIPALS)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void nobodyOutsideIsRoot() {
        with(provider.token("root")).get("/v1/config?warehouse=main").error(401, null);
    }

    @Test
    void aDisabledOrDroppedPrincipalIsRefusedAtOnceAndStaysAway() {
        String name = unique("leaver");
        Api leaver = with(provider.token(name, "analysts"));
        leaver.get("/v1/config?warehouse=main").ok();
        root.post(PRINCIPALS + "/user:" + name + "/disable", "").ok();
        leaver.get("/v1/config?warehouse=main").error(401, null);
        root.post(PRINCIPALS + "/user:" + name + "/enable", "").ok();
        leaver.get("/v1/config?warehouse=main").ok();
        root.delete(PRINCIPALS + "/user:" + name).ok();
        leaver.get("/v1/config?warehouse=main").error(401, null);
        assertThat(root.get(PRINCIPALS + "/user:" + name).status()).isEqualTo(404);
        root.post(PRINCIPALS, "{\"name\":\"user:" + name + "\"}").ok();
        leaver.get("/v1/config?warehouse=main").ok();
    }

    @Test
    void aTokenThatIsNotRightIsRefusedWithItsReason() {
        String name = unique("eve");
        Map<String, String> refused = Map.of(
                TestProvider.unsigned(provider.claims(name).build()), "no readable signed JWT",
                provider.sign(provider.claims(name).audience("another").build()), "another audience",
                provider.sign(provider.claims(name).issuer("https://elsewhere").build()),
                        "no issuer that is configured",
                provider.sign(provider.claims(name)
                                .expirationTime(Date.from(Instant.now().minusSeconds(120)))
                                .build()),
                        "has expired",
                provider.token(name).replaceAll("\\.[^.]*$", ".AAAA"), "signature is wrong",
                provider.token("a/b"), "a name that no principal can have");
        refused.forEach((token, reason) -> {
            Api.Answer answer = with(token).get("/v1/config?warehouse=main").error(401, null);
            assertThat(answer.json().get("message").asText()).contains(reason).doesNotContain(token);
            assertThat(answer.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer", "Basic realm=\"tarn\", charset=\"UTF-8\"");
        });
        assertThat(root.get(PRINCIPALS + "/user:" + name).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "token", "TOKEN", "%74oken", "a=b&access_token", "client_secret"})
    void aTokenInTheAddressIsRefusedEvenBesideARightOne(String name) {
        Api.Answer answer = root.get("/v1/config?warehouse=main&" + name + "=" + server.rootToken())
                .error(400, null);
        assertThat(answer.body()).doesNotContain(server.rootToken());
    }

    @Test
    void twoAuthorizationHeadersAreRefused() {
        root.withHeaders(Map.of("Authorization", "Bearer another"))
                .get("/v1/config?warehouse=main")
                .error(400, null);
    }

    @Test
    void aPasswordOfTheDirectoryIsAcceptedWithItsGroups() {
        root.withPassword("carol", "right").createTable(unique("t")).ok();
        assertThat(root.get(PRINCIPALS + "/user:carol")
                        .ok()
                        .json()
                        .get("enabled")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anotherOrAnEmptyPasswordIsRefused() {
        root.withPassword("carol", "wrong").get("/v1/config?warehouse=main").error(401, null);
        assertThat(root.withPassword("carol", "")
                        .get("/v1/config?warehouse=main")
                        .error(401, null)
                        .body())
                .contains("password is empty");
        root.withPassword("nobody", "right").get("/v1/config?warehouse=main").error(401, null);
    }

    @Test
    void aBodyBesideWrongCredentialsIsNotLookedAt() {
        with("wrong")
                .send("POST", root.databases(), BodyPublishers.ofByteArray(new byte[2 * TestServer.MAX_BODY]))
                .error(401, null);
    }

    @Test
    void whileTheDirectoryIsDownNothingIsDecided() throws LDAPException {
        directory.shutDown(false);
        try {
            assertThat(root.withPassword("carol", "right")
                            .get("/v1/config?warehouse=main")
                            .error(503, null)
                            .body())
                    .doesNotContain("uid=");
            root.get("/v1/config?warehouse=main").ok();
        } finally {
            directory.startListening();
        }
    }
}
