package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.Page;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.databases.AlterDatabase;
import io.tarn.server.ops.databases.CreateDatabase;
import io.tarn.server.ops.databases.DropDatabase;
import io.tarn.server.ops.databases.GetDatabase;
import io.tarn.server.ops.databases.ListDatabases;
import java.util.List;

/** Databases. */
public final class DatabaseRoutes implements RouteGroup {
    private static final String DATABASES = "/v1/{prefix}/databases";
    private static final String DATABASE = DATABASES + "/{database}";

    private final Catalogs catalogs;
    private final ListDatabases list;
    private final CreateDatabase create;
    private final GetDatabase get;
    private final AlterDatabase alter;
    private final DropDatabase drop;

    public DatabaseRoutes(
            Catalogs catalogs,
            ListDatabases list,
            CreateDatabase create,
            GetDatabase get,
            AlterDatabase alter,
            DropDatabase drop) {
        this.catalogs = catalogs;
        this.list = list;
        this.create = create;
        this.get = get;
        this.alter = alter;
        this.drop = drop;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(DATABASES, Operation.LIST_DATABASES, this::list),
                Route.post(DATABASES, Operation.CREATE_DATABASE, this::create),
                Route.get(DATABASE, Operation.GET_DATABASE, this::get),
                Route.post(DATABASE, Operation.ALTER_DATABASE, this::alter),
                Route.delete(DATABASE, Operation.DROP_DATABASE, this::drop));
    }

    private void list(Request request) {
        Page<String> page = list.run(request.caller(), catalog(request), request.page("databaseNamePattern"));
        request.answer(NamesJson.page("databases", page));
    }

    private void create(Request request) {
        Body body = request.body();
        create.run(request.caller(), catalog(request), body.text("name"), body.textsOrEmpty("options"));
        request.answerEmpty();
    }

    private void get(Request request) {
        Catalogs.Entry catalog = catalog(request);
        request.answer(TableJson.database(catalog, get.run(request.caller(), catalog, request.path("database"))));
    }

    private void alter(Request request) {
        Body body = request.body();
        AlterDatabase.Result result = alter.run(
                request.caller(),
                catalog(request),
                request.path("database"),
                body.textListOrEmpty("removals"),
                body.textsOrEmpty("updates"));
        ObjectNode answer = Json.object();
        answer.set("removed", Json.array(result.removed()));
        answer.set("updated", Json.array(result.updated()));
        answer.set("missing", Json.array(result.missing()));
        request.answer(answer);
    }

    private void drop(Request request) {
        drop.run(request.caller(), catalog(request), request.path("database"));
        request.answerEmpty();
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }
}
