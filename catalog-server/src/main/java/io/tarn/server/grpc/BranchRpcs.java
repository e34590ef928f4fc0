package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.BranchServiceGrpc;
import io.tarn.proto.v1.CreateBranchRequest;
import io.tarn.proto.v1.CreateBranchResponse;
import io.tarn.proto.v1.DropBranchRequest;
import io.tarn.proto.v1.DropBranchResponse;
import io.tarn.proto.v1.ForwardBranchRequest;
import io.tarn.proto.v1.ForwardBranchResponse;
import io.tarn.proto.v1.ListBranchesRequest;
import io.tarn.proto.v1.ListBranchesResponse;
import io.tarn.proto.v1.RenameBranchRequest;
import io.tarn.proto.v1.RenameBranchResponse;
import io.tarn.server.model.Names;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.branches.CreateBranch;
import io.tarn.server.ops.branches.DropBranch;
import io.tarn.server.ops.branches.ForwardBranch;
import io.tarn.server.ops.branches.ListBranches;
import io.tarn.server.ops.branches.RenameBranch;
import java.util.List;

/** Branches. */
public final class BranchRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(
            ListBranches list, CreateBranch create, DropBranch drop, RenameBranch rename, ForwardBranch forward) {}

    private final Catalogs catalogs;
    private final Operations ops;

    public BranchRpcs(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public ServiceDescriptor service() {
        return BranchServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(BranchServiceGrpc.getListBranchesMethod(), Operation.LIST_BRANCHES, this::list),
                Rpc.of(BranchServiceGrpc.getCreateBranchMethod(), Operation.CREATE_BRANCH, this::create),
                Rpc.of(BranchServiceGrpc.getDropBranchMethod(), Operation.DROP_BRANCH, this::drop),
                Rpc.of(BranchServiceGrpc.getRenameBranchMethod(), Operation.RENAME_BRANCH, this::rename),
                Rpc.of(BranchServiceGrpc.getForwardBranchMethod(), Operation.FORWARD_BRANCH, this::forward));
    }

    private ListBranchesResponse list(Caller caller, ListBranchesRequest request) {
        return ListBranchesResponse.newBuilder()
                .addAllBranches(ops.list()
                        .run(caller, catalog(request.getCatalog()), NamesInMessages.table(request.getTable())))
                .build();
    }

    private CreateBranchResponse create(Caller caller, CreateBranchRequest request) {
        ops.create()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getBranch(),
                        request.hasFromTag() ? request.getFromTag() : null);
        return CreateBranchResponse.getDefaultInstance();
    }

    private DropBranchResponse drop(Caller caller, DropBranchRequest request) {
        ops.drop()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        branch(request.getBranch()));
        return DropBranchResponse.getDefaultInstance();
    }

    private RenameBranchResponse rename(Caller caller, RenameBranchRequest request) {
        ops.rename()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        branch(request.getBranch()),
                        request.getToBranch());
        return RenameBranchResponse.getDefaultInstance();
    }

    private ForwardBranchResponse forward(Caller caller, ForwardBranchRequest request) {
        ops.forward()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        branch(request.getBranch()));
        return ForwardBranchResponse.getDefaultInstance();
    }

    private static String branch(String name) {
        return Names.check("branch", name);
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
