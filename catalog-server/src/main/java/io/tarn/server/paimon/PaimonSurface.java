package io.tarn.server.paimon;

import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.http.Surface;
import java.util.ArrayList;
import java.util.List;

/** Everything under {@code /v1}. */
public final class PaimonSurface {
    private PaimonSurface() {}

    public static Surface of(RouteGroup... groups) {
        List<Route> routes = new ArrayList<>();
        for (RouteGroup group : groups) {
            routes.addAll(group.routes());
        }
        return new Surface("/v1", routes, PaimonErrors::body);
    }
}
