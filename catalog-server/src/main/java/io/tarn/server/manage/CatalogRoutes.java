package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.Location;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import java.util.List;

/** The catalogs of this server, which its configuration names. */
public final class CatalogRoutes implements RouteGroup {
    private final Catalogs catalogs;
    private final Guard guard;

    public CatalogRoutes(Catalogs catalogs, Guard guard) {
        this.catalogs = catalogs;
        this.guard = guard;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(ManageSurface.BASE + "/catalogs", Operation.LIST_CATALOGS, this::list));
    }

    private void list(Request request) {
        guard.check(request.caller(), Operation.LIST_CATALOGS, Securable.server());
        request.answer(Json.object().set("catalogs", Json.list(catalogs.all(), CatalogRoutes::json)));
    }

    private static JsonNode json(Catalogs.Entry entry) {
        ObjectNode json = Json.object();
        json.put("id", entry.catalog().id().toString());
        json.put("name", entry.catalog().name());
        json.put("warehouse", entry.catalog().warehouse().toString());
        json.set(
                "allowedLocations",
                Json.array(entry.allowedLocations().stream()
                        .map(Location::toString)
                        .toList()));
        return json;
    }
}
