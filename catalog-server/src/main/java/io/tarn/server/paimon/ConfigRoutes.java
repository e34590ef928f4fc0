package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/config}: the first call of every client, which learns the prefix of its paths here. */
public final class ConfigRoutes implements RouteGroup {
    private final Catalogs catalogs;
    private final Access access;

    public ConfigRoutes(Catalogs catalogs, Access access) {
        this.catalogs = catalogs;
        this.access = access;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/v1/config", Operation.GET_CONFIG, this::config));
    }

    private void config(Request request) {
        Catalogs.Entry catalog = catalog(request);
        access.catalog(request.caller(), Operation.GET_CONFIG, catalog);
        ObjectNode defaults = Json.object();
        if (catalog.vending().isPresent()) {
            defaults.put("data-token.enabled", "true");
        }
        catalog.clientOptions().forEach(defaults::put);
        ObjectNode overrides = Json.object();
        overrides.put("prefix", catalog.catalog().id().toString());
        ObjectNode answer = Json.object();
        answer.set("defaults", defaults);
        answer.set("overrides", overrides);
        request.answer(answer);
    }

    private Catalogs.Entry catalog(Request request) {
        String warehouse = request.query("warehouse");
        if (warehouse != null) {
            return catalogs.byName(warehouse)
                    .or(() -> twiceDecoded(warehouse))
                    .orElseThrow(() -> Catalogs.notFound(warehouse));
        }
        List<Catalogs.Entry> all = catalogs.all();
        if (all.size() != 1) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "This server holds several catalogs; set the client's option 'warehouse' to the name of one");
        }
        return all.get(0);
    }

    /** Clients before 2.0 encode the name twice. */
    private Optional<Catalogs.Entry> twiceDecoded(String warehouse) {
        try {
            return catalogs.byName(URLDecoder.decode(warehouse, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
