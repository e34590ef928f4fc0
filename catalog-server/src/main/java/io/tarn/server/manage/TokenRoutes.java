package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.principals.ManageTokens;
import io.tarn.server.store.TokenRows.Token;
import java.util.List;
import java.util.UUID;

/** The bearer tokens of a principal. */
public final class TokenRoutes implements RouteGroup {
    private static final String TOKENS = PrincipalRoutes.PRINCIPAL + "/tokens";

    private final ManageTokens tokens;

    public TokenRoutes(ManageTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(TOKENS, Operation.LIST_TOKENS, this::list),
                Route.post(TOKENS, Operation.ISSUE_TOKEN, this::issue),
                Route.delete(TOKENS + "/{token}", Operation.REVOKE_TOKEN, this::revoke));
    }

    private void list(Request request) {
        List<Token> found = tokens.list(request.caller(), request.path("principal"));
        request.answer(Json.object().set("tokens", Json.list(found, TokenRoutes::json)));
    }

    private void issue(Request request) {
        Body body = request.body();
        String name = body.textOrNull("name");
        ManageTokens.Issued issued = tokens.issue(
                request.caller(), request.path("principal"), name == null ? "" : name, body.integerOr("expiresAt", 0));
        ObjectNode answer = json(issued.token());
        // The one answer that ever holds it.
        answer.put("secret", issued.secret().reveal());
        request.answerOnce(answer);
    }

    private void revoke(Request request) {
        tokens.revoke(
                request.caller(), request.path("principal"), tokenId(request.path("token")), request.flag("force"));
        request.answerEmpty();
    }

    private static UUID tokenId(String text) {
        return Ids.parse(text)
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.INVALID_REQUEST, "'" + Names.printable(text) + "' is not the id of a token"));
    }

    private static ObjectNode json(Token token) {
        ObjectNode json = Json.object();
        json.put("id", token.id().toString());
        json.put("name", token.label());
        json.put("createdAt", token.createdAt());
        json.put("createdBy", token.createdBy());
        json.put("expiresAt", token.expiresAt());
        json.put("revokedAt", token.revokedAt());
        json.put("lastUsedAt", token.lastUsedAt());
        return json;
    }
}
