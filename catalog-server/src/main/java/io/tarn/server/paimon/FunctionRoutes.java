package io.tarn.server.paimon;

import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.functions.AlterFunction;
import io.tarn.server.ops.functions.CreateFunction;
import io.tarn.server.ops.functions.DropFunction;
import io.tarn.server.ops.functions.GetFunction;
import io.tarn.server.ops.functions.ListAllFunctions;
import io.tarn.server.ops.functions.ListFunctionDetails;
import io.tarn.server.ops.functions.ListFunctions;
import java.util.List;

/** Functions. */
public final class FunctionRoutes implements RouteGroup {
    /** The operations behind these routes. */
    public record Operations(
            ListFunctions list,
            ListFunctionDetails details,
            ListAllFunctions all,
            CreateFunction create,
            GetFunction get,
            AlterFunction alter,
            DropFunction drop) {}

    private static final String DATABASE = "/v1/{prefix}/databases/{database}";
    private static final String FUNCTIONS = DATABASE + "/functions";
    private static final String FUNCTION = FUNCTIONS + "/{function}";

    private final Catalogs catalogs;
    private final Operations ops;

    public FunctionRoutes(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(FUNCTIONS, Operation.LIST_FUNCTIONS, this::list),
                Route.post(FUNCTIONS, Operation.CREATE_FUNCTION, this::create),
                Route.get(DATABASE + "/function-details", Operation.LIST_FUNCTION_DETAILS, this::details),
                Route.get("/v1/{prefix}/functions", Operation.LIST_ALL_FUNCTIONS, this::all),
                Route.get(FUNCTION, Operation.GET_FUNCTION, this::get),
                Route.post(FUNCTION, Operation.ALTER_FUNCTION, this::alter),
                Route.delete(FUNCTION, Operation.DROP_FUNCTION, this::drop));
    }

    private void list(Request request) {
        request.answer(NamesJson.page(
                "functions",
                ops.list()
                        .run(
                                request.caller(),
                                catalog(request),
                                request.path("database"),
                                request.page("functionNamePattern"))));
    }

    private void details(Request request) {
        request.answer(NamesJson.objects(
                "functionDetails",
                ops.details()
                        .run(
                                request.caller(),
                                catalog(request),
                                request.path("database"),
                                request.page("functionNamePattern"))
                        .map(FunctionJson::function)));
    }

    private void all(Request request) {
        request.answer(NamesJson.identifiers(
                "functions",
                ops.all().run(request.caller(), catalog(request), request.catalogPage("functionNamePattern"))));
    }

    private void create(Request request) {
        Body body = request.body();
        ops.create()
                .run(
                        request.caller(),
                        catalog(request),
                        new QualifiedName(request.path("database"), body.text("name")),
                        FunctionJson.definition(body));
        request.answerEmpty();
    }

    private void get(Request request) {
        request.answer(FunctionJson.function(ops.get().run(request.caller(), catalog(request), function(request))));
    }

    private void alter(Request request) {
        ops.alter().run(request.caller(), catalog(request), function(request), FunctionJson.changes(request.body()));
        request.answerEmpty();
    }

    private void drop(Request request) {
        ops.drop().run(request.caller(), catalog(request), function(request));
        request.answerEmpty();
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }

    private static QualifiedName function(Request request) {
        return new QualifiedName(request.path("database"), request.path("function"));
    }
}
