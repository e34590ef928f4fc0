package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThrottleOverHttpTest {
    private static final String CONFIG = "/v1/config?warehouse=main";

    @TempDir
    Path folder;

    @Test
    void whoKeepsFailingIsToldToWaitWhileRightTokensPass() {
        try (TestServer server = TestServer.authenticating(
                folder, "throttle: {failures: 2, source-failures: 1000, first-pause-seconds: 1}")) {
            Api right = Api.of(server.port(), server.rootToken());
            Api wrong = right.withToken("tarn_guess");
            wrong.get(CONFIG).error(401, null);
            wrong.get(CONFIG).error(401, null);
            Api.Answer paused = wrong.get(CONFIG).error(429, null);
            assertThat(paused.headers().firstValueAsLong("Retry-After")).hasValue(1);
            right.get(CONFIG).ok();
            right.withToken("tarn_another").get(CONFIG).error(401, null);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(wrong.get(CONFIG).status()).isEqualTo(401));
        }
    }

    @Test
    void anAddressThatFailsWithManyTokensIsPausedButNotWhoWasRightBefore() {
        try (TestServer server = TestServer.authenticating(
                folder, "throttle: {failures: 1, source-failures: 3, first-pause-seconds: 60}")) {
            Api right = Api.of(server.port(), server.rootToken());
            right.get(CONFIG).ok();
            for (int i = 0; i < 3; i++) {
                right.withToken("tarn_guess" + i).get(CONFIG).error(401, null);
            }
            right.withToken("tarn_fresh").get(CONFIG).error(429, null);
            right.get(CONFIG).ok();
        }
    }

    @Test
    void behindATrustedProxyEachCallerIsCountedAlone() {
        try (TestServer server = TestServer.authenticating(folder, """
                trusted-proxies: ["127.0.0.0/8"]
                throttle: {failures: 1, source-failures: 1, first-pause-seconds: 60}
                """)) {
            Api proxy = Api.of(server.port(), "tarn_guess");
            // The first value is what the caller itself sent: anybody can write that.
            from(proxy, "198.51.100.9, 192.0.2.1").get(CONFIG).error(401, null);
            from(proxy, "198.51.100.8, 192.0.2.1").get(CONFIG).error(429, null);
            from(proxy, "192.0.2.2").get(CONFIG).error(401, null);
        }
    }

    @Test
    void whoIsNoTrustedProxyCannotPretendToBeSomebodyElse() {
        try (TestServer server = TestServer.authenticating(
                folder, "throttle: {failures: 1, source-failures: 1, first-pause-seconds: 60}")) {
            Api caller = Api.of(server.port(), "tarn_guess");
            from(caller, "192.0.2.1").get(CONFIG).error(401, null);
            from(caller, "192.0.2.2").get(CONFIG).error(429, null);
        }
    }

    private static Api from(Api api, String forwarded) {
        return api.withHeaders(Map.of("X-Forwarded-For", forwarded));
    }

    @Test
    void aTokenShowsWhenItWasLastUsed() {
        try (TestServer server = TestServer.start(folder)) {
            Api root = Api.of(server.port(), server.rootToken());
            root.post("/manage/v1/principals", "{\"name\":\"service:etl\"}").ok();
            JsonNode issued = root.post("/manage/v1/principals/service:etl/tokens", "{}")
                    .ok()
                    .json();
            assertThat(lastUsed(root)).isZero();
            long before = System.currentTimeMillis();
            root.withToken(issued.get("secret").asText())
                    .get("/manage/v1/principals/service:etl/tokens")
                    .ok();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(lastUsed(root))
                            .isBetween(before - Duration.ofMinutes(1).toMillis(), System.currentTimeMillis())
                            .satisfies(minute -> assertThat(minute % 60_000).isZero()));
        }
    }

    private static long lastUsed(Api root) {
        return root.get("/manage/v1/principals/service:etl/tokens")
                .ok()
                .json()
                .get("tokens")
                .get(0)
                .get("lastUsedAt")
                .asLong();
    }
}
