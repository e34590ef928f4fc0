package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.principals.ManageMembers;
import io.tarn.server.ops.principals.ManagePrincipals;
import io.tarn.server.store.PrincipalRows.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Principals, and who is in which group and role. A principal is named by its label, e.g. {@code role:analyst}. */
public final class PrincipalRoutes implements RouteGroup {
    /** What a service is trusted to keep to. */
    private static final String PAIMON = "enforcesPolicies";

    private static final String ICEBERG = "enforcesIcebergRestrictions";

    private static final String PRINCIPALS = ManageSurface.BASE + "/principals";
    static final String PRINCIPAL = PRINCIPALS + "/{principal}";
    private static final String MEMBERS = PRINCIPAL + "/members";

    private final ManagePrincipals principals;
    private final ManageMembers members;

    public PrincipalRoutes(ManagePrincipals principals, ManageMembers members) {
        this.principals = principals;
        this.members = members;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PRINCIPALS, Operation.LIST_PRINCIPALS, this::list),
                Route.post(PRINCIPALS, Operation.CREATE_PRINCIPAL, this::create),
                Route.get(PRINCIPAL, Operation.LIST_PRINCIPALS, this::get),
                Route.delete(PRINCIPAL, Operation.DROP_PRINCIPAL, this::drop),
                Route.post(PRINCIPAL + "/disable", Operation.ENABLE_PRINCIPAL, request -> enable(request, false)),
                Route.post(PRINCIPAL + "/enable", Operation.ENABLE_PRINCIPAL, request -> enable(request, true)),
                Route.post(PRINCIPAL + "/trust", Operation.TRUST_PRINCIPAL, this::trust),
                Route.get(MEMBERS, Operation.LIST_MEMBERS, this::members),
                Route.post(MEMBERS, Operation.ADD_MEMBER, this::add),
                Route.delete(MEMBERS + "/{member}", Operation.REMOVE_MEMBER, this::remove),
                Route.get(PRINCIPAL + "/groups", Operation.LIST_MEMBERS, this::groups));
    }

    private void list(Request request) {
        Page<Entry> page = principals.list(request.caller(), kind(request), request.page("namePattern"));
        ObjectNode answer = Json.object();
        answer.set("principals", Json.list(page.entries(), PrincipalRoutes::json));
        answer.put("nextPageToken", page.nextToken());
        request.answer(answer);
    }

    private static Principal.@Nullable Kind kind(Request request) {
        String word = request.query("kind");
        return word == null
                ? null
                : Principal.Kind.ofWord(word)
                        .orElseThrow(() -> TarnException.of(
                                ErrorCode.INVALID_REQUEST,
                                "There are no principals of kind '" + Names.printable(word) + "'"));
    }

    private void create(Request request) {
        request.answer(json(principals.create(request.caller(), request.body().text("name"))));
    }

    private void get(Request request) {
        request.answer(json(principals.get(request.caller(), request.path("principal"))));
    }

    private void drop(Request request) {
        principals.drop(request.caller(), request.path("principal"), request.flag("force"));
        request.answerEmpty();
    }

    private void enable(Request request, boolean enabled) {
        principals.enable(request.caller(), request.path("principal"), enabled, request.flag("force"));
        request.answerEmpty();
    }

    private void trust(Request request) {
        Body body = request.body();
        if (!body.has(PAIMON) && !body.has(ICEBERG)) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "The member '" + PAIMON + "' is missing, and '" + ICEBERG + "' too");
        }
        principals.trust(
                request.caller(),
                request.path("principal"),
                body.has(PAIMON) ? (Boolean) body.flagOr(PAIMON, false) : null,
                body.has(ICEBERG) ? (Boolean) body.flagOr(ICEBERG, false) : null);
        request.answerEmpty();
    }

    private void members(Request request) {
        List<Principal> found = members.members(request.caller(), request.path("principal"));
        request.answer(Json.object().set("members", Json.list(found, PrincipalRoutes::json)));
    }

    private void groups(Request request) {
        List<Principal> found = members.groups(request.caller(), request.path("principal"));
        request.answer(Json.object().set("groups", Json.list(found, PrincipalRoutes::json)));
    }

    private void add(Request request) {
        members.add(request.caller(), request.path("principal"), request.body().text("member"));
        request.answerEmpty();
    }

    private void remove(Request request) {
        members.remove(request.caller(), request.path("principal"), request.path("member"), request.flag("force"));
        request.answerEmpty();
    }

    private static ObjectNode json(Principal principal) {
        ObjectNode json = Json.object();
        json.put("id", principal.id().toString());
        json.put("kind", principal.kind().word());
        json.put("name", principal.name());
        json.put("principal", principal.label());
        return json;
    }

    private static JsonNode json(Entry entry) {
        ObjectNode json = json(entry.principal());
        json.put("root", entry.root());
        json.put("enabled", entry.enabled());
        json.put(PAIMON, entry.enforces());
        json.put(ICEBERG, entry.enforcesIceberg());
        json.put("createdAt", entry.createdAt());
        json.put("createdBy", entry.createdBy());
        return json;
    }
}
