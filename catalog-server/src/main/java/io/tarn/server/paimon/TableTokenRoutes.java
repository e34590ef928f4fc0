package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.tables.VendCredentials;
import io.tarn.server.vending.Vended;
import java.util.List;

/** Credentials for the files of a table. */
public final class TableTokenRoutes implements RouteGroup {
    private final Catalogs catalogs;
    private final VendCredentials vend;

    public TableTokenRoutes(Catalogs catalogs, VendCredentials vend) {
        this.catalogs = catalogs;
        this.vend = vend;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(
                "/v1/{prefix}/databases/{database}/tables/{table}/token", Operation.GET_TABLE_TOKEN, this::token));
    }

    private void token(Request request) {
        Vended vended = vend.run(
                request.caller(),
                catalogs.byPrefix(request.path("prefix")),
                TableName.parse(request.path("database"), request.path("table")));
        ObjectNode answer = Json.object();
        ObjectNode token = answer.putObject("token");
        vended.options().forEach(token::put);
        answer.put("expiresAtMillis", vended.expiresAt());
        request.answerOnce(answer);
    }
}
