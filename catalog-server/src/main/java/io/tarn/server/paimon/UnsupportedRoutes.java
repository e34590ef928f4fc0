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

    private static final List<String> GET = List.of(
            TABLE + "/token",
            TABLE + "/partitions",
            TABLE + "/branches",
            TABLE + "/tags",
            TABLE + "/tags/{tag}",
            TABLE + "/consumers",
            TABLE + "/schemas",
            TABLE + "/schemas/{version}");

    private static final List<String> POST = List.of(
            TABLE + "/replace",
            TABLE + "/rollback",
            TABLE + "/rollback-schema",
            TABLE + "/auth",
            TABLE + "/partitions",
            TABLE + "/partitions/drop",
            TABLE + "/partitions/mark",
            TABLE + "/partitions/list-by-names",
            TABLE + "/partitions/list-by-filter",
            TABLE + "/branches",
            TABLE + "/branches/{branch}/forward",
            TABLE + "/branches/{branch}/rename",
            TABLE + "/tags",
            TABLE + "/consumers/reset");

    private static final List<String> DELETE = List.of(TABLE + "/branches/{branch}", TABLE + "/tags/{tag}");

    private UnsupportedRoutes() {}

    static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        GET.forEach(template -> routes.add(Route.get(template, Operation.UNSUPPORTED, UnsupportedRoutes::refuse)));
        POST.forEach(template -> routes.add(Route.post(template, Operation.UNSUPPORTED, UnsupportedRoutes::refuse)));
        DELETE.forEach(
                template -> routes.add(Route.delete(template, Operation.UNSUPPORTED, UnsupportedRoutes::refuse)));
        return routes;
    }

    private static void refuse(Request request) {
        throw TarnException.of(ErrorCode.NOT_SUPPORTED, "This server does not support this operation");
    }
}
