package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.AlterFunctionRequest;
import io.tarn.proto.v1.AlterFunctionResponse;
import io.tarn.proto.v1.CreateFunctionRequest;
import io.tarn.proto.v1.CreateFunctionResponse;
import io.tarn.proto.v1.DropFunctionRequest;
import io.tarn.proto.v1.DropFunctionResponse;
import io.tarn.proto.v1.Function;
import io.tarn.proto.v1.FunctionServiceGrpc;
import io.tarn.proto.v1.GetFunctionRequest;
import io.tarn.proto.v1.ListAllFunctionsRequest;
import io.tarn.proto.v1.ListAllFunctionsResponse;
import io.tarn.proto.v1.ListFunctionDetailsRequest;
import io.tarn.proto.v1.ListFunctionDetailsResponse;
import io.tarn.proto.v1.ListFunctionsRequest;
import io.tarn.proto.v1.ListFunctionsResponse;
import io.tarn.server.model.Page;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.functions.AlterFunction;
import io.tarn.server.ops.functions.CreateFunction;
import io.tarn.server.ops.functions.DropFunction;
import io.tarn.server.ops.functions.GetFunction;
import io.tarn.server.ops.functions.ListAllFunctions;
import io.tarn.server.ops.functions.ListFunctionDetails;
import io.tarn.server.ops.functions.ListFunctions;
import java.util.List;

/** Functions. */
public final class FunctionRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(
            ListFunctions list,
            ListFunctionDetails details,
            ListAllFunctions all,
            CreateFunction create,
            GetFunction get,
            AlterFunction alter,
            DropFunction drop) {}

    private final Catalogs catalogs;
    private final Operations ops;

    public FunctionRpcs(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public ServiceDescriptor service() {
        return FunctionServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(FunctionServiceGrpc.getListFunctionsMethod(), Operation.LIST_FUNCTIONS, this::list),
                Rpc.of(
                        FunctionServiceGrpc.getListFunctionDetailsMethod(),
                        Operation.LIST_FUNCTION_DETAILS,
                        this::details),
                Rpc.of(FunctionServiceGrpc.getListAllFunctionsMethod(), Operation.LIST_ALL_FUNCTIONS, this::all),
                Rpc.of(FunctionServiceGrpc.getCreateFunctionMethod(), Operation.CREATE_FUNCTION, this::create),
                Rpc.of(FunctionServiceGrpc.getGetFunctionMethod(), Operation.GET_FUNCTION, this::get),
                Rpc.of(FunctionServiceGrpc.getAlterFunctionMethod(), Operation.ALTER_FUNCTION, this::alter),
                Rpc.of(FunctionServiceGrpc.getDropFunctionMethod(), Operation.DROP_FUNCTION, this::drop));
    }

    private ListFunctionsResponse list(Caller caller, ListFunctionsRequest request) {
        Page<String> page = ops.list()
                .run(caller, catalog(request.getCatalog()), request.getDatabase(), Paging.page(request.getPage()));
        return ListFunctionsResponse.newBuilder()
                .addAllFunctions(page.entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private ListFunctionDetailsResponse details(Caller caller, ListFunctionDetailsRequest request) {
        String database = request.getDatabase();
        Page<Function> page = ops.details()
                .run(caller, catalog(request.getCatalog()), database, Paging.page(request.getPage()))
                .map(function -> FunctionMessages.of(database, function));
        return ListFunctionDetailsResponse.newBuilder()
                .addAllFunctions(page.entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private ListAllFunctionsResponse all(Caller caller, ListAllFunctionsRequest request) {
        Page<QualifiedName> page = ops.all()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        Paging.catalogPage(request.getPage(), request.getDatabasePattern()));
        return ListAllFunctionsResponse.newBuilder()
                .addAllFunctions(page.map(NamesInMessages::of).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private CreateFunctionResponse create(Caller caller, CreateFunctionRequest request) {
        ops.create()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.object(request.getFunction()),
                        FunctionMessages.definition(request.getDefinition()));
        return CreateFunctionResponse.getDefaultInstance();
    }

    private Function get(Caller caller, GetFunctionRequest request) {
        QualifiedName name = NamesInMessages.object(request.getFunction());
        return FunctionMessages.of(name.database(), ops.get().run(caller, catalog(request.getCatalog()), name));
    }

    private AlterFunctionResponse alter(Caller caller, AlterFunctionRequest request) {
        ops.alter()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.object(request.getFunction()),
                        FunctionMessages.changes(request.getChangesList()));
        return AlterFunctionResponse.getDefaultInstance();
    }

    private DropFunctionResponse drop(Caller caller, DropFunctionRequest request) {
        ops.drop().run(caller, catalog(request.getCatalog()), NamesInMessages.object(request.getFunction()));
        return DropFunctionResponse.getDefaultInstance();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
