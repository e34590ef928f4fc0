package io.tarn.server.http;

import static io.tarn.server.http.IcebergApi.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import io.tarn.server.config.Config;
import io.tarn.server.model.Layout;
import io.tarn.server.testing.FakeStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that come with a table, and those that are asked for later. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IcebergVendingTest {
    private static final Map<String, String> DELEGATE =
            Map.of("X-Iceberg-Access-Delegation", "vended-credentials,remote-signing");

    private final FakeStore store = new FakeStore();
    private TestServer server;
    private IcebergApi iceberg;
    private IcebergApi delegating;

    @BeforeAll
    void startServer(@TempDir Path directory) {
        server = TestServer.withCatalogs(
                directory, List.of(catalog("lake", Config.VendingMode.STS), catalog("dry", Config.VendingMode.NONE)));
        Api root = Api.of(server.port(), server.rootToken(), "lake");
        iceberg = IcebergApi.of(root, "lake");
        delegating = iceberg.with(root.withHeaders(DELEGATE));
    }

    private Config.Catalog catalog(String name, Config.VendingMode mode) {
        Config.Vending vending = new Config.Vending(
                mode, "arn:aws:iam::1:role/r", store.endpoint(), "", "", "http://store.example", 10_800);
        return new Config.Catalog(
                name,
                "s3://" + name + "-bucket/w",
                Layout.UNIQUE,
                List.of(),
                Map.of(),
                new Config.S3(
                        store.endpoint(), "eu-west-1", FakeStore.ACCESS_KEY, FakeStore.SECRET_KEY, true, vending));
    }

    @AfterAll
    void stopServer() {
        server.close();
        store.close();
    }

    @Test
    void whoAsksGetsThemWithTheTableAndOthersDoNot() {
        JsonNode created = delegating.create("t").ok().json();
        String location = created.at("/metadata/location").asText();
        assertThat(location).startsWith("s3://lake-bucket/w/default.db/t-");
        JsonNode config = created.get("config");
        assertThat(config.get("s3.access-key-id").asText()).isEqualTo("given-key");
        assertThat(config.get("s3.session-token").asText()).isEqualTo("given-session-token");
        assertThat(config.get("client.region").asText()).isEqualTo("eu-west-1");
        assertThat(config.get("s3.path-style-access").asText()).isEqualTo("true");
        assertThat(config.get("s3.endpoint").asText()).isEqualTo("http://store.example");
        assertThat(created.at("/storage-credentials/0/prefix").asText()).isEqualTo(location);
        assertThat(created.at("/storage-credentials/0/config")).isEqualTo(config);
        assertThat(store.lastAsked().policy()).contains(location.substring("s3://".length()) + "/*", "s3:PutObject");
        assertThat(iceberg.load("t").ok().json().get("config")).isEmpty();

        String refresh = config.get("client.refresh-credentials-endpoint").asText();
        JsonNode again = iceberg.api().get("/iceberg/" + refresh).ok().json();
        assertThat(again.at("/storage-credentials/0/config/s3.secret-access-key"))
                .isEqualTo(config.get("s3.secret-access-key"));
    }

    @Test
    void theTagGoesByTheCredentialsToo() {
        iceberg.create("tagged").ok();
        // So short that each request gets others.
        store.answers(asked -> FakeStore.give(asked, Instant.now().plus(Duration.ofMinutes(30))));
        String tag = delegating.load("tagged").ok().headers().firstValue("ETag").orElseThrow();
        assertThat(iceberg.load("tagged").ok().headers().firstValue("ETag")).isNotEqualTo(tag);
        store.answers(FakeStore::give);
        Api.Answer kept = delegating.load("tagged").ok();
        assertThat(kept.headers().firstValue("ETag")).isNotEqualTo(tag);
        IcebergApi knowing = iceberg.with(iceberg.api()
                .withHeaders(Map.of(
                        "X-Iceberg-Access-Delegation",
                        "vended-credentials",
                        "If-None-Match",
                        kept.headers().firstValue("ETag").orElseThrow())));
        assertThat(knowing.load("tagged").status()).isEqualTo(304);
    }

    @Test
    void aCatalogThatGivesNoneServesItsTablesWithout() {
        Api root = Api.of(server.port(), server.rootToken(), "dry");
        IcebergApi dry =
                IcebergApi.of(root.withHeaders(Map.of("X-Iceberg-Access-Delegation", "vended-credentials")), "dry");
        assertThat(dry.create("t").ok().json().get("config")).isEmpty();
        refused(root.get(dry.table("t") + "/credentials"), 501, "UnsupportedOperationException");
    }

    @Test
    void whoHasNoCredentialsHasItsRequestsSigned() {
        Api root = Api.of(server.port(), server.rootToken(), "dry");
        IcebergApi dry = IcebergApi.of(root.withHeaders(DELEGATE), "dry");
        JsonNode created = dry.create("signed").ok().json();
        JsonNode config = created.get("config");
        assertThat(config.get("s3.remote-signing-enabled").asText()).isEqualTo("true");
        assertThat(config.get("s3.signer.endpoint")).isEqualTo(config.get("signer.endpoint"));
        assertThat(config.get("s3.endpoint").asText()).isEqualTo("http://store.example");
        assertThat(config.has("s3.access-key-id")).isFalse();
        assertThat(created.get("remote-signing-config")).hasToString("{\"properties\":{},\"headers\":{}}");
        assertThat(root.get(dry.table("signed")).ok().json().get("config")).isEmpty();

        String file = created.at("/metadata/location").asText().replace("s3://", "http://store.example/") + "/data/a";
        String sign = "/iceberg/" + config.get("signer.endpoint").asText();
        JsonNode signed = root.post(sign, signing("GET", file)).ok().json();
        assertThat(signed.get("uri").asText()).isEqualTo(file);
        assertThat(signed.at("/headers/Authorization/0").asText())
                .startsWith("AWS4-HMAC-SHA256 Credential=" + FakeStore.ACCESS_KEY + "/");
        assertThat(signed.toString()).doesNotContain(FakeStore.SECRET_KEY);
        assertThat(refused(root.post(sign, signing("PUT", file)), 403, "ForbiddenException")
                        .body())
                .contains("only reads are signed");
        refused(root.post(sign, signing("GET", file.replace("/data/", "x/data/"))), 403, "ForbiddenException");
        refused(root.post(sign, signing("GET", "http://other.example/a")), 400, "BadRequestException");
        refused(root.post(sign, signing("GET", file).replace("eu-west-1", "us-east-1")), 400, "BadRequestException");
        assertThat(root.get("/manage/v1/audit?operation=SIGN_STORAGE_REQUEST&decision=ALLOWED")
                        .ok()
                        .json()
                        .get("entries")
                        .findValuesAsText("access"))
                .as("one entry, however many files")
                .containsExactly("read");
    }

    @Test
    void whoMayReadIsSignedToReadAndWhoSeesAPartIsNot() {
        Api root = Api.of(server.port(), server.rootToken(), "dry");
        IcebergApi dry = IcebergApi.of(root.withHeaders(DELEGATE), "dry");
        String file = dry.create("shared")
                        .ok()
                        .json()
                        .at("/metadata/location")
                        .asText()
                        .replace("s3://", "http://store.example/")
                + "/data/a";
        root.post("/manage/v1/principals", "{\"name\":\"service:reader\"}").ok();
        Api reader = root.withToken(root.post("/manage/v1/principals/service:reader/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
        String sign = dry.table("shared") + "/sign";
        refused(reader.post(sign, signing("GET", file)), 404, "NoSuchTableException");
        root.post(
                        root.prefix() + "/permissions/grant",
                        "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"shared\"},"
                                + "\"access\":\"SELECT\",\"principal\":\"service:reader\"}")
                .ok();
        reader.post(sign, signing("GET", file)).ok();
        for (String method : List.of("PUT", "DELETE", "POST")) {
            refused(reader.post(sign, signing(method, file)), 403, "ForbiddenException");
        }
        root.post("/manage/v1/principals/service:reader/trust", "{\"enforcesIcebergRestrictions\":true}")
                .ok();
        root.post(
                        root.table("shared") + "/policies",
                        "{\"principal\":\"service:reader\",\"rowFilter\":{\"sql\":\"id = 1\"}}")
                .ok();
        JsonNode loaded =
                dry.with(reader.withHeaders(DELEGATE)).load("shared").ok().json();
        assertThat(loaded.has("read-restrictions")).isTrue();
        assertThat(loaded.get("config")).isEmpty();
        refused(reader.post(sign, signing("GET", file)), 403, "ForbiddenException");
    }

    /** Only read, whoever it is; where to get the next ones is not said. */
    @Test
    void whoSeesAPartGetsCredentialsToRead() {
        iceberg.create("part").ok();
        Api root = iceberg.api();
        root.post("/manage/v1/principals", "{\"name\":\"service:part\"}").ok();
        Api part = root.withToken(root.post("/manage/v1/principals/service:part/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
        for (String access : List.of("SELECT", "UPDATE", "WRITEUNSEEN")) {
            root.post(
                            root.prefix() + "/permissions/grant",
                            "{\"resource\":{\"type\":\"TABLE\",\"database\":\"default\",\"table\":\"part\"},"
                                    + "\"access\":\"" + access + "\",\"principal\":\"service:part\"}")
                    .ok();
        }
        root.post("/manage/v1/principals/service:part/trust", "{\"enforcesIcebergRestrictions\":true}")
                .ok();
        root.post(
                        root.table("part") + "/policies",
                        "{\"principal\":\"service:part\",\"rowFilter\":{\"sql\":\"id = 1\"}}")
                .ok();
        IcebergApi reader = iceberg.with(part.withHeaders(DELEGATE));
        JsonNode loaded = reader.load("part").ok().json();
        assertThat(loaded.has("read-restrictions")).isTrue();
        assertThat(loaded.at("/config/s3.access-key-id").asText()).isEqualTo("given-key");
        assertThat(loaded.get("config").has("client.refresh-credentials-endpoint"))
                .isFalse();
        assertThat(store.lastAsked().policy()).contains("s3:GetObject").doesNotContain("s3:PutObject");
        refused(part.get(reader.table("part") + "/credentials"), 403, "ForbiddenException");
    }

    private static String signing(String method, String uri) {
        return "{\"region\":\"eu-west-1\",\"method\":\"" + method + "\",\"uri\":\"" + uri
                + "\",\"headers\":{\"Range\":[\"bytes=0-9\"]},\"properties\":{},\"provider\":\"s3\"}";
    }
}
