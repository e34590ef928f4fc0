package io.tarn.server.paimon;

import io.tarn.auth.Operation;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import java.util.ArrayList;
import java.util.List;

/**
 * Routes of the protocol that this server does not serve. They answer 501, never 404: clients read 404 as "the table does
 * not exist", and 501 as "do it without the server", for instance by listing a table's partitions from its files.
 */
final class UnsupportedRoutes {
    private static final String DATABASE = "/v1/{prefix}/databases/{database}";
    private static final String TABLE = DATABASE + "/tables/{table}";

    private static final List<String> GET = List.of(TABLE + "/token");

    private static final List<String> POST = List.of();

    private UnsupportedRoutes() {}

    static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        GET.forEach(template -> routes.add(Route.get(template, Operation.UNSUPPORTED, UnsupportedRoutes::refuse)));
        POST.forEach(template -> routes.add(Route.post(template, Operation.UNSUPPORTED, UnsupportedRoutes::refuse)));
        return routes;
    }

    private static void refuse(Request request) {
        throw TarnException.of(ErrorCode.NOT_SUPPORTED, "This server does not support this operation");
    }
}
