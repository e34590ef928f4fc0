package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.policies.CreatePolicy;
import io.tarn.server.ops.policies.DropPolicy;
import io.tarn.server.ops.policies.ListPolicies;
import java.util.List;

/** Row filters and column masks: as Paimon's management API has them, and below the administration's own path. */
public final class PolicyRoutes implements RouteGroup {
    /** The operations behind these routes. */
    public record Operations(ListPolicies list, CreatePolicy create, DropPolicy drop) {}

    private static final String TABLE = "/{prefix}/databases/{database}/tables/{table}";
    private static final String PAIMON = "/v1" + TABLE + "/policies";
    private static final String MANAGE = ManageSurface.BASE + "/catalogs" + TABLE + "/policies";

    private final String base;
    private final Catalogs catalogs;
    private final Operations ops;

    private PolicyRoutes(String base, Catalogs catalogs, Operations ops) {
        this.base = base;
        this.catalogs = catalogs;
        this.ops = ops;
    }

    /** Beside Paimon's catalog protocol. */
    public static PolicyRoutes paimon(Catalogs catalogs, Operations ops) {
        return new PolicyRoutes(PAIMON, catalogs, ops);
    }

    public static PolicyRoutes manage(Catalogs catalogs, Operations ops) {
        return new PolicyRoutes(MANAGE, catalogs, ops);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(base, Operation.LIST_POLICIES, this::list),
                Route.post(base, Operation.CREATE_POLICY, this::create),
                Route.post(base + "/drop", Operation.DROP_POLICY, this::drop));
    }

    private void list(Request request) {
        String type = request.query("type");
        ListPolicies.Filter filter = new ListPolicies.Filter(
                type == null ? null : PolicyJson.filtersRows(type),
                request.query("principal"),
                request.query("column"));
        ObjectNode answer = Json.object();
        answer.set(
                "policies",
                Json.list(
                        ops.list().run(request.caller(), catalog(request), table(request), filter), PolicyJson::json));
        answer.putNull("nextPageToken");
        request.answer(answer);
    }

    private void create(Request request) {
        ops.create().run(request.caller(), catalog(request), table(request), PolicyJson.request(request.body()));
        request.answerEmpty();
    }

    private void drop(Request request) {
        Body body = request.body();
        boolean filter = PolicyJson.filtersRows(body.text("type"));
        String column = body.textOrNull("column");
        if (filter != (column == null)) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "'column' belongs to the type COLUMN_MASKING, and to no other");
        }
        ops.drop()
                .run(
                        request.caller(),
                        catalog(request),
                        table(request),
                        body.text("principal"),
                        column == null ? "" : column);
        request.answerEmpty();
    }

    private static TableName table(Request request) {
        return TableName.parse(request.path("database"), request.path("table"));
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }
}
