package io.tarn.server.paimon;

import io.tarn.server.http.Route;
import io.tarn.server.http.Surface;
import io.tarn.server.model.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** Everything under {@code /v1}. */
public final class PaimonSurface {
    private PaimonSurface() {}

    /** Reads the text of a snapshot file: the same JSON as in a commit. */
    public static Snapshot readSnapshot(String json) {
        return SnapshotJson.read(json);
    }

    public static Surface of(
            ConfigRoutes config,
            DatabaseRoutes databases,
            TableRoutes tables,
            ViewRoutes views,
            FunctionRoutes functions,
            PartitionRoutes partitions) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(config.routes());
        routes.addAll(databases.routes());
        routes.addAll(tables.routes());
        routes.addAll(views.routes());
        routes.addAll(functions.routes());
        routes.addAll(partitions.routes());
        routes.addAll(UnsupportedRoutes.routes());
        return new Surface("/v1", routes, PaimonErrors::body);
    }
}
