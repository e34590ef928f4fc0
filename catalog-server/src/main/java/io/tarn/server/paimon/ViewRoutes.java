package io.tarn.server.paimon;

import io.tarn.auth.Operation;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.GetDatabase;
import java.util.List;

/**
 * Reads of views and functions: there are none, and engines must be told so. Flink asks for a view whenever a name is not
 * a table, and lists both whenever it lists tables.
 */
public final class ViewRoutes {
    private static final String DATABASE = "/v1/{prefix}/databases/{database}";

    private final Catalogs catalogs;
    private final GetDatabase database;

    public ViewRoutes(Catalogs catalogs, GetDatabase database) {
        this.catalogs = catalogs;
        this.database = database;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        DATABASE + "/views",
                        Operation.LIST_VIEWS,
                        request -> list(request, Operation.LIST_VIEWS, "views")),
                Route.get(
                        DATABASE + "/functions",
                        Operation.LIST_FUNCTIONS,
                        request -> list(request, Operation.LIST_FUNCTIONS, "functions")),
                Route.get(DATABASE + "/views/{view}", Operation.GET_VIEW, this::view),
                Route.get(DATABASE + "/functions/{function}", Operation.GET_FUNCTION, this::function));
    }

    private void list(Request request, Operation operation, String member) {
        checkDatabase(request, operation);
        request.answer(NamesJson.page(member, new Page<>(List.of(), null)));
    }

    private void view(Request request) {
        checkDatabase(request, Operation.GET_VIEW);
        throw missing(ErrorCode.VIEW_NOT_FOUND, "View", request.path("view"));
    }

    private void function(Request request) {
        checkDatabase(request, Operation.GET_FUNCTION);
        throw missing(ErrorCode.FUNCTION_NOT_FOUND, "Function", request.path("function"));
    }

    private void checkDatabase(Request request, Operation operation) {
        database.run(
                request.principal(), operation, catalogs.byPrefix(request.path("prefix")), request.path("database"));
    }

    private static TarnException missing(ErrorCode code, String kind, String name) {
        String printable = Names.printable(name);
        return TarnException.about(code, printable, kind + " " + printable + " does not exist");
    }
}
