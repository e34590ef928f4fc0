package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.principals.ManageKeys;
import io.tarn.server.store.AccessKeyRows.AccessKey;
import java.util.List;
import java.util.UUID;

/** The key pairs that a principal signs requests with. */
public final class KeyRoutes implements RouteGroup {
    private static final String KEYS = PrincipalRoutes.PRINCIPAL + "/keys";

    private final ManageKeys keys;

    public KeyRoutes(ManageKeys keys) {
        this.keys = keys;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(KEYS, Operation.LIST_KEYS, this::list),
                Route.post(KEYS, Operation.ISSUE_KEY, this::issue),
                Route.delete(KEYS + "/{key}", Operation.REVOKE_KEY, this::revoke));
    }

    private void list(Request request) {
        List<AccessKey> found = keys.list(request.caller(), request.path("principal"));
        request.answer(Json.object().set("keys", Json.list(found, KeyRoutes::json)));
    }

    private void issue(Request request) {
        ManageKeys.Issued issued = keys.issue(request.caller(), request.path("principal"));
        ObjectNode answer = json(issued.key());
        // The one answer that ever holds it.
        answer.put("accessKeySecret", issued.secret());
        request.answerOnce(answer);
    }

    private void revoke(Request request) {
        String text = request.path("key");
        UUID key = Ids.parse(text)
                .orElseThrow(() -> TarnException.of(
                        ErrorCode.INVALID_REQUEST, "'" + Names.printable(text) + "' is not the id of a key"));
        keys.revoke(request.caller(), request.path("principal"), key);
        request.answerEmpty();
    }

    private static ObjectNode json(AccessKey key) {
        ObjectNode json = Json.object();
        json.put("id", key.id().toString());
        json.put("accessKeyId", key.accessKeyId());
        json.put("createdAt", key.createdAt());
        json.put("createdBy", key.createdBy());
        json.put("revokedAt", key.revokedAt());
        return json;
    }
}
