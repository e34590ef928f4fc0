package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first call of every client, which learns the prefix of its paths here, and what it may ask at all. */
public final class ConfigRoutes implements RouteGroup {
    private final Catalogs catalogs;
    private final Access access;
    private List<String> endpoints = List.of();

    public ConfigRoutes(Catalogs catalogs, Access access) {
        this.catalogs = catalogs;
        this.access = access;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(IcebergSurface.BASE + "/v1/config", Operation.GET_CONFIG, this::config));
    }

    /** Clients ask for nothing that is not on this list, and say so instead. */
    void announce(List<Route> routes) {
        endpoints = routes.stream()
                .filter(route -> !route.login())
                .map(route -> route.endpoint(IcebergSurface.BASE))
                .toList();
    }

    private void config(Request request) {
        Catalogs.Entry catalog = catalog(request.query("warehouse"));
        access.catalog(request.caller(), Operation.GET_CONFIG, catalog);
        ObjectNode answer = Json.object();
        // A client that got its token here gets the next one in the same way; it need not exchange the old one.
        answer.putObject("defaults").put("token-exchange-enabled", "false");
        answer.putObject("overrides").put("prefix", catalog.catalog().id().toString());
        answer.put("idempotency-key-lifetime", Limits.IDEMPOTENCY_KEY_LIFETIME.toString());
        answer.set("endpoints", Json.array(endpoints(catalog)));
        request.answer(answer);
    }

    /**
     * What a catalog has nothing for is left out. What the caller may do is not: that goes by object, and may change while the
     * client keeps this list.
     */
    private List<String> endpoints(Catalogs.Entry catalog) {
        return endpoints.stream()
                .filter(endpoint ->
                        !endpoint.endsWith("/credentials") || catalog.vending().isPresent())
                .filter(endpoint ->
                        !endpoint.endsWith("/sign") || catalog.signer().isPresent())
                .toList();
    }

    private Catalogs.Entry catalog(@Nullable String warehouse) {
        if (warehouse != null && !warehouse.isEmpty()) {
            return catalogs.byName(warehouse).orElseThrow(() -> Catalogs.notFound(warehouse));
        }
        List<Catalogs.Entry> all = catalogs.all();
        if (all.size() != 1) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "This server holds several catalogs; set the client's property 'warehouse' to the name of one");
        }
        return all.get(0);
    }
}
