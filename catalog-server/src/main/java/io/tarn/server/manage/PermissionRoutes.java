package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.Page;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.privileges.GrantPrivilege;
import io.tarn.server.ops.privileges.ListPermissions;
import io.tarn.server.ops.privileges.Resource;
import io.tarn.server.ops.privileges.RevokePrivilege;
import io.tarn.server.store.PermissionRows.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Paimon's management API, beside its catalog protocol: {@code /v1/{prefix}/permissions}. */
public final class PermissionRoutes implements RouteGroup {
    private static final String BASE = "/v1/{prefix}/permissions";

    private final Catalogs catalogs;
    private final ListPermissions list;
    private final GrantPrivilege grant;
    private final RevokePrivilege revoke;

    public PermissionRoutes(Catalogs catalogs, ListPermissions list, GrantPrivilege grant, RevokePrivilege revoke) {
        this.catalogs = catalogs;
        this.list = list;
        this.grant = grant;
        this.revoke = revoke;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(BASE, Operation.LIST_PERMISSIONS, this::list),
                Route.post(BASE + "/grant", Operation.GRANT_ON_TABLE, this::grant),
                Route.post(BASE + "/revoke", Operation.GRANT_ON_TABLE, this::revoke));
    }

    private void list(Request request) {
        String access = request.query("access");
        String after = request.query("pageToken");
        Page<Permission> page = list.run(
                request.caller(),
                catalog(request),
                resource(request),
                request.query("principal"),
                access == null ? null : PermissionJson.privilege(access),
                after == null ? "" : after,
                request.pageSize());
        ObjectNode answer = Json.object();
        answer.set("permissions", Json.list(page.entries(), PermissionJson::json));
        answer.put("nextPageToken", page.nextToken());
        request.answer(answer);
    }

    static @Nullable Resource resource(Request request) {
        String type = request.query("resourceType");
        return type == null
                ? null
                : PermissionJson.resource(
                        type,
                        request.query("database"),
                        request.query("table"),
                        request.query("view"),
                        request.query("function"),
                        request.query("location"));
    }

    private void grant(Request request) {
        grant.run(request.caller(), catalog(request), PermissionJson.grant(request.body()));
        request.answerEmpty();
    }

    private void revoke(Request request) {
        Body body = request.body();
        revoke.run(
                request.caller(),
                catalog(request),
                PermissionJson.resource(body.object("resource")),
                PermissionJson.privilege(body.text("access")),
                body.text("principal"));
        request.answerEmpty();
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }
}
