package io.tarn.paimon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.auth.AuthProvider;
import org.apache.paimon.rest.auth.AuthProviderFactory;
import org.apache.paimon.rest.auth.RESTAuthParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthProvidersTest {
    private static final RESTAuthParameter REQUEST =
            new RESTAuthParameter("/v1/main/databases/a%20b", Map.of(), "GET", "");

    @TempDir
    Path directory;

    @Test
    void paimonFindsEachByItsName() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "t1\n");

        assertThat(headers("token.provider", "tarn", "token", "t0")).containsEntry("Authorization", "Bearer t0");
        assertThat(headers("token.provider", "tarn-file", "tarn.token-file", token.toString()))
                .containsEntry("Authorization", "Bearer t1");
        assertThat(headers("token.provider", "tarn-user", "token", "t0", "tarn.user", "alice"))
                .containsEntry("Authorization", "Bearer t0")
                .containsEntry("X-Tarn-On-Behalf-Of", "user:alice");
    }

    @Test
    void everyRequestSaysWhichPluginItComesFrom() {
        Map<String, String> headers = headers("token.provider", "tarn", "token", "t0", "tarn.job", "etl\r\nX-Evil: 1");

        assertThat(headers.get("X-Tarn-Client")).startsWith("tarn-paimon/").endsWith("paimon/1.3.1");
        assertThat(headers).containsEntry("X-Tarn-Job", "etl__X-Evil: 1");
        assertThat(ContextHeaders.clean("ä".repeat(500))).isEqualTo("_".repeat(200));
    }

    @Test
    void capabilityIsASignatureOfTheRequestAndItsCredentials() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        Clock clock = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
        Options options = options(
                "uri", "tarn:8181", "tarn.capability.key-id", "k1", "tarn.capability.secret-file", secret.toString());
        Capability.seal(options, Map.of());
        Capability capability = Capability.of(options, Map.of(), clock);
        AuthProvider provider = new TarnAuthProvider(new BearerAuthProvider(() -> "t0"), capability, Map.of());

        String header = provider.mergeAuthHeader(Map.of(), REQUEST).get("X-Tarn-Capability");

        String hash = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest("Bearer t0".getBytes(StandardCharsets.UTF_8)));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String text = "tarn-capability-v1\nGET\n/v1/main/databases/a%20b\n1700000000\n" + hash;
        assertThat(header)
                .isEqualTo("v1 key=k1,at=1700000000,sig="
                        + HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void capabilityMayComeFromTheEnvironmentAlone() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
        Map<String, String> environment =
                Map.of("TARN_CAPABILITY_KEY_ID", "k2", "TARN_CAPABILITY_SECRET_FILE", secret.toString());
        Options options = options("uri", "http://tarn:8181");
        Capability.seal(options, environment);

        assertThat(Capability.of(options, environment, Clock.systemUTC()).sign("GET", "/", ""))
                .startsWith("v1 key=k2,");
        assertThat(Capability.of(options("uri", "http://tarn:8181"), environment, Clock.systemUTC()))
                .as("the options of a catalog that is not the plugin's")
                .isNull();
        Options elsewhere = new Options(options.toMap());
        elsewhere.set("uri", "http://other:8181");
        assertThat(Capability.of(elsewhere, environment, Clock.systemUTC())).isNull();
        assertThat(Capability.of(options, Map.of(), Clock.systemUTC())).isNull();
    }

    @Test
    void paimonsOwnCatalogProvesNothing() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret");

        assertThat(headers(
                        "token.provider",
                        "tarn",
                        "token",
                        "t0",
                        "uri",
                        "http://tarn:8181",
                        "tarn.capability.key-id",
                        "k1",
                        "tarn.capability.secret-file",
                        secret.toString(),
                        "tarn.capability.seal",
                        "00"))
                .containsEntry("Authorization", "Bearer t0")
                .doesNotContainKey("X-Tarn-Capability");
    }

    @Test
    void aKeyWithoutItsSecretIsRefused() {
        assertThatThrownBy(() -> Capability.seal(options("tarn.capability.key-id", "k1"), Map.of()))
                .hasMessageContaining("tarn.capability.secret-file");
        Options missing = options(
                "uri",
                "http://tarn:8181",
                "tarn.capability.key-id",
                "k1",
                "tarn.capability.secret-file",
                directory.resolve("missing").toString());
        assertThatThrownBy(() -> Capability.seal(missing, Map.of())).hasMessageContaining("cannot be read");
    }

    @Test
    void aReplacedTokenFileIsReadAgain() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "t1");
        SecretFile secret = new SecretFile(file.toString());
        assertThat(secret.read()).isEqualTo("t1");

        Files.writeString(file, "t2");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));

        await().atMost(Duration.ofSeconds(10)).until(() -> secret.read().equals("t2"));
        Files.delete(file);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThatThrownBy(secret::read).hasMessageContaining("cannot be read"));
    }

    @Test
    void aServiceActsForNobodyUnlessSomebodyIsNamed() {
        assertThat(headers("token.provider", "tarn-user", "token", "t", "tarn.user", "group:x"))
                .containsEntry("X-Tarn-On-Behalf-Of", "group:x");
        assertThatThrownBy(() -> headers("token.provider", "tarn-user", "token", "t", "tarn.user", "alice\r\nX: y"))
                .hasMessageContaining("other than ASCII");
        assertThatThrownBy(() -> headers(
                        "token.provider", "tarn-user", "token", "t", "tarn.user", "a", "tarn.token.provider", "tarn"))
                .hasMessageContaining("needs credentials itself");
    }

    @Test
    void withoutAnOptionTheUserIsHadoops() {
        String user = System.getProperty("user.name");

        assertThat(headers("token.provider", "tarn-user", "token", "t"))
                .containsEntry("X-Tarn-On-Behalf-Of", "user:" + user);
    }

    @Test
    void tokensAreAskedForBeforeTheyEnd() throws Exception {
        try (TestServer server = TestServer.start()) {
            AtomicInteger given = new AtomicInteger();
            server.reply(
                    "/oauth/token",
                    asked -> new TestServer.Reply(
                            200,
                            "{\"access_token\":\"t" + given.incrementAndGet()
                                    + "\",\"token_type\":\"Bearer\",\"expires_in\":600}"));
            MovedClock clock = new MovedClock();
            OAuth2Token token = new OAuth2Token(server.uri() + "/oauth/token", "service:etl", () -> "p&ss", clock);

            assertThat(token.get()).isEqualTo("t1");
            clock.seconds = 539;
            assertThat(token.get()).isEqualTo("t1");
            clock.seconds = 541;
            assertThat(token.get()).isEqualTo("t2");
            assertThat(server.asked("/oauth/token").get(0).body())
                    .isEqualTo("grant_type=client_credentials&client_id=service%3Aetl&client_secret=p%26ss");

            server.reply("/oauth/token", 500, "{}");
            clock.seconds = 541 + 590;
            assertThat(token.get()).as("the old one holds still").isEqualTo("t2");
            clock.seconds = 541 + 601;
            assertThatThrownBy(token::get)
                    .hasMessageContaining("it answers 500")
                    .hasMessageNotContaining("p&ss");
        }
    }

    @Test
    void oauthTokensComeFromTheCatalogServer() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.reply("/oauth/token", 200, "{\"access_token\":\"short\",\"expires_in\":60}");

            assertThat(headers(
                            "token.provider",
                            "tarn-oauth2",
                            "uri",
                            server.uri() + "/",
                            "tarn.oauth2.client-id",
                            "service:etl",
                            "tarn.oauth2.client-secret",
                            "x"))
                    .containsEntry("Authorization", "Bearer short");
        }
    }

    private static Map<String, String> headers(String... options) {
        return AuthProviderFactory.createAuthProvider(options(options)).mergeAuthHeader(Map.of(), REQUEST);
    }

    static Options options(String... pairs) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            options.put(pairs[i], pairs[i + 1]);
        }
        return new Options(options);
    }

    private static final class MovedClock extends Clock {
        private long seconds;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(seconds);
        }
    }
}
