package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.BuiltinAuthorizer.Allowed;
import io.tarn.auth.ColumnSet;
import io.tarn.auth.Explanation;
import io.tarn.auth.Grant;
import io.tarn.auth.Principal;
import io.tarn.auth.Restrictions;
import io.tarn.server.http.Json;
import io.tarn.server.ops.privileges.EffectivePrivileges.Held;
import io.tarn.server.ops.privileges.ExplainAccess;
import io.tarn.server.store.PermissionRows.Period;
import java.util.List;

/** Decisions and where they come from. Times are epoch milliseconds. */
final class ExplanationJson {
    private ExplanationJson() {}

    static JsonNode json(ExplainAccess.Result result) {
        ObjectNode json = json(result.explanation());
        Restrictions hidden = result.hidden();
        if (!hidden.none()) {
            ObjectNode restricted = json.putObject("restricted");
            restricted.set("policies", Json.list(hidden.rules(), ExplanationJson::rule));
            List<ColumnSet> columns = hidden.columns();
            if (columns != null) {
                restricted.set("columns", Json.list(columns, ExplanationJson::columns));
            }
            restricted.put("readsOnlyThroughClientsThatEnforce", true);
            restricted.put("clientIsTrusted", hidden.enforced());
            restricted.put("icebergClientIsTrusted", result.icebergEnforced());
            restricted.put("mayWrite", hidden.rules().isEmpty() || hidden.writesUnseen());
        }
        return json;
    }

    private static JsonNode rule(Restrictions.Rule rule) {
        ObjectNode json = Json.object();
        json.put("id", rule.policy());
        if (!rule.filtersRows()) {
            json.put("column", rule.column());
        }
        json.put("sql", rule.sql());
        return json;
    }

    private static JsonNode columns(ColumnSet columns) {
        return Json.object()
                .set(columns.excluded() ? "excludedColumnNames" : "columnNames", Json.array(columns.names()));
    }

    private static ObjectNode json(Explanation explanation) {
        ObjectNode json = Json.object();
        json.put("decision", explanation.decision().verdict().name());
        json.put("reason", explanation.decision().reason());
        json.set("needs", Json.list(explanation.steps(), ExplanationJson::step));
        return json;
    }

    private static JsonNode step(Explanation.Step step) {
        ObjectNode json = Json.object();
        json.put("needs", step.needs());
        json.put("on", step.on().toString());
        json.put("allowed", step.allowed());
        json.put("because", step.because());
        Grant grant = step.grant();
        if (grant != null) {
            json.set("grant", grant(grant));
        }
        json.set("through", labels(step.through()));
        if (!step.allowed()) {
            json.set("mayBeGrantedBy", labels(step.grantors()));
        }
        return json;
    }

    private static JsonNode labels(List<Principal> principals) {
        return Json.array(principals.stream().map(Principal::label).toList());
    }

    static JsonNode allowed(Allowed allowed) {
        ObjectNode json = Json.object();
        json.put("principal", allowed.principal().label());
        json.put("because", allowed.because());
        Grant grant = allowed.grant();
        if (grant != null) {
            json.set("grant", grant(grant));
        }
        return json;
    }

    static JsonNode held(Held held) {
        ObjectNode json = (ObjectNode) PermissionJson.json(held.permission());
        json.set("through", labels(held.through()));
        return json;
    }

    static JsonNode period(Period period) {
        ObjectNode json = (ObjectNode) grant(period.grant());
        json.put("principal", period.principal().label());
        json.put("grantedAt", period.sinceAt());
        json.put("grantedBy", period.sinceBy());
        json.put("revokedAt", period.untilAt());
        json.put("revokedBy", period.untilBy());
        return json;
    }

    private static JsonNode grant(Grant grant) {
        ObjectNode json = Json.object();
        json.put("id", grant.id().toString());
        json.put("resourceType", grant.type().name());
        json.put("access", grant.privilege().name());
        ColumnSet columns = grant.columns();
        if (columns != null) {
            json.set(columns.excluded() ? "excludedColumnNames" : "columnNames", Json.array(columns.names()));
        }
        if (grant.expiresAt() != 0) {
            json.put("expireTime", PermissionJson.time(grant.expiresAt()));
        }
        return json;
    }
}
