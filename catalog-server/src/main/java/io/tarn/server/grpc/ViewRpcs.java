package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.AlterViewRequest;
import io.tarn.proto.v1.AlterViewResponse;
import io.tarn.proto.v1.CreateViewRequest;
import io.tarn.proto.v1.CreateViewResponse;
import io.tarn.proto.v1.DropViewRequest;
import io.tarn.proto.v1.DropViewResponse;
import io.tarn.proto.v1.GetViewRequest;
import io.tarn.proto.v1.ListAllViewsRequest;
import io.tarn.proto.v1.ListAllViewsResponse;
import io.tarn.proto.v1.ListViewDetailsRequest;
import io.tarn.proto.v1.ListViewDetailsResponse;
import io.tarn.proto.v1.ListViewsRequest;
import io.tarn.proto.v1.ListViewsResponse;
import io.tarn.proto.v1.RenameViewRequest;
import io.tarn.proto.v1.RenameViewResponse;
import io.tarn.proto.v1.View;
import io.tarn.proto.v1.ViewServiceGrpc;
import io.tarn.server.model.Page;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.views.AlterView;
import io.tarn.server.ops.views.CreateView;
import io.tarn.server.ops.views.DropView;
import io.tarn.server.ops.views.GetView;
import io.tarn.server.ops.views.ListAllViews;
import io.tarn.server.ops.views.ListViewDetails;
import io.tarn.server.ops.views.ListViews;
import io.tarn.server.ops.views.RenameView;
import java.util.List;

/** Views. */
public final class ViewRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(
            ListViews list,
            ListViewDetails details,
            ListAllViews all,
            CreateView create,
            GetView get,
            AlterView alter,
            DropView drop,
            RenameView rename) {}

    private final Catalogs catalogs;
    private final Operations ops;

    public ViewRpcs(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public ServiceDescriptor service() {
        return ViewServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(ViewServiceGrpc.getListViewsMethod(), Operation.LIST_VIEWS, this::list),
                Rpc.of(ViewServiceGrpc.getListViewDetailsMethod(), Operation.LIST_VIEW_DETAILS, this::details),
                Rpc.of(ViewServiceGrpc.getListAllViewsMethod(), Operation.LIST_ALL_VIEWS, this::all),
                Rpc.of(ViewServiceGrpc.getCreateViewMethod(), Operation.CREATE_VIEW, this::create),
                Rpc.of(ViewServiceGrpc.getGetViewMethod(), Operation.GET_VIEW, this::get),
                Rpc.of(ViewServiceGrpc.getAlterViewMethod(), Operation.ALTER_VIEW, this::alter),
                Rpc.of(ViewServiceGrpc.getDropViewMethod(), Operation.DROP_VIEW, this::drop),
                Rpc.of(ViewServiceGrpc.getRenameViewMethod(), Operation.RENAME_VIEW, this::rename));
    }

    private ListViewsResponse list(Caller caller, ListViewsRequest request) {
        Page<String> page = ops.list()
                .run(caller, catalog(request.getCatalog()), request.getDatabase(), Paging.page(request.getPage()));
        return ListViewsResponse.newBuilder()
                .addAllViews(page.entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private ListViewDetailsResponse details(Caller caller, ListViewDetailsRequest request) {
        String database = request.getDatabase();
        Page<View> page = ops.details()
                .run(caller, catalog(request.getCatalog()), database, Paging.page(request.getPage()))
                .map(view -> ViewMessages.of(database, view));
        return ListViewDetailsResponse.newBuilder()
                .addAllViews(page.entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private ListAllViewsResponse all(Caller caller, ListAllViewsRequest request) {
        Page<QualifiedName> page = ops.all()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        Paging.catalogPage(request.getPage(), request.getDatabasePattern()));
        return ListAllViewsResponse.newBuilder()
                .addAllViews(page.map(NamesInMessages::of).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private CreateViewResponse create(Caller caller, CreateViewRequest request) {
        ops.create()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.object(request.getView()),
                        ViewMessages.definition(request.getDefinition()));
        return CreateViewResponse.getDefaultInstance();
    }

    private View get(Caller caller, GetViewRequest request) {
        QualifiedName name = NamesInMessages.object(request.getView());
        return ViewMessages.of(name.database(), ops.get().run(caller, catalog(request.getCatalog()), name));
    }

    private AlterViewResponse alter(Caller caller, AlterViewRequest request) {
        ops.alter()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.object(request.getView()),
                        ViewMessages.changes(request.getChangesList()));
        return AlterViewResponse.getDefaultInstance();
    }

    private DropViewResponse drop(Caller caller, DropViewRequest request) {
        ops.drop().run(caller, catalog(request.getCatalog()), NamesInMessages.object(request.getView()));
        return DropViewResponse.getDefaultInstance();
    }

    private RenameViewResponse rename(Caller caller, RenameViewRequest request) {
        ops.rename()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.object(request.getFrom()),
                        NamesInMessages.object(request.getTo()));
        return RenameViewResponse.getDefaultInstance();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
