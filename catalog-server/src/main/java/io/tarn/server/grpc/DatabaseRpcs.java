package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.AlterDatabaseRequest;
import io.tarn.proto.v1.AlterDatabaseResponse;
import io.tarn.proto.v1.CreateDatabaseRequest;
import io.tarn.proto.v1.CreateDatabaseResponse;
import io.tarn.proto.v1.Database;
import io.tarn.proto.v1.DatabaseServiceGrpc;
import io.tarn.proto.v1.DropDatabaseRequest;
import io.tarn.proto.v1.DropDatabaseResponse;
import io.tarn.proto.v1.GetDatabaseRequest;
import io.tarn.proto.v1.ListDatabasesRequest;
import io.tarn.proto.v1.ListDatabasesResponse;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableLocations;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.databases.AlterDatabase;
import io.tarn.server.ops.databases.CreateDatabase;
import io.tarn.server.ops.databases.DropDatabase;
import io.tarn.server.ops.databases.GetDatabase;
import io.tarn.server.ops.databases.ListDatabases;
import java.util.List;

/** Databases. */
public final class DatabaseRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(
            ListDatabases list, CreateDatabase create, GetDatabase get, AlterDatabase alter, DropDatabase drop) {}

    private final Catalogs catalogs;
    private final Operations ops;

    public DatabaseRpcs(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public ServiceDescriptor service() {
        return DatabaseServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(DatabaseServiceGrpc.getListDatabasesMethod(), Operation.LIST_DATABASES, this::list),
                Rpc.of(DatabaseServiceGrpc.getCreateDatabaseMethod(), Operation.CREATE_DATABASE, this::create),
                Rpc.of(DatabaseServiceGrpc.getGetDatabaseMethod(), Operation.GET_DATABASE, this::get),
                Rpc.of(DatabaseServiceGrpc.getAlterDatabaseMethod(), Operation.ALTER_DATABASE, this::alter),
                Rpc.of(DatabaseServiceGrpc.getDropDatabaseMethod(), Operation.DROP_DATABASE, this::drop));
    }

    private ListDatabasesResponse list(Caller caller, ListDatabasesRequest request) {
        Page<String> page = ops.list().run(caller, catalog(request.getCatalog()), Paging.page(request.getPage()));
        return ListDatabasesResponse.newBuilder()
                .addAllDatabases(page.entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private CreateDatabaseResponse create(Caller caller, CreateDatabaseRequest request) {
        ops.create().run(caller, catalog(request.getCatalog()), request.getDatabase(), request.getOptionsMap());
        return CreateDatabaseResponse.getDefaultInstance();
    }

    private Database get(Caller caller, GetDatabaseRequest request) {
        Catalogs.Entry catalog = catalog(request.getCatalog());
        Namespace found = ops.get().run(caller, catalog, request.getDatabase());
        return Database.newBuilder()
                .setId(found.id().toString())
                .setName(found.name())
                .setLocation(TableLocations.directory(catalog.catalog(), found.name())
                        .toString())
                .putAllOptions(found.options())
                .setAudit(NamesInMessages.of(found.audit()))
                .build();
    }

    private AlterDatabaseResponse alter(Caller caller, AlterDatabaseRequest request) {
        AlterDatabase.Result result = ops.alter()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        request.getDatabase(),
                        request.getRemovalsList(),
                        request.getUpdatesMap());
        return AlterDatabaseResponse.newBuilder()
                .addAllRemoved(result.removed())
                .addAllUpdated(result.updated())
                .addAllMissing(result.missing())
                .build();
    }

    private DropDatabaseResponse drop(Caller caller, DropDatabaseRequest request) {
        ops.drop().run(caller, catalog(request.getCatalog()), request.getDatabase());
        return DropDatabaseResponse.getDefaultInstance();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
