package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest extends ServerTest {
    private static final String PRINCIPALS = "/manage/v1/principals";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/config",
                "/v1/main/databases",
                "/v1/nowhere/databases",
                "/v1/main/databases/default/tables/t/token"
            })
    void withoutATokenNothingIsToldApart(String path) {
        api.withToken(null).get(path).error(401, null);
        api.withToken("").get(path).error(401, null);
        api.withToken("tarn_wrong").get(path).error(401, null);
        api.withToken(server.rootToken() + "x").get(path).error(401, null);
    }

    @Test
    void theTokenIsAskedForBeforeTheBodyIsLookedAt() {
        api.withToken(null).post(api.databases(), "not json").error(401, null);
    }

    @Test
    void aRevokedTokenIsRefusedAtOnce() {
        JsonNode issued = issue(newPrincipal());
        Api mine = api.withToken(issued.get("secret").asText());
        mine.get(PRINCIPALS + "/" + lastPrincipal + "/tokens").ok();
        String principal = lastPrincipal;
        api.delete(PRINCIPALS + "/" + principal + "/tokens/" + issued.get("id").asText())
                .ok();
        assertThat(mine.get(PRINCIPALS + "/" + lastPrincipal + "/tokens").status())
                .isEqualTo(401);
    }

    @Test
    void theTokensOfADroppedPrincipalAreRefusedAtOnce() {
        JsonNode issued = issue(newPrincipal());
        Api mine = api.withToken(issued.get("secret").asText());
        mine.get(PRINCIPALS + "/" + lastPrincipal + "/tokens").ok();
        api.delete(PRINCIPALS + "/" + lastPrincipal).ok();
        assertThat(mine.get(PRINCIPALS + "/" + lastPrincipal + "/tokens").status())
                .isEqualTo(401);
    }

    @Test
    void aPrincipalMayUseTheCatalogButNotTheServer() {
        Api mine = api.withToken(issue(newPrincipal()).get("secret").asText());
        api.grant("DATABASE", "default", "CREATETABLE", "user:" + lastPrincipal);
        mine.createTable("of-a-principal").ok();
        JsonNode table = mine.readTable("of-a-principal");
        assertThat(table.get("owner").asText()).isEqualTo(lastPrincipal);
        mine.post(
                        api.table("of-a-principal") + "/commit",
                        Api.commitBody(table.get("id").asText(), 1, "w"))
                .ok();
        for (Api.Answer refused : new Api.Answer[] {
            mine.get(PRINCIPALS),
            mine.post(PRINCIPALS, "{\"name\":\"another\"}"),
            mine.delete(PRINCIPALS + "/root"),
            mine.get(PRINCIPALS + "/root/tokens"),
            mine.post(PRINCIPALS + "/root/tokens", "{}"),
            mine.delete(PRINCIPALS + "/root/tokens/" + UUID.randomUUID()),
        }) {
            assertThat(refused.status()).as(refused.body()).isEqualTo(403);
            assertThat(refused.json().get("code").asInt()).isEqualTo(403);
            refused.saysNothingInternal();
        }
    }

    @Test
    void rootCannotBeDroppedNorMadeTwice() {
        assertThat(api.delete(PRINCIPALS + "/root").status()).isEqualTo(409);
        assertThat(api.post(PRINCIPALS, "{\"name\":\"root\"}").status()).isEqualTo(409);
        api.get("/v1/config?warehouse=main").ok();
    }

    @Test
    void theSecretOfATokenIsShownOnceAndNeverListed() {
        JsonNode issued = issue(newPrincipal());
        String secret = issued.get("secret").asText();
        Api.Answer listed =
                api.get(PRINCIPALS + "/" + lastPrincipal + "/tokens").ok();
        assertThat(listed.body()).contains(issued.get("id").asText()).doesNotContain(secret);
    }

    @Test
    void aTokenCannotBeIssuedForThePast() {
        String principal = newPrincipal();
        assertThat(api.post(PRINCIPALS + "/" + principal + "/tokens", "{\"expiresAt\":1}")
                        .status())
                .isEqualTo(400);
        assertThat(api.post(PRINCIPALS + "/" + principal + "/tokens", "{\"expiresAt\":-1}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theRootTokenIsForItsOwnerAloneAndWorks() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.tokenFile())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(server.tokenFile())).startsWith("tarn_").endsWith("\n");
        api.get("/v1/config?warehouse=main").ok();
    }

    @Test
    void theDatabaseKeepsOnlyTheHashOfATokenAndARestartKeepsTheToken(@TempDir Path directory) throws IOException {
        String token;
        try (TestServer first = TestServer.start(directory)) {
            token = first.rootToken();
            Api.of(first.port(), token).get("/v1/config?warehouse=main").ok();
        }
        try (var files = Files.list(directory)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("catalog")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(token)
                            .doesNotContain(token.substring("tarn_".length())));
        }
        try (TestServer second = TestServer.start(directory)) {
            assertThat(second.rootToken()).isEqualTo(token);
            Api.of(second.port(), token).get("/v1/config?warehouse=main").ok();
        }
    }

    private String lastPrincipal = "";

    private String newPrincipal() {
        lastPrincipal = "p-" + UUID.randomUUID();
        api.post(PRINCIPALS, "{\"name\":\"" + lastPrincipal + "\"}").ok();
        return lastPrincipal;
    }

    private JsonNode issue(String principal) {
        return api.post(PRINCIPALS + "/" + principal + "/tokens", "{}").ok().json();
    }
}
