package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.Consumer;
import io.tarn.proto.v1.CreateTagRequest;
import io.tarn.proto.v1.CreateTagResponse;
import io.tarn.proto.v1.DeleteTagRequest;
import io.tarn.proto.v1.DeleteTagResponse;
import io.tarn.proto.v1.GetTagRequest;
import io.tarn.proto.v1.ListConsumersRequest;
import io.tarn.proto.v1.ListConsumersResponse;
import io.tarn.proto.v1.ListTagsRequest;
import io.tarn.proto.v1.ListTagsResponse;
import io.tarn.proto.v1.ResetConsumerRequest;
import io.tarn.proto.v1.ResetConsumerResponse;
import io.tarn.proto.v1.Tag;
import io.tarn.proto.v1.TagServiceGrpc;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.tags.CreateTag;
import io.tarn.server.ops.tags.DeleteTag;
import io.tarn.server.ops.tags.GetTag;
import io.tarn.server.ops.tags.ListConsumers;
import io.tarn.server.ops.tags.ListTags;
import io.tarn.server.ops.tags.ResetConsumer;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tags and consumers. */
public final class TagRpcs implements RpcGroup {
    /** The operations behind these methods. */
    public record Operations(
            ListTags list,
            CreateTag create,
            GetTag get,
            DeleteTag delete,
            ListConsumers consumers,
            ResetConsumer resetConsumer) {}

    private final Catalogs catalogs;
    private final Operations ops;

    public TagRpcs(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public ServiceDescriptor service() {
        return TagServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.of(TagServiceGrpc.getListTagsMethod(), Operation.LIST_TAGS, this::list),
                Rpc.of(TagServiceGrpc.getCreateTagMethod(), Operation.CREATE_TAG, this::create),
                Rpc.of(TagServiceGrpc.getGetTagMethod(), Operation.GET_TAG, this::get),
                Rpc.of(TagServiceGrpc.getDeleteTagMethod(), Operation.DELETE_TAG, this::delete),
                Rpc.of(TagServiceGrpc.getListConsumersMethod(), Operation.LIST_CONSUMERS, this::consumers),
                Rpc.of(TagServiceGrpc.getResetConsumerMethod(), Operation.RESET_CONSUMER, this::resetConsumer));
    }

    private ListTagsResponse list(Caller caller, ListTagsRequest request) {
        Page<String> page = ops.list()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        Paging.size(request.getPage()),
                        request.getPage().getToken(),
                        request.getPrefix());
        return ListTagsResponse.newBuilder()
                .addAllTags(page.entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private CreateTagResponse create(Caller caller, CreateTagRequest request) {
        ops.create()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getTag(),
                        request.hasSnapshotId() ? request.getSnapshotId() : null,
                        retained(request));
        return CreateTagResponse.getDefaultInstance();
    }

    private static @Nullable Duration retained(CreateTagRequest request) {
        if (!request.hasRetainedMillis()) {
            return null;
        }
        if (request.getRetainedMillis() < 0) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'retained_millis' is negative");
        }
        return Duration.ofMillis(request.getRetainedMillis());
    }

    private Tag get(Caller caller, GetTagRequest request) {
        io.tarn.server.model.Tag found = ops.get()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getTag());
        Tag.Builder tag = Tag.newBuilder()
                .setName(found.name())
                .setSnapshotJson(found.snapshot().json());
        LocalDateTime created = found.createdAt();
        if (created != null) {
            tag.setCreatedAtMillis(
                    created.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli());
        }
        Duration retained = found.retained();
        if (retained != null) {
            tag.setRetainedMillis(retained.toMillis());
        }
        return tag.build();
    }

    private DeleteTagResponse delete(Caller caller, DeleteTagRequest request) {
        ops.delete()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getTag());
        return DeleteTagResponse.getDefaultInstance();
    }

    private ListConsumersResponse consumers(Caller caller, ListConsumersRequest request) {
        Page<Consumer> page = ops.consumers()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        Paging.size(request.getPage()),
                        request.getPage().getToken())
                .map(consumer -> Consumer.newBuilder()
                        .setId(consumer.id())
                        .setNextSnapshotId(consumer.nextSnapshot())
                        .build());
        return ListConsumersResponse.newBuilder()
                .addAllConsumers(page.entries())
                .setNextPageToken(Paging.token(page.nextToken()))
                .build();
    }

    private ResetConsumerResponse resetConsumer(Caller caller, ResetConsumerRequest request) {
        ops.resetConsumer()
                .run(
                        caller,
                        catalog(request.getCatalog()),
                        NamesInMessages.table(request.getTable()),
                        request.getConsumerId(),
                        request.hasNextSnapshotId() ? request.getNextSnapshotId() : null);
        return ResetConsumerResponse.getDefaultInstance();
    }

    private Catalogs.Entry catalog(String name) {
        return catalogs.byPrefix(name);
    }
}
