package io.tarn.server.http;

import static io.tarn.server.http.IcebergApi.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.tarn.server.model.ErrorCode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route of Iceberg's surface: asked by strangers, by who holds nothing, and for what makes no sense. */
class IcebergRoutesTest extends ServerTest {
    private static final List<String> NONSENSE = List.of(
            "",
            "null",
            "[]",
            "{}",
            "{\"name\":5,\"namespace\":\"x\",\"removals\":5}",
            "{\"name\":\"a/b\",\"namespace\":[\"a/b\"],\"metadata-location\":\"file:/etc/passwd\"}",
            "{\"name\":\"n\",\"schema\":{\"type\":\"struct\",\"fields\":[5]},\"view-version\":{}}",
            "{\"updates\":[{\"action\":\"add-snapshot\",\"snapshot\":{}}],\"requirements\":[]}",
            "{\"updates\":[],\"requirements\":[{\"type\":\"x\"}]}",
            "{\"updates\":[{\"action\":\"set-location\",\"location\":null}],\"requirements\":[]}",
            "{\"table-changes\":[{}],\"source\":{},\"destination\":{}}");

    private IcebergApi iceberg;
    private Api person;

    @BeforeAll
    void makePerson() {
        iceberg = IcebergApi.of(api, "main");
        iceberg.create("t").ok();
        api.post("/manage/v1/principals", "{\"name\":\"service:nobody\"}").ok();
        person = api.withToken(api.post("/manage/v1/principals/service:nobody/tokens", "{}")
                .ok()
                .json()
                .get("secret")
                .asText());
    }

    static Stream<Route> routes() {
        return RoutesTest.SURFACES.stream()
                .filter(surface -> surface.base().equals("/iceberg"))
                .flatMap(surface -> surface.routes().stream());
    }

    private String path(Route route) {
        return route.template()
                .replace("{prefix}", iceberg.prefix())
                .replace("{namespace}", "default")
                .replace("{table}", "t")
                .replace("{view}", "v");
    }

    private Api.Answer ask(Api by, Route route, String body) {
        String query = route.template().endsWith("/config") ? "?warehouse=main" : "";
        return by.send(route.method().name(), path(route) + query, BodyPublishers.ofString(body));
    }

    private static boolean hasBody(Route route) {
        return !route.method().name().equals("HEAD");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routes")
    void aStrangerIsAnsweredNothing(Route route) {
        Api.Answer answer = ask(api.withToken(null), route, "{}");
        assertThat(answer.status()).isEqualTo(401);
        if (hasBody(route)) {
            refused(answer, 401, "NotAuthorizedException");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routes")
    void whoHoldsNothingLearnsNothing(Route route) {
        // 400 says what is wrong with the request, whatever there is.
        assertThat(ask(person, route, "{}").status()).isIn(400, 404);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routes")
    void nonsenseIsRefusedOrChangesNothing(Route route) {
        if (!route.method().name().equals("POST") || route.template().endsWith("/unregister")) {
            return;
        }
        String before = iceberg.load("t").ok().body();
        for (String body : NONSENSE) {
            Api.Answer answer = ask(api, route, body);
            assertThat(answer.status() < ErrorCode.INTERNAL.status() || answer.status() == 501)
                    .as(body + " " + answer)
                    .isTrue();
            if (answer.status() >= 400) {
                assertThat(answer.json().at("/error/code").asInt()).isEqualTo(answer.status());
                assertThat(answer.json().at("/error/message").asText())
                        .doesNotContainPattern("\\b(java|org|com|io)\\.[a-z]+\\.");
            }
        }
        assertThat(iceberg.load("t").ok().body()).isEqualTo(before);
    }
}
