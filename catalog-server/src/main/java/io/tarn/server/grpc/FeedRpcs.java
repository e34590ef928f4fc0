package io.tarn.server.grpc;

import io.grpc.ServiceDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.EventFilter;
import io.tarn.proto.v1.EventGap;
import io.tarn.proto.v1.EventProgress;
import io.tarn.proto.v1.FeedServiceGrpc;
import io.tarn.proto.v1.ListEventsRequest;
import io.tarn.proto.v1.ListEventsResponse;
import io.tarn.proto.v1.WatchRequest;
import io.tarn.proto.v1.WatchResponse;
import io.tarn.proto.v1.WatchStart;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Event;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.feed.EventSink;
import io.tarn.server.ops.feed.Subscription;
import io.tarn.server.ops.feed.WatchEvents;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is changed in a catalog. */
public final class FeedRpcs implements RpcGroup {
    private final Catalogs catalogs;
    private final WatchEvents watch;

    public FeedRpcs(Catalogs catalogs, WatchEvents watch) {
        this.catalogs = catalogs;
        this.watch = watch;
    }

    @Override
    public ServiceDescriptor service() {
        return FeedServiceGrpc.getServiceDescriptor();
    }

    @Override
    public List<Rpc<?, ?>> rpcs() {
        return List.of(
                Rpc.stream(FeedServiceGrpc.getWatchMethod(), Operation.WATCH_EVENTS, this::watch),
                Rpc.of(FeedServiceGrpc.getListEventsMethod(), Operation.WATCH_EVENTS, this::list));
    }

    private ListEventsResponse list(Caller caller, ListEventsRequest request) {
        WatchEvents.Listed listed = watch.list(
                caller,
                catalogs.byPrefix(request.getCatalog()),
                filter(request.getFilter()),
                request.getCursor(),
                start(request.getStart()),
                Paging.size(request.getPageSize()));
        ListEventsResponse.Builder answer = ListEventsResponse.newBuilder()
                .setCursor(Long.toString(listed.cursor()))
                .setMore(listed.more());
        listed.events().forEach(event -> answer.addEvents(EventMessages.of(event)));
        return answer.build();
    }

    private Subscription watch(
            Caller caller, Supplier<Caller> identify, WatchRequest request, Outgoing<WatchResponse> out) {
        return watch.watch(
                caller,
                identify,
                catalogs.byPrefix(request.getCatalog()),
                filter(request.getFilter()),
                request.getCursor(),
                start(request.getStart()),
                new Sink(out));
    }

    private static io.tarn.server.ops.feed.EventFilter filter(EventFilter asked) {
        return io.tarn.server.ops.feed.EventFilter.of(
                NamesInMessages.orNull(asked.getDatabase()),
                NamesInMessages.orNull(asked.getObject()),
                asked.getKindsList(),
                asked.getOperationsList());
    }

    private static WatchEvents.Start start(WatchStart asked) {
        return switch (asked) {
            case WATCH_START_NOW -> WatchEvents.Start.NOW;
            case WATCH_START_BEGINNING -> WatchEvents.Start.BEGINNING;
            case UNRECOGNIZED ->
                throw TarnException.of(ErrorCode.INVALID_REQUEST, "'start' is nothing that this server knows");
        };
    }

    private record Sink(Outgoing<WatchResponse> out) implements EventSink {
        @Override
        public boolean ready() {
            return out.ready();
        }

        @Override
        public void event(Event event) {
            out.send(at(event.seq()).setEvent(EventMessages.of(event)).build());
        }

        @Override
        public void gap(long cursor) {
            out.send(at(cursor).setGap(EventGap.getDefaultInstance()).build());
        }

        @Override
        public void progress(long cursor) {
            out.send(at(cursor).setProgress(EventProgress.getDefaultInstance()).build());
        }

        @Override
        public void end(long cursor, @Nullable TarnException why) {
            out.end(why == null ? TarnException.of(ErrorCode.UNAVAILABLE, "The server is stopping") : why, cursor);
        }

        private static WatchResponse.Builder at(long cursor) {
            return WatchResponse.newBuilder().setCursor(Long.toString(cursor));
        }
    }
}
