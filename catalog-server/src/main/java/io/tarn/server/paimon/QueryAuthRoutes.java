package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.auth.policy.ColumnMask;
import io.tarn.auth.policy.DataPolicy;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.policies.AuthorizeQuery;
import java.math.BigDecimal;
import java.util.List;

/** What readers are told before they plan a query: which rows and values their user sees. */
public final class QueryAuthRoutes implements RouteGroup {
    private final Catalogs catalogs;
    private final AuthorizeQuery authorize;

    public QueryAuthRoutes(Catalogs catalogs, AuthorizeQuery authorize) {
        this.catalogs = catalogs;
        this.authorize = authorize;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post(
                "/v1/{prefix}/databases/{database}/tables/{table}/auth", Operation.AUTHORIZE_QUERY, this::authorize));
    }

    /** Without a filter or mask the members are left out: an empty list would still keep readers from their fast ways. */
    private void authorize(Request request) {
        Body body = request.body();
        AuthorizeQuery.Result result = authorize.run(
                request.caller(),
                catalogs.byPrefix(request.path("prefix")),
                TableName.parse(request.path("database"), request.path("table")),
                body.has("select") ? body.textListOrEmpty("select") : null);
        ObjectNode answer = Json.object();
        if (!result.wire().filters().isEmpty()) {
            ArrayNode filters = answer.putArray("filter");
            result.wire().filters().forEach(predicate -> filters.add(Json.textOf(predicate)));
        }
        if (!result.wire().masks().isEmpty()) {
            ObjectNode masks = answer.putObject("columnMasking");
            result.wire().masks().forEach((column, transform) -> masks.put(column, Json.textOf(transform)));
        }
        if (request.caller().enforcing() && !result.exact().unrestricted()) {
            answer.set("tarn", exact(result));
        }
        request.answer(answer);
    }

    /** For clients that evaluate what Paimon's own readers do not. */
    private static JsonNode exact(AuthorizeQuery.Result result) {
        DataPolicy policy = result.exact();
        ObjectNode json = Json.object();
        json.put("writes", result.writes());
        json.set("denied", Json.array(policy.deniedColumns()));
        ObjectNode masks = json.putObject("masks");
        policy.masks().forEach((column, mask) -> masks.set(column, mask(mask)));
        return json;
    }

    private static JsonNode mask(ColumnMask mask) {
        ObjectNode json = Json.object();
        if (mask instanceof ColumnMask.Partial partial) {
            json.put("function", partial.form().name());
        } else if (mask instanceof ColumnMask.Null) {
            json.put("function", "NULL");
        } else if (mask instanceof ColumnMask.Constant constant
                && !(constant.literal().value() instanceof String)) {
            json.put("function", "CONSTANT")
                    .put("value", text(constant.literal().value()));
        } else {
            // Paimon's own transforms say these.
            json.put("function", "TRANSFORM");
        }
        return json;
    }

    /** Times as ISO 8601 writes them. */
    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }
}
