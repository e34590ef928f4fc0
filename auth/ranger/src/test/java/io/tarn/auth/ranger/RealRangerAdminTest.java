package io.tarn.auth.ranger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Caller;
import io.tarn.auth.Decision.Verdict;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Securable;
import io.tarn.auth.Subject;
import io.tarn.auth.outside.OutsideAuthorizer;
import io.tarn.auth.outside.RangerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same policies as in other tests, made in a real Ranger Admin whose address and admin {@code TARN_IT_RANGER_URL}, {@code _USER}
 * and {@code _PASSWORD} name. It makes a service of its own, and drops it; the service definition stays when it was there before.
 */
class RealRangerAdminTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String URL = System.getenv().getOrDefault("TARN_IT_RANGER_URL", "");
    private static final String USER = System.getenv().getOrDefault("TARN_IT_RANGER_USER", "");
    private static final String PASSWORD = System.getenv().getOrDefault("TARN_IT_RANGER_PASSWORD", "");
    private static final String API = "/service/public/v2/api/";

    /** Whom the policies are for; Ranger knows only users that were made there, and the admin is one. */
    private final Principal admin = new Principal(UUID.randomUUID(), Principal.Kind.USER, USER);

    private final Principal stranger = new Principal(UUID.randomUUID(), Principal.Kind.USER, "stranger");

    @TempDir
    Path directory;

    @Test
    void decidesByPoliciesOfARealOne() throws Exception {
        boolean named = !URL.isEmpty() && !USER.isEmpty() && !PASSWORD.isEmpty();
        if (!named) {
            System.out.println(
                    "RealRangerAdminTest: skipped, for TARN_IT_RANGER_URL, _USER and _PASSWORD are not all set");
        }
        assumeTrue(named, "no real Ranger Admin is named by TARN_IT_RANGER_URL, _USER and _PASSWORD");
        boolean undefined = call("GET", "servicedef/name/tarn", null).statusCode() == 404;
        if (undefined) {
            ok(call("POST", "servicedef", definition()));
        }
        String service = "tarn_it_" + Long.toHexString(System.nanoTime());
        try {
            ok(call("POST", "service", service(service)));
            dropPoliciesOf(service);
            for (RangerPolicyJson policy : policies()) {
                ObjectNode json = policy.json(0);
                json.remove(List.of("id", "guid", "createTime", "version"));
                json.put("service", service).put("name", "tarn " + UUID.randomUUID());
                ok(call("POST", "policy", json));
            }
            decide(service);
        } finally {
            call("DELETE", "service/name/" + service, null);
            if (undefined) {
                call("DELETE", "servicedef/name/tarn", null);
            }
        }
    }

    private List<RangerPolicyJson> policies() {
        String who = admin.label();
        return List.of(
                GrantedPolicies.of(ResourceType.TABLE, Privilege.SELECT, RangerTestCase.ORDERS.path(), who)
                        .get(0),
                GrantedPolicies.of(ResourceType.DATABASE, Privilege.CREATETABLE, RangerTestCase.HR.path(), who)
                        .get(0));
    }

    private void decide(String service) {
        try (OutsideAuthorizer authorizer = new RangerPlugin().open(settings(service), RealRangerAdminTest::subject)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> authorizer.health().able());
            assertThat(ask(authorizer, admin, Operation.GET_TABLE, RangerTestCase.ORDERS))
                    .isEqualTo(Verdict.ALLOWED);
            assertThat(ask(authorizer, admin, Operation.DROP_TABLE, RangerTestCase.ORDERS))
                    .isEqualTo(Verdict.DENIED);
            assertThat(ask(authorizer, admin, Operation.CREATE_TABLE, RangerTestCase.HR))
                    .isEqualTo(Verdict.ALLOWED);
            assertThat(ask(authorizer, admin, Operation.GET_TABLE, RangerTestCase.RETURNS))
                    .isEqualTo(Verdict.HIDDEN);
            assertThat(ask(authorizer, stranger, Operation.GET_TABLE, RangerTestCase.ORDERS))
                    .isEqualTo(Verdict.HIDDEN);
        }
    }

    private static Verdict ask(OutsideAuthorizer authorizer, Principal who, Operation operation, Securable on) {
        return authorizer.authorize(Caller.of(who), operation, List.of(on)).verdict();
    }

    private static Subject subject(Caller caller) {
        return new Subject(caller, true, Set.of(), Set.of(caller.principal().id()), false);
    }

    private RangerSettings settings(String service) {
        return new RangerSettings(
                List.of(URL),
                service,
                RangerSettings.Model.TARN,
                "",
                USER,
                PASSWORD,
                null,
                null,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                directory.resolve("policies"),
                "svc-",
                false);
    }

    private static ObjectNode definition() throws IOException {
        try (InputStream in =
                RealRangerAdminTest.class.getResourceAsStream("/io/tarn/auth/ranger/ranger-servicedef-tarn.json")) {
            return (ObjectNode) JSON.readTree(in);
        }
    }

    private static ObjectNode service(String name) {
        ObjectNode service = JSON.createObjectNode();
        service.put("name", name).put("type", "tarn").put("isEnabled", true);
        ObjectNode configs = service.putObject("configs");
        configs.put("username", USER).put("password", "unused").put("tarn.url", "http://localhost");
        configs.put("policy.download.auth.users", USER).put("tag.download.auth.users", USER);
        return service;
    }

    /** Ranger gives whoever makes a service everything in it. */
    private static void dropPoliciesOf(String service) throws Exception {
        for (JsonNode policy : JSON.readTree(ok(call("GET", "service/" + service + "/policy", null)))) {
            call("DELETE", "policy/" + policy.path("id").asLong(), null);
        }
    }

    private static String ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static HttpResponse<String> call(String method, String path, @Nullable ObjectNode body) throws Exception {
        String pair = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(URL.replaceAll("/+$", "") + API + path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .header("Authorization", "Basic " + pair)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
