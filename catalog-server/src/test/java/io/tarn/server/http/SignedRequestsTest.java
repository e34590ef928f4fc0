package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.apache.paimon.options.Options;
import org.apache.paimon.rest.RESTApi;
import org.apache.paimon.rest.exceptions.NotAuthorizedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Paimon's own client with token.provider=dlf, and keys that the server issued. */
class SignedRequestsTest extends ServerTest {
    private static final String PRINCIPALS = "/manage/v1/principals";
    private static final String FLINK = PRINCIPALS + "/service:flink";

    @BeforeEach
    void makePrincipal() {
        if (api.get(FLINK).status() == 404) {
            api.post(PRINCIPALS, "{\"name\":\"service:flink\"}").ok();
            api.grant("CATALOG", null, "CREATEDATABASE", "service:flink");
        }
    }

    private JsonNode issue() {
        return api.post(FLINK + "/keys", "").ok().json();
    }

    private RESTApi client(JsonNode key, String secret) {
        Options options = new Options();
        options.set("uri", "http://127.0.0.1:" + server.port());
        options.set("warehouse", "main");
        options.set("token.provider", "dlf");
        options.set("dlf.region", "cn-hangzhou");
        options.set("dlf.access-key-id", key.get("accessKeyId").asText());
        options.set("dlf.access-key-secret", secret);
        return new RESTApi(options, true);
    }

    private static String secretOf(JsonNode key) {
        return key.get("accessKeySecret").asText();
    }

    @Test
    void aRealClientIsItsPrincipalWithAndWithoutABody() {
        JsonNode key = issue();
        RESTApi client = client(key, secretOf(key));
        client.createDatabase("signed \u4e16", Map.of("k", "v+ /%"));
        assertThat(client.listDatabases()).contains("signed \u4e16");
        assertThat(client.getDatabase("signed \u4e16").getOwner()).isEqualTo("flink");
        client.dropDatabase("signed \u4e16");
        assertThat(client.listDatabases()).doesNotContain("signed \u4e16");
    }

    @Test
    void anotherSecretIsRefusedAndARevokedKeyAtOnce() {
        JsonNode key = issue();
        assertThatThrownBy(() -> client(key, "guess")).isInstanceOf(NotAuthorizedException.class);
        RESTApi client = client(key, secretOf(key));
        client.listDatabases();
        api.delete(FLINK + "/keys/" + key.get("id").asText()).ok();
        assertThatThrownBy(client::listDatabases).isInstanceOf(NotAuthorizedException.class);
    }

    @Test
    void aKeyOfADisabledPrincipalIsRefusedAtOnce() {
        JsonNode key = issue();
        RESTApi client = client(key, secretOf(key));
        client.listDatabases();
        api.post(FLINK + "/disable", "").ok();
        assertThatThrownBy(client::listDatabases).isInstanceOf(NotAuthorizedException.class);
        api.post(FLINK + "/enable", "").ok();
        client.listDatabases();
    }

    @Test
    void theSecretIsShownOnceAndNotReadableInTheDatabase() throws IOException {
        JsonNode key = issue();
        assertThat(secretOf(key)).matches("[A-Za-z0-9]{44}");
        assertThat(api.get(FLINK + "/keys").ok().body())
                .contains(key.get("accessKeyId").asText())
                .doesNotContain(secretOf(key));
        try (var files = Files.list(server.dataDir())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(secretOf(key));
            }
        }
    }

    @Test
    void aSignatureFromOutsideTheWindowIsRefused() {
        Instant old = Instant.now().minus(Duration.ofMinutes(16));
        String date = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(old);
        Api.Answer answer = api.withToken(null)
                .withHeaders(Map.of(
                        "x-dlf-date",
                        date,
                        "Authorization",
                        "DLF4-HMAC-SHA256 Credential="
                                + issue().get("accessKeyId").asText() + "/" + date.substring(0, 8)
                                + "/cn/DlfNext/aliyun_v4_request,Signature=" + "0".repeat(64)))
                .get("/v1/config?warehouse=main")
                .error(401, null);
        assertThat(answer.body()).contains("15 minutes");
    }

    @Test
    void keysAreAnAdminsAffairAndGroupsHaveNone() {
        api.post(PRINCIPALS, "{\"name\":\"user:kay\"}");
        Api kay = api.withToken(api.post(PRINCIPALS + "/user:kay/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
        assertThat(kay.post(PRINCIPALS + "/user:kay/keys", "").status()).isEqualTo(403);
        assertThat(kay.get(FLINK + "/keys").status()).isEqualTo(403);
        assertThat(api.post(PRINCIPALS + "/role:admin/keys", "").status()).isEqualTo(400);
        assertThat(api.delete(FLINK + "/keys/none").status()).isEqualTo(400);
    }
}
