package io.tarn.server.manage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.server.http.Json;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.http.Surface;
import io.tarn.server.model.TarnException;
import java.util.ArrayList;
import java.util.List;

/** Administration, under {@code /manage/v1}. Times are epoch milliseconds. */
public final class ManageSurface {
    static final String BASE = "/manage/v1";

    private ManageSurface() {}

    public static Surface of(RouteGroup... groups) {
        List<Route> routes = new ArrayList<>();
        for (RouteGroup group : groups) {
            routes.addAll(group.routes());
        }
        return new Surface(BASE, routes, ManageSurface::error);
    }

    private static JsonNode error(TarnException error) {
        ObjectNode body = Json.object();
        body.put("message", error.getMessage());
        body.put("error", error.code().name());
        body.put("resource", error.resource());
        body.put("code", error.code().status());
        return body;
    }
}
