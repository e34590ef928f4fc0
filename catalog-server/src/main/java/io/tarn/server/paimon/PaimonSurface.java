package io.tarn.server.paimon;

import io.tarn.server.http.Route;
import io.tarn.server.http.Surface;
import java.util.ArrayList;
import java.util.List;

/** Everything under {@code /v1}. */
public final class PaimonSurface {
    private PaimonSurface() {}

    public static Surface of(ConfigRoutes config, DatabaseRoutes databases, TableRoutes tables, ViewRoutes views) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(config.routes());
        routes.addAll(databases.routes());
        routes.addAll(tables.routes());
        routes.addAll(views.routes());
        routes.addAll(UnsupportedRoutes.routes());
        return new Surface("/v1", routes, PaimonErrors::body);
    }
}
