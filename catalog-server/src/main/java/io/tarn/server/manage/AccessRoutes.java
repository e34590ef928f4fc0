package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.BuiltinAuthorizer.Allowed;
import io.tarn.auth.Operation;
import io.tarn.auth.Privilege;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.privileges.AccessHistory;
import io.tarn.server.ops.privileges.EffectivePrivileges;
import io.tarn.server.ops.privileges.ExplainAccess;
import io.tarn.server.ops.privileges.GrantPrivilege;
import io.tarn.server.ops.privileges.Resource;
import io.tarn.server.ops.privileges.RevokePrivilege;
import io.tarn.server.ops.privileges.TransferOwnership;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may do what in a catalog, why, and since when; and many grants at once. */
public final class AccessRoutes implements RouteGroup {
    private static final String CATALOG = ManageSurface.BASE + "/catalogs/{catalog}";

    /** What the routes call. */
    public record Operations(
            GrantPrivilege grant,
            RevokePrivilege revoke,
            ExplainAccess explain,
            EffectivePrivileges effective,
            AccessHistory history,
            TransferOwnership transfer) {}

    /** One item of many; it throws as the single request would. */
    private interface Item {
        void run(Body item);
    }

    private final Catalogs catalogs;
    private final Operations operations;

    public AccessRoutes(Catalogs catalogs, Operations operations) {
        this.catalogs = catalogs;
        this.operations = operations;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(CATALOG + "/grants", Operation.GRANT_ON_TABLE, this::grant),
                Route.post(CATALOG + "/revocations", Operation.GRANT_ON_TABLE, this::revoke),
                Route.post(CATALOG + "/owner", Operation.TRANSFER_TABLE, this::transfer),
                Route.post(CATALOG + "/explain", Operation.EXPLAIN, this::explain),
                Route.post(CATALOG + "/simulate", Operation.EXPLAIN, this::simulate),
                Route.get(CATALOG + "/privileges", Operation.EXPLAIN, this::privileges),
                Route.get(CATALOG + "/access", Operation.EXPLAIN, this::access),
                Route.get(CATALOG + "/history", Operation.EXPLAIN, this::history));
    }

    private void grant(Request request) {
        Catalogs.Entry catalog = catalog(request);
        each(request, item -> operations.grant().run(request.caller(), catalog, PermissionJson.grant(item)));
    }

    private void revoke(Request request) {
        Catalogs.Entry catalog = catalog(request);
        each(request, item -> {
            GrantPrivilege.Request wanted = PermissionJson.grant(item);
            operations
                    .revoke()
                    .run(request.caller(), catalog, wanted.resource(), wanted.privilege(), wanted.principal());
        });
    }

    /** Each by itself: what is refused does not hold up the rest, and its place in the answer says why. */
    private static void each(Request request, Item item) {
        List<Body> items = request.body().objects("permissions");
        if (items.size() > Limits.GRANTS_AT_ONCE) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "At most " + Limits.GRANTS_AT_ONCE + " permissions can be changed at once; these are "
                            + items.size());
        }
        request.answer(Json.object().set("results", Json.list(items, body -> result(item, body))));
    }

    private static JsonNode result(Item item, Body body) {
        ObjectNode result = Json.object();
        try {
            item.run(body);
            result.put("code", 200);
        } catch (TarnException e) {
            if (e.code().isServersFault()) {
                // The rest would fare no better, and what is done already may be done again.
                throw e;
            }
            result.put("code", e.code().status());
            result.put("error", e.code().name());
            result.put("message", e.getMessage());
        }
        return result;
    }

    private void transfer(Request request) {
        Body body = request.body();
        operations
                .transfer()
                .run(
                        request.caller(),
                        catalog(request),
                        PermissionJson.resource(body.object("resource")),
                        body.text("owner"));
        request.answerEmpty();
    }

    private void explain(Request request) {
        explain(request, request.body(), ExplainAccess.Change.NONE);
    }

    private void simulate(Request request) {
        Body body = request.body();
        explain(
                request,
                body,
                new ExplainAccess.Change(
                        body.objectsOrEmpty("add").stream()
                                .map(PermissionJson::grant)
                                .toList(),
                        body.objectsOrEmpty("remove").stream()
                                .map(PermissionJson::grant)
                                .toList()));
    }

    private void explain(Request request, Body body, ExplainAccess.Change change) {
        List<Resource> on =
                body.objects("on").stream().map(PermissionJson::resource).toList();
        request.answer(ExplanationJson.json(operations
                .explain()
                .run(
                        request.caller(),
                        catalog(request),
                        body.text("principal"),
                        operation(body.text("operation")),
                        on,
                        change)));
    }

    private static Operation operation(String text) {
        return Arrays.stream(Operation.values())
                .filter(operation -> operation.name().equals(text))
                .findFirst()
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.INVALID_REQUEST, "There is no operation '" + Names.printable(text) + "'"));
    }

    private void privileges(Request request) {
        String principal = request.query("principal");
        if (principal == null) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The query parameter 'principal' is missing");
        }
        String after = request.query("pageToken");
        EffectivePrivileges.Result result = operations
                .effective()
                .run(request.caller(), catalog(request), principal, after == null ? "" : after, request.pageSize());
        ObjectNode answer = Json.object();
        answer.put("admin", result.admin());
        answer.set("permissions", Json.list(result.held(), ExplanationJson::held));
        answer.put("nextPageToken", result.page().nextToken());
        request.answer(answer);
    }

    /** Now, or at the time {@code at}. */
    private void access(Request request) {
        Resource resource = resource(request);
        String access = request.query("access");
        Privilege privilege = PermissionJson.privilege(access == null ? Privilege.SELECT.name() : access);
        String at = request.query("at");
        List<Allowed> allowed = at == null
                ? operations.explain().whoMay(request.caller(), catalog(request), resource, privilege)
                : operations.history().whoCould(request.caller(), catalog(request), resource, privilege, moment(at));
        request.answer(Json.object().set("principals", Json.list(allowed, ExplanationJson::allowed)));
    }

    private static long moment(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw TarnException.causedBy(
                    ErrorCode.INVALID_REQUEST, "Invalid input for queryParameter at: " + Names.printable(text), e);
        }
    }

    private void history(Request request) {
        request.answer(Json.object()
                .set(
                        "permissions",
                        Json.list(
                                operations.history().grants(request.caller(), catalog(request), resource(request)),
                                ExplanationJson::period)));
    }

    private static Resource resource(Request request) {
        @Nullable Resource resource = PermissionRoutes.resource(request);
        if (resource == null) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The query parameter 'resourceType' is missing");
        }
        return resource;
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("catalog"));
    }
}
