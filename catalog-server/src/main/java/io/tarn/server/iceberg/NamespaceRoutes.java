package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.databases.AlterDatabase;
import io.tarn.server.ops.databases.CreateDatabase;
import io.tarn.server.ops.databases.GetDatabase;
import io.tarn.server.ops.databases.ListDatabases;
import io.tarn.server.ops.iceberg.DropNamespace;
import io.tarn.server.ops.idempotency.KeyedRequests;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Namespaces, which are the catalog's databases. */
public final class NamespaceRoutes implements RouteGroup {
    private static final String PROPERTIES = IcebergSurface.NAMESPACE + "/properties";

    /** What the routes run. */
    public record Operations(
            ListDatabases list, CreateDatabase create, GetDatabase get, AlterDatabase alter, DropNamespace drop) {}

    private final Catalogs catalogs;
    private final Operations ops;
    private final KeyedRoutes keyed;

    public NamespaceRoutes(Catalogs catalogs, Operations ops, KeyedRequests requests) {
        this.catalogs = catalogs;
        this.ops = ops;
        this.keyed = new KeyedRoutes(requests);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(IcebergSurface.NAMESPACES, Operation.LIST_DATABASES, this::list),
                Route.post(
                        IcebergSurface.NAMESPACES,
                        Operation.CREATE_DATABASE,
                        keyed.once(this::create, this::createdBefore)),
                Route.get(IcebergSurface.NAMESPACE, Operation.GET_DATABASE, this::get),
                Route.head(IcebergSurface.NAMESPACE, Operation.GET_DATABASE, this::exists),
                Route.post(PROPERTIES, Operation.ALTER_DATABASE, keyed.once(this::alter, this::alteredBefore)),
                Route.delete(IcebergSurface.NAMESPACE, Operation.DROP_DATABASE, keyed.once(this::drop)));
    }

    private void list(Request request) {
        Catalogs.Entry catalog = catalog(request);
        String parent = request.query("parent");
        Page<String> page;
        if (parent == null || parent.isEmpty()) {
            page = Paths.list(
                    request,
                    (size, after) ->
                            ops.list().run(request.caller(), catalog, new PageRequest(size, after, NamePattern.ANY)));
        } else {
            // It has to be there, and nothing can be below it.
            ops.get().run(request.caller(), catalog, Paths.existing(parent));
            page = new Page<>(List.of(), null);
        }
        request.answer(Paths.page("namespaces", page, name -> Json.array(List.of(name))));
    }

    private void create(Request request) {
        Body body = request.body();
        Catalogs.Entry catalog = catalog(request);
        String name = Names.check("namespace", Paths.namespace(body));
        Map<String, String> properties = body.textsOrEmpty("properties");
        ops.create().run(request.caller(), catalog, name, properties);
        request.answer(described(name, properties));
    }

    private void createdBefore(Request request, UUID entry) {
        Body body = request.body();
        request.answer(described(Paths.namespace(body), body.textsOrEmpty("properties")));
    }

    private void get(Request request) {
        String name = Paths.namespace(request);
        request.answer(described(
                name, ops.get().run(request.caller(), catalog(request), name).options()));
    }

    private void exists(Request request) {
        ops.get().run(request.caller(), catalog(request), Paths.namespace(request));
        request.answerNoContent();
    }

    private static JsonNode described(String name, Map<String, String> properties) {
        ObjectNode answer = Json.object();
        answer.set("namespace", Json.array(List.of(name)));
        ObjectNode told = answer.putObject("properties");
        properties.forEach(told::put);
        return answer;
    }

    private void alter(Request request) {
        Body body = request.body();
        List<String> removals = body.textListOrEmpty("removals");
        Map<String, String> updates = body.textsOrEmpty("updates");
        removals.stream().filter(updates::containsKey).findFirst().ifPresent(key -> {
            throw TarnException.of(
                    ErrorCode.CONTRADICTORY, "Property '" + Names.printable(key) + "' is to be set and removed");
        });
        AlterDatabase.Result result =
                ops.alter().run(request.caller(), catalog(request), Paths.namespace(request), removals, updates);
        answer(request, result);
    }

    private void alteredBefore(Request request, UUID entry) {
        Body body = request.body();
        answer(
                request,
                ops.alter()
                        .result(
                                entry,
                                body.textListOrEmpty("removals"),
                                body.textsOrEmpty("updates").keySet()));
    }

    private static void answer(Request request, AlterDatabase.Result result) {
        ObjectNode answer = Json.object();
        answer.set("removed", Json.array(result.removed()));
        answer.set("updated", Json.array(result.updated()));
        answer.set("missing", Json.array(result.missing()));
        request.answer(answer);
    }

    private void drop(Request request) {
        ops.drop().run(request.caller(), catalog(request), Paths.namespace(request));
        request.answerNoContent();
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }
}
