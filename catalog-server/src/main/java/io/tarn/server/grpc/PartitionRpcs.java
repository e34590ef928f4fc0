package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.BatchGetPartitionsRequest;
import io.tarn.proto.v1.BatchGetPartitionsResponse;
import io.tarn.proto.v1.CreatePartitionsRequest;
import io.tarn.proto.v1.CreatePartitionsResponse;
import io.tarn.proto.v1.DropPartitionsRequest;
import io.tarn.proto.v1.DropPartitionsResponse;
import io.tarn.proto.v1.FilterPartitionsRequest;
import io.tarn.proto.v1.FilterPartitionsResponse;
import io.tarn.proto.v1.ListPartitionsRequest;
import io.tarn.proto.v1.ListPartitionsResponse;
import io.tarn.proto.v1.MarkPartitionsRequest;
import io.tarn.proto.v1.MarkPartitionsResponse;
import io.tarn.proto.v1.PartitionServiceGrpc;
import io.tarn.server.model.Page;
import io.tarn.server.model.Partition;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.partitions.ChangePartitions;
import io.tarn.server.ops.partitions.FilterPartitions;
import io.tarn.server.ops.partitions.FindPartitions;
import io.tarn.server.ops.partitions.ListPartitions;
import java.util.List;

/** Partitions. */
public final class PartitionRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(
            ListPartitions list, FindPartitions find, FilterPartitions filter, ChangePartitions change) {}

    private final Catalogs catalogs;
    private final Operations ops;

    public PartitionRpcs(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public ServiceDescriptor service() {
        return PartitionServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(PartitionServiceGrpc.getListPartitionsMethod(), Operation.LIST_PARTITIONS, this::list),
                Rpc.of(PartitionServiceGrpc.getBatchGetPartitionsMethod(), Operation.LIST_PARTITIONS, this::find),
                Rpc.of(PartitionServiceGrpc.getFilterPartitionsMethod(), Operation.LIST_PARTITIONS, this::filter),
                Rpc.of(PartitionServiceGrpc.getCreatePartitionsMethod(), Operation.CREATE_PARTITIONS, this::create),
                Rpc.of(PartitionServiceGrpc.getDropPartitionsMethod(), Operation.DROP_PARTITIONS, this::drop),
                Rpc.of(PartitionServiceGrpc.getMarkPartitionsMethod(), Operation.MARK_PARTITIONS, this::mark));
    }

    private ListPartitionsResponse list(Caller caller, ListPartitionsRequest request) {
        Page<Partition> page = ops.list()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        Paging.page(request.getPage()));
        return ListPartitionsResponse.newBuilder()
                .addAllPartitions(page.map(PartitionMessages::of).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private BatchGetPartitionsResponse find(Caller caller, BatchGetPartitionsRequest request) {
        List<Partition> found = ops.find()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        PartitionMessages.specs(request.getSpecsList()));
        return BatchGetPartitionsResponse.newBuilder()
                .addAllPartitions(found.stream().map(PartitionMessages::of).toList())
                .build();
    }

    private FilterPartitionsResponse filter(Caller caller, FilterPartitionsRequest request) {
        Page<Partition> page = ops.filter()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        PartitionMessages.filter(request.getFilter()),
                        Paging.page(request.getPage()));
        return FilterPartitionsResponse.newBuilder()
                .addAllPartitions(page.map(PartitionMessages::of).entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private CreatePartitionsResponse create(Caller caller, CreatePartitionsRequest request) {
        ChangePartitions.Result result = ops.change()
                .create(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        PartitionMessages.specs(request.getSpecsList()),
                        !request.hasIgnoreExisting() || request.getIgnoreExisting());
        return CreatePartitionsResponse.newBuilder()
                .addAllCreated(PartitionMessages.of(result.changed()))
                .addAllExisted(PartitionMessages.of(result.unchanged()))
                .build();
    }

    private DropPartitionsResponse drop(Caller caller, DropPartitionsRequest request) {
        ChangePartitions.Result result = ops.change()
                .drop(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        PartitionMessages.specs(request.getSpecsList()),
                        !request.hasIgnoreMissing() || request.getIgnoreMissing());
        return DropPartitionsResponse.newBuilder()
                .addAllDropped(PartitionMessages.of(result.changed()))
                .addAllMissing(PartitionMessages.of(result.unchanged()))
                .build();
    }

    private MarkPartitionsResponse mark(Caller caller, MarkPartitionsRequest request) {
        ops.change()
                .mark(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        PartitionMessages.specs(request.getSpecsList()));
        return MarkPartitionsResponse.getDefaultInstance();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
