package io.tarn.server.paimon;

import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TableSchema;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.tables.ListSchemas;
import java.util.List;

/** The versions of a table's schema, as clients of the 2.1 line read them. */
public final class SchemaRoutes implements RouteGroup {
    private static final String SCHEMAS = "/v1/{prefix}/databases/{database}/tables/{table}/schemas";

    private final Catalogs catalogs;
    private final ListSchemas schemas;

    public SchemaRoutes(Catalogs catalogs, ListSchemas schemas) {
        this.catalogs = catalogs;
        this.schemas = schemas;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(SCHEMAS, Operation.LIST_SCHEMAS, this::list),
                Route.get(SCHEMAS + "/{version}", Operation.GET_SCHEMA, this::get));
    }

    private void list(Request request) {
        Page<TableSchema> page =
                schemas.run(request.caller(), catalog(request), table(request), request.pageSize(), request.before());
        request.answer(NamesJson.objects("schemas", page.map(schema -> Json.stored(schema.body()))));
    }

    private void get(Request request) {
        TableSchema schema = schemas.one(request.caller(), catalog(request), table(request), request.path("version"));
        request.answer(Json.object().set("schema", Json.stored(schema.body())));
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }

    private static TableName table(Request request) {
        return TableName.parse(request.path("database"), request.path("table"));
    }
}
