package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short-lived tokens for lasting ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OAuthTest {
    private static final String ETL = "/manage/v1/principals/service:etl";
    private static final String FORM = "application/x-www-form-urlencoded";

    private TestServer server;
    private Api root;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = TestServer.authenticating(
                folder, "oauth-token-seconds: 600\nthrottle: {failures: 3, source-failures: 1000}");
        root = Api.of(server.port(), server.rootToken());
        root.post("/manage/v1/principals", "{\"name\":\"service:etl\"}").ok();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private JsonNode lasting(String body) {
        return root.post(ETL + "/tokens", body).ok().json();
    }

    private Api.Answer send(String form) {
        return root.withToken(null).send("POST", "/oauth/token", BodyPublishers.ofString(form), FORM);
    }

    private Api.Answer exchange(String id, String secret) {
        return send("grant_type=client_credentials&client_id=" + Api.encode(id) + "&client_secret=" + secret);
    }

    @Test
    void aLastingTokenGetsAShortOneThatActsAsThePrincipalAndIsNotListed() {
        String secret = lasting("{}").get("secret").asText();
        Api.Answer answer = exchange("service:etl", secret).ok();
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.json().get("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.json().get("expires_in").asLong()).isEqualTo(600);
        String given = answer.json().get("access_token").asText();
        assertThat(given).isNotEqualTo(secret);
        int listed = root.withToken(given)
                .get(ETL + "/tokens")
                .ok()
                .json()
                .get("tokens")
                .size();
        exchange("service:etl", secret).ok();
        assertThat(root.get(ETL + "/tokens").ok().json().get("tokens")).hasSize(listed);
    }

    @Test
    void icebergsClientsFindItAndCutTheNameAtTheFirstColon() {
        String secret = lasting("{}").get("secret").asText();
        String form =
                "grant_type=client_credentials&client_id=service&client_secret=etl%3A" + secret + "&scope=catalog";
        String path = "/iceberg/v1/oauth/tokens";
        Api.Answer answer = root.withToken(null)
                .send("POST", path, BodyPublishers.ofString(form), FORM)
                .ok();
        String given = answer.json().get("access_token").asText();
        root.withToken(given).get(ETL + "/tokens").ok();
        Api.Answer refused =
                root.withToken(null).send("POST", path, BodyPublishers.ofString(form.replace(secret, "wrong")), FORM);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().get("error").asText()).isEqualTo("invalid_client");
    }

    @Test
    void theClientMayAlsoPresentItselfAsHttpBasic() {
        String pair = "service%3Aetl:" + lasting("{}").get("secret").asText();
        String header = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        root.withToken(null)
                .withHeaders(Map.of("Authorization", header))
                .send("POST", "/oauth/token", BodyPublishers.ofString("grant_type=client_credentials"), FORM)
                .ok();
    }

    @Test
    void aRevokedTokenTakesWithItWhatWasGivenOutForIt() {
        JsonNode issued = lasting("{}");
        String given = exchange("service:etl", issued.get("secret").asText())
                .ok()
                .json()
                .get("access_token")
                .asText();
        root.withToken(given).get(ETL + "/tokens").ok();
        root.delete(ETL + "/tokens/" + issued.get("id").asText()).ok();
        assertThat(root.withToken(given).get(ETL + "/tokens").status()).isEqualTo(401);
    }

    @Test
    void aShortTokenLivesNoLongerThanTheLastingOneAndGetsNoOther() {
        long soon = System.currentTimeMillis() + 60_000;
        String secret = lasting("{\"expiresAt\":" + soon + "}").get("secret").asText();
        JsonNode given = exchange("service:etl", secret).ok().json();
        assertThat(given.get("expires_in").asLong()).isBetween(1L, 60L);
        refused(exchange("service:etl", given.get("access_token").asText()), 401, "invalid_client");
    }

    @Test
    void aTokenOfAnotherIsNoSecretOfThisClientAndGuessingIsSlowedDown() {
        refused(exchange("service:other", server.rootToken()), 401, "invalid_client");
        refused(exchange("user:etl", "tarn_guess"), 401, "invalid_client");
        refused(exchange("user:etl", "tarn_guess2"), 401, "invalid_client");
        refused(exchange("user:etl", "tarn_guess3"), 401, "invalid_client");
        Api.Answer paused = refused(exchange("user:etl", "tarn_guess4"), 429, "temporarily_unavailable");
        assertThat(paused.headers().firstValue("Retry-After")).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "grant_type=password&username=a&password=b                             | 400 | unsupported_grant_type",
                "client_id=a&client_secret=b                                           | 400 | invalid_request",
                "grant_type=client_credentials&client_id=a                             | 400 | invalid_request",
                "grant_type=client_credentials&client_id=a&client_id=b&client_secret=c | 400 | invalid_request",
                "grant_type=client_credentials&client_id=%zz&client_secret=c           | 400 | invalid_request",
                "grant_type=client_credentials                                         | 401 | invalid_client",
                "grant_type=client_credentials&client_id=a/b&client_secret=c           | 401 | invalid_client",
            })
    void whatIsNotRightIsRefusedInOAuthsWords(String form, int status, String error) {
        refused(send(form), status, error);
    }

    @Test
    void jsonIsNoForm() {
        refused(root.withToken(null).post("/oauth/token", "{}"), 400, "invalid_request");
    }

    private static Api.Answer refused(Api.Answer answer, int status, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().get("error").asText()).isEqualTo(error);
        assertThat(answer.json().get("error_description").asText()).isNotEmpty();
        return answer.saysNothingInternal();
    }
}
