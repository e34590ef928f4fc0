package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Securable;
import io.tarn.proto.v1.Catalog;
import io.tarn.proto.v1.CatalogConfig;
import io.tarn.proto.v1.CatalogServiceGrpc;
import io.tarn.proto.v1.GetCatalogRequest;
import io.tarn.proto.v1.ListCatalogsRequest;
import io.tarn.proto.v1.ListCatalogsResponse;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Location;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import java.util.List;

/** The catalogs of this server. */
public final class CatalogRpcs implements RpcGroup {
    private final Catalogs catalogs;
    private final Access access;
    private final Guard guard;

    public CatalogRpcs(Catalogs catalogs, Access access, Guard guard) {
        this.catalogs = catalogs;
        this.access = access;
        this.guard = guard;
    }

    @Override
    public ServiceDescriptor service() {
        return CatalogServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(CatalogServiceGrpc.getListCatalogsMethod(), Operation.LIST_CATALOGS, this::list),
                Rpc.of(CatalogServiceGrpc.getGetCatalogMethod(), Operation.GET_CONFIG, this::get));
    }

    private ListCatalogsResponse list(Caller caller, ListCatalogsRequest request) {
        guard.check(caller, Operation.LIST_CATALOGS, Securable.server());
        ListCatalogsResponse.Builder answer = ListCatalogsResponse.newBuilder();
        catalogs.all()
                .forEach(entry -> answer.addCatalogs(Catalog.newBuilder()
                        .setId(entry.catalog().id().toString())
                        .setName(entry.catalog().name())
                        .setWarehouse(entry.catalog().warehouse().toString())
                        .addAllAllowedLocations(entry.allowedLocations().stream()
                                .map(Location::toString)
                                .toList())));
        return answer.build();
    }

    private CatalogConfig get(Caller caller, GetCatalogRequest request) {
        Catalogs.Entry catalog = request.getCatalog().isEmpty() ? only() : catalogs.byPrefix(request.getCatalog());
        access.catalog(caller, Operation.GET_CONFIG, catalog);
        return CatalogConfig.newBuilder()
                .setId(catalog.catalog().id().toString())
                .setName(catalog.catalog().name())
                .putAllOptions(catalog.clientOptions())
                .build();
    }

    private Catalogs.Entry only() {
        List<Catalogs.Entry> all = catalogs.all();
        if (all.size() != 1) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "This server holds several catalogs; 'catalog' has to name one");
        }
        return all.get(0);
    }
}
