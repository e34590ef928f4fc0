package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.Surface;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.principals.ManagePrincipals;
import io.tarn.server.store.TokenRows.Token;
import java.util.List;
import java.util.UUID;

/** Principals and their tokens, under {@code /manage/v1}. Times are epoch milliseconds. */
public final class ManageSurface {
    private static final String BASE = "/manage/v1";
    private static final String PRINCIPALS = BASE + "/principals";
    private static final String PRINCIPAL = PRINCIPALS + "/{principal}";
    private static final String TOKENS = PRINCIPAL + "/tokens";

    private final ManagePrincipals principals;

    public ManageSurface(ManagePrincipals principals) {
        this.principals = principals;
    }

    public Surface surface() {
        return new Surface(
                BASE,
                List.of(
                        Route.get(PRINCIPALS, Operation.LIST_PRINCIPALS, this::list),
                        Route.post(PRINCIPALS, Operation.CREATE_PRINCIPAL, this::create),
                        Route.delete(PRINCIPAL, Operation.DROP_PRINCIPAL, this::drop),
                        Route.get(TOKENS, Operation.LIST_TOKENS, this::tokens),
                        Route.post(TOKENS, Operation.ISSUE_TOKEN, this::issue),
                        Route.delete(TOKENS + "/{token}", Operation.REVOKE_TOKEN, this::revoke)),
                ManageSurface::error);
    }

    private void list(Request request) {
        Page<Principal> page = principals.list(request.principal(), request.page("namePattern"));
        ArrayNode entries = (ArrayNode) Json.array(List.of());
        page.entries().forEach(principal -> entries.add(json(principal)));
        ObjectNode answer = Json.object();
        answer.set("principals", entries);
        answer.put("nextPageToken", page.nextToken());
        request.answer(answer);
    }

    private void create(Request request) {
        request.answer(
                json(principals.create(request.principal(), request.body().text("name"))));
    }

    private void drop(Request request) {
        principals.drop(request.principal(), request.path("principal"));
        request.answerEmpty();
    }

    private void tokens(Request request) {
        ArrayNode entries = (ArrayNode) Json.array(List.of());
        principals.tokens(request.principal(), request.path("principal")).forEach(token -> entries.add(json(token)));
        request.answer(Json.object().set("tokens", entries));
    }

    private void issue(Request request) {
        Body body = request.body();
        ManagePrincipals.Issued issued =
                principals.issue(request.principal(), request.path("principal"), body.integerOr("expiresAt", 0));
        ObjectNode answer = json(issued.token());
        // The one answer that ever holds it.
        answer.put("secret", issued.secret().reveal());
        request.answer(answer);
    }

    private void revoke(Request request) {
        principals.revoke(request.principal(), request.path("principal"), tokenId(request.path("token")));
        request.answerEmpty();
    }

    private static UUID tokenId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw TarnException.causedBy(
                    ErrorCode.INVALID_REQUEST, "'" + Names.printable(text) + "' is not the id of a token", e);
        }
    }

    private static ObjectNode json(Principal principal) {
        ObjectNode json = Json.object();
        json.put("id", principal.id().toString());
        json.put("name", principal.name());
        json.put("root", principal.root());
        return json;
    }

    private static ObjectNode json(Token token) {
        ObjectNode json = Json.object();
        json.put("id", token.id().toString());
        json.put("createdAt", token.createdAt());
        json.put("createdBy", token.createdBy());
        json.put("expiresAt", token.expiresAt());
        json.put("revokedAt", token.revokedAt());
        return json;
    }

    private static JsonNode error(TarnException error) {
        ObjectNode body = Json.object();
        body.put("message", error.getMessage());
        body.put("error", error.code().name());
        body.put("resource", error.resource());
        body.put("code", error.code().status());
        return body;
    }
}
