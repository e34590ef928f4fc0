package io.tarn.server.iceberg;

import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.http.Surface;
import java.util.ArrayList;
import java.util.List;

/** Everything under {@code /iceberg}. */
public final class IcebergSurface {
    static final String BASE = "/iceberg";

    /** What the paths of a catalog begin with. */
    static final String CATALOG = BASE + "/v1/{prefix}";

    static final String NAMESPACES = CATALOG + "/namespaces";
    static final String NAMESPACE = NAMESPACES + "/{namespace}";

    private IcebergSurface() {}

    public static Surface of(ConfigRoutes config, RouteGroup... groups) {
        List<Route> routes = new ArrayList<>();
        for (RouteGroup group : groups) {
            routes.addAll(group.routes());
        }
        config.announce(routes);
        routes.addAll(config.routes());
        return new Surface(BASE, routes, IcebergErrors::body);
    }
}
