package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.policies.PolicyRequest;
import io.tarn.server.store.PolicyRows.Entry;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Policies as Paimon's management API writes them: {@code rowFilter} with a {@code predicate}, or {@code columnMask} with
 * {@code onColumn} and a {@code transform}, each the text of Paimon's JSON. In place of these there can be {@code sql}, which
 * every answer has.
 */
final class PolicyJson {
    private static final String ROW_FILTER = "ROW_FILTER";
    private static final String COLUMN_MASKING = "COLUMN_MASKING";

    private PolicyJson() {}

    static PolicyRequest request(Body body) {
        boolean filter = body.has("rowFilter");
        if (filter == body.has("columnMask")) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "A policy needs one of 'rowFilter' and 'columnMask'");
        }
        Body policy = body.object(filter ? "rowFilter" : "columnMask");
        String json = filter ? "predicate" : "transform";
        String sql = policy.textOrNull("sql");
        if ((sql == null) != policy.has(json)) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "'" + (filter ? "rowFilter" : "columnMask") + "' needs one of 'sql' and '" + json + "'");
        }
        String column = filter ? "" : Names.check("column", policy.text("onColumn"));
        return new PolicyRequest(
                body.text("principal"),
                column,
                sql == null ? null : limited("sql", sql),
                sql == null ? tree(json, policy.any(json)) : null,
                false);
    }

    private static @Nullable Object tree(String member, JsonNode json) {
        if (!json.isTextual()) {
            limited(member, Json.text(json));
            return Json.plain(json);
        }
        return Json.plain(Json.parse(limited(member, json.textValue()).getBytes(StandardCharsets.UTF_8)));
    }

    private static String limited(String member, String text) {
        if (text.length() > Limits.POLICY_LENGTH) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "'" + member + "' is longer than " + Limits.POLICY_LENGTH + " characters");
        }
        return text;
    }

    /** The type of a policy: true for row filters, false for column masks. */
    static boolean filtersRows(String type) {
        return switch (type) {
            case ROW_FILTER -> true;
            case COLUMN_MASKING -> false;
            default ->
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "There are no policies of type '" + Names.printable(type) + "'; there are " + ROW_FILTER
                                + " and " + COLUMN_MASKING);
        };
    }

    static JsonNode json(Entry entry) {
        boolean filter = entry.policy().filtersRows();
        ObjectNode policy = Json.object();
        if (!filter) {
            policy.put("onColumn", entry.policy().column());
        }
        if (!entry.json().isEmpty()) {
            policy.put(filter ? "predicate" : "transform", entry.json());
        }
        policy.put("sql", entry.policy().sql());
        ObjectNode json = Json.object();
        json.put("id", entry.policy().id().toString());
        json.put("type", filter ? ROW_FILTER : COLUMN_MASKING);
        json.put("principal", entry.principal().label());
        json.set(filter ? "rowFilter" : "columnMask", policy);
        json.put("createdAt", entry.createdAt());
        json.put("createdBy", entry.createdBy());
        return json;
    }
}
