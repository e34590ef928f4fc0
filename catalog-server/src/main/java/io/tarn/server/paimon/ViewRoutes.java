package io.tarn.server.paimon;

import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.views.AlterView;
import io.tarn.server.ops.views.CreateView;
import io.tarn.server.ops.views.DropView;
import io.tarn.server.ops.views.GetView;
import io.tarn.server.ops.views.ListAllViews;
import io.tarn.server.ops.views.ListViewDetails;
import io.tarn.server.ops.views.ListViews;
import io.tarn.server.ops.views.RenameView;
import java.util.List;

/** Views. */
public final class ViewRoutes implements RouteGroup {
    /** The operations behind these routes. */
    public record Operations(
            ListViews list,
            ListViewDetails details,
            ListAllViews all,
            CreateView create,
            GetView get,
            AlterView alter,
            DropView drop,
            RenameView rename) {}

    private static final String DATABASE = "/v1/{prefix}/databases/{database}";
    private static final String VIEWS = DATABASE + "/views";
    private static final String VIEW = VIEWS + "/{view}";

    private final Catalogs catalogs;
    private final Operations ops;

    public ViewRoutes(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(VIEWS, Operation.LIST_VIEWS, this::list),
                Route.post(VIEWS, Operation.CREATE_VIEW, this::create),
                Route.get(DATABASE + "/view-details", Operation.LIST_VIEW_DETAILS, this::details),
                Route.get("/v1/{prefix}/views", Operation.LIST_ALL_VIEWS, this::all),
                Route.get(VIEW, Operation.GET_VIEW, this::get),
                Route.post(VIEW, Operation.ALTER_VIEW, this::alter),
                Route.delete(VIEW, Operation.DROP_VIEW, this::drop),
                Route.post("/v1/{prefix}/views/rename", Operation.RENAME_VIEW, this::rename));
    }

    private void list(Request request) {
        request.answer(NamesJson.page(
                "views",
                ops.list()
                        .run(
                                request.caller(),
                                catalog(request),
                                request.path("database"),
                                request.page("viewNamePattern"))));
    }

    private void details(Request request) {
        request.answer(NamesJson.objects(
                "viewDetails",
                ops.details()
                        .run(
                                request.caller(),
                                catalog(request),
                                request.path("database"),
                                request.page("viewNamePattern"))
                        .map(ViewJson::view)));
    }

    private void all(Request request) {
        request.answer(NamesJson.identifiers(
                "views", ops.all().run(request.caller(), catalog(request), request.catalogPage("viewNamePattern"))));
    }

    private void create(Request request) {
        Body body = request.body();
        QualifiedName name = identifier(body.object("identifier"));
        if (!name.database().equals(request.path("database"))) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'identifier.database' is not the database of the path");
        }
        ops.create().run(request.caller(), catalog(request), name, ViewJson.definition(body.object("schema")));
        request.answerEmpty();
    }

    private void get(Request request) {
        request.answer(ViewJson.view(ops.get().run(request.caller(), catalog(request), view(request))));
    }

    private void alter(Request request) {
        ops.alter().run(request.caller(), catalog(request), view(request), ViewJson.changes(request.body()));
        request.answerEmpty();
    }

    private void drop(Request request) {
        ops.drop().run(request.caller(), catalog(request), view(request));
        request.answerEmpty();
    }

    private void rename(Request request) {
        Body body = request.body();
        ops.rename()
                .run(
                        request.caller(),
                        catalog(request),
                        identifier(body.object("source")),
                        identifier(body.object("destination")));
        request.answerEmpty();
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }

    private static QualifiedName view(Request request) {
        return new QualifiedName(request.path("database"), request.path("view"));
    }

    private static QualifiedName identifier(Body identifier) {
        return new QualifiedName(identifier.text("database"), identifier.text("object"));
    }
}
