package io.tarn.server.paimon;

import io.tarn.auth.Operation;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.partitions.ListPartitions;
import java.util.List;

/** Partitions. */
public final class PartitionRoutes implements RouteGroup {
    /** The operations behind these routes. */
    public record Operations(ListPartitions list) {}

    private static final String PARTITIONS = "/v1/{prefix}/databases/{database}/tables/{table}/partitions";

    private final Catalogs catalogs;
    private final Operations ops;

    public PartitionRoutes(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(PARTITIONS, Operation.LIST_PARTITIONS, this::list));
    }

    private void list(Request request) {
        request.answer(NamesJson.objects(
                "partitions",
                ops.list()
                        .run(
                                request.principal(),
                                catalog(request),
                                table(request),
                                request.page("partitionNamePattern"))
                        .map(PartitionJson::partition)));
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }

    private static TableName table(Request request) {
        return TableName.parse(request.path("database"), request.path("table"));
    }
}
