package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.auth.outside.Disagreements;
import io.tarn.auth.outside.OutsideAuthorizer;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.ops.privileges.DescribeAuthorization;
import io.tarn.server.ops.privileges.PolicyHome;
import java.util.List;

/** By what requests are decided: how it is, what it cannot keep, and in the mode shadow where it would have decided otherwise. */
public final class AuthorizationRoutes implements RouteGroup {
    private static final String AUTHORIZATION = ManageSurface.BASE + "/authorization";

    private final DescribeAuthorization authorization;

    public AuthorizationRoutes(DescribeAuthorization authorization) {
        this.authorization = authorization;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(AUTHORIZATION, Operation.DESCRIBE_AUTHORIZATION, this::describe),
                Route.get(AUTHORIZATION + "/problems", Operation.DESCRIBE_AUTHORIZATION, this::problems),
                Route.get(AUTHORIZATION + "/disagreements", Operation.DESCRIBE_AUTHORIZATION, this::disagreements));
    }

    private void describe(Request request) {
        PolicyHome home = authorization.run(request.caller());
        ObjectNode json = Json.object();
        json.put("mode", home.mode());
        OutsideAuthorizer asked = home.asked();
        if (asked != null) {
            OutsideAuthorizer.Health health = asked.health();
            ObjectNode ranger = json.putObject("ranger");
            ranger.put("policies", asked.whereToGrant());
            ranger.put("able", health.able());
            ranger.put("state", health.state());
            ranger.put("policyVersion", health.version());
            ranger.put("ageSeconds", health.age());
            ranger.put("lastError", health.lastError());
        }
        request.answer(json);
    }

    private void problems(Request request) {
        OutsideAuthorizer asked = authorization.run(request.caller()).asked();
        List<OutsideAuthorizer.Problem> problems =
                asked == null || !asked.health().able() ? List.of() : asked.problems();
        request.answer(Json.object().set("problems", Json.list(problems, AuthorizationRoutes::problem)));
    }

    private void disagreements(Request request) {
        Disagreements found = authorization.run(request.caller()).disagreements();
        ObjectNode json = Json.object();
        json.put("comparisons", found.comparisons());
        json.put("disagreements", found.count());
        json.put("failures", found.failures());
        json.set("examples", Json.list(found.examples(), AuthorizationRoutes::example));
        request.answer(json);
    }

    private static JsonNode problem(OutsideAuthorizer.Problem problem) {
        return Json.object()
                .put("policy", problem.policy())
                .put("reason", problem.reason())
                .put("effect", problem.effect());
    }

    private static JsonNode example(Disagreements.Example example) {
        return Json.object()
                .put("principal", example.principal())
                .put("operation", example.operation())
                .put("object", example.object())
                .put("decided", example.decided())
                .put("ranger", example.other())
                .put("times", example.times());
    }
}
