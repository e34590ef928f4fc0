package io.tarn.server.vending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a service that answers as the documentation of AssumeRole says; a real one was never asked. */
class OssStsVendorTest {
    private static final String ROLE = "acs:ram::123456789012:role/tables";
    private static final String GIVEN = """
            {"RequestId": "6894B13B", "AssumedRoleUser": {"Arn": "acs:ram::123456789012:role/tables/user-alice"},
             "Credentials": {"AccessKeyId": "STS.given", "AccessKeySecret": "given-secret", "SecurityToken": "given-token",
                             "Expiration": "2026-01-01T03:00:00Z"}}""";
    private static final TableScope ORDERS = new TableScope(Location.parse("oss://lake/w/s.db/orders"), false, true);
    private static final ClientStore STORE = new ClientStore(
            "https://s3.oss-cn-hangzhou.aliyuncs.com", "cn-hangzhou", false, "https://oss-cn-hangzhou.aliyuncs.com");

    private final List<SortedMap<String, String>> asked = new CopyOnWriteArrayList<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String answer = GIVEN;
    private volatile int failures;
    private HttpServer server;
    private OssStsVendor vendor;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
        vendor = new OssStsVendor(
                new OssStsVendor.Settings(endpoint, "server", "servers-secret", ROLE, STORE),
                Clock.fixed(Instant.parse("2026-01-01T00:00:00.5Z"), ZoneOffset.UTC));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getQuery();
            queries.add(query == null ? "" : query);
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            SortedMap<String, String> parameters = new TreeMap<>();
            Arrays.stream(form.split("&", -1))
                    .map(pair -> pair.split("=", 2))
                    .forEach(pair -> parameters.put(decoded(pair[0]), decoded(pair[1])));
            asked.add(parameters);
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(asked.size() <= failures ? 503 : status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @AfterEach
    void stop() {
        vendor.close();
        server.stop(0);
    }

    private Vended vend() {
        return vendor.vend(ORDERS, "user=alice", Duration.ofHours(3));
    }

    @Test
    void theRequestIsSignedAndLimitedToTheTable() {
        vend();

        SortedMap<String, String> request = asked.get(0);
        String signature = request.remove("Signature");
        assertThat(signature).isEqualTo(RpcSignature.of("POST", request, "servers-secret"));
        assertThat(request)
                .containsEntry("Action", "AssumeRole")
                .containsEntry("Version", "2015-04-01")
                .containsEntry("RoleArn", ROLE)
                .containsEntry("RoleSessionName", "user-alice")
                .containsEntry("DurationSeconds", "10800")
                .containsEntry("Timestamp", "2026-01-01T00:00:00Z")
                .containsEntry("Policy", SessionPolicy.oss(ORDERS));
        assertThat(request.values()).noneMatch(value -> value.contains("servers-secret"));
        assertThat(queries).containsExactly("");
    }

    @Test
    void bothFamiliesOfClientsGetTheirKeys() {
        Vended vended = vend();

        assertThat(vended.expiresAt())
                .isEqualTo(Instant.parse("2026-01-01T03:00:00Z").toEpochMilli());
        assertThat(vended.options())
                .containsEntry("fs.oss.accessKeyId", "STS.given")
                .containsEntry("fs.oss.accessKeySecret", "given-secret")
                .containsEntry("fs.oss.securityToken", "given-token")
                .containsEntry("fs.oss.endpoint", "https://oss-cn-hangzhou.aliyuncs.com")
                .containsEntry("s3.access-key", "STS.given")
                .containsEntry("s3.secret-key", "given-secret")
                .containsEntry("s3.session.token", "given-token")
                .containsEntry("s3.endpoint", "https://s3.oss-cn-hangzhou.aliyuncs.com");
        assertThat(vended.toString()).doesNotContain("given-secret", "given-token");
    }

    @Test
    void afterOneFailureItIsAskedAgainWithAnotherNonce() {
        failures = 1;
        vend();
        assertThat(asked).hasSize(2);
        assertThat(asked.get(0).get("SignatureNonce")).isNotEqualTo(asked.get(1).get("SignatureNonce"));
    }

    @ParameterizedTest
    @CsvSource({"500,InternalError", "503,ServiceUnavailable", "429,TooMany", "400,Throttling.User"})
    void aServiceThatCannotAnswerIsUnavailable(int code, String name) {
        status = code;
        answer = "{\"Code\": \"" + name + "\"}";
        fails(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aRefusalSaysWhatItWasAndWhereToLook() {
        status = 403;
        answer = "{\"Code\": \"NoPermission\", \"Message\": \"not for you\"}";
        fails(ErrorCode.INTERNAL);
        assertThatThrownBy(this::vend).hasMessageContainingAll("NoPermission", "catalogs.s3.vending");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"Credentials\": {}}",
                "{\"Credentials\": {\"AccessKeyId\": \"a\", \"AccessKeySecret\": \"b\", \"SecurityToken\": \"c\"}}",
                "{\"Credentials\": {\"AccessKeyId\": \"a\", \"AccessKeySecret\": \"b\", \"Expiration\": \"2026-01-01T03:00:00Z\"}}"
            })
    void halfAnAnswerIsNone(String half) {
        answer = half;
        fails(ErrorCode.UNAVAILABLE);
    }

    private void fails(ErrorCode code) {
        assertThatThrownBy(this::vend)
                .isInstanceOfSatisfying(
                        TarnException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @Test
    void aRoleIsNeeded() {
        assertThatThrownBy(() -> new OssStsVendor.Settings("http://sts", "key", "secret", "", STORE))
                .hasMessageContaining("role-arn");
    }
}
