package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.tarn.proto.v1.Event;
import io.tarn.proto.v1.EventFilter;
import io.tarn.proto.v1.FeedServiceGrpc;
import io.tarn.proto.v1.ListEventsRequest;
import io.tarn.proto.v1.ListEventsResponse;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.proto.v1.WatchRequest;
import io.tarn.proto.v1.WatchResponse;
import io.tarn.proto.v1.WatchStart;
import io.tarn.server.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes, as a stream and page by page. */
class GrpcFeedTest extends GrpcTest {
    @Test
    void aStreamTellsOfEachChangeAndGoesOnWhereItWasLeft() {
        String cursor;
        try (Call call = new Call()) {
            Iterator<WatchResponse> stream = call.watch(watch("feed_a").build());
            assertThat(stream.next().hasProgress()).isTrue();
            var unused = tables().createTable(newTable(table("feed_a")));
            Event created = event(stream);
            assertThat(created.getOperation()).isEqualTo("CREATE_TABLE");
            assertThat(created.getObject()).isEqualTo("feed_a");
            cursor = created.getCursor();
        }
        assertThat(api.stub(SnapshotServiceGrpc::newBlockingStub)
                        .commit(commit(table("feed_a"), 1, "w"))
                        .getSuccess())
                .isTrue();
        try (Call call = new Call()) {
            Event committed = event(call.watch(watch("feed_a").setCursor(cursor).build()));
            assertThat(committed.getOperation()).isEqualTo("COMMIT_SNAPSHOT");
            assertThat(committed.getCommit().getCommitUser()).isEqualTo("w");
            assertThat(committed.getNewSnapshotId()).isEqualTo(1);
            assertThat(committed.hasOldSnapshotId()).isFalse();
        }
    }

    @Test
    void pagesSayWhetherThereIsMore() {
        for (String name : List.of("feed_p1", "feed_p2", "feed_p3")) {
            var unused = tables().createTable(newTable(table(name)));
        }
        try (Call call = new Call()) {
            // The last has its number, and so have those before it.
            assertThat(event(call.watch(watch("feed_p3").build())).getObject()).isEqualTo("feed_p3");
        }
        FeedServiceGrpc.FeedServiceBlockingStub feed = api.stub(FeedServiceGrpc::newBlockingStub);
        List<String> seen = new ArrayList<>();
        ListEventsRequest.Builder asked = ListEventsRequest.newBuilder()
                .setCatalog(CATALOG)
                .setStart(WatchStart.WATCH_START_BEGINNING)
                .setFilter(EventFilter.newBuilder().addKinds("table").addOperations("CREATE_TABLE"))
                .setPageSize(1);
        boolean more = true;
        while (more) {
            ListEventsResponse page = feed.listEvents(asked.build());
            page.getEventsList().forEach(event -> seen.add(event.getObject()));
            asked.setCursor(page.getCursor());
            more = page.getMore();
        }
        assertThat(seen).containsSubsequence("feed_p1", "feed_p2", "feed_p3").doesNotHaveDuplicates();
    }

    @Test
    void whatNobodyCouldMeanIsRefused() {
        FeedServiceGrpc.FeedServiceBlockingStub feed = api.stub(FeedServiceGrpc::newBlockingStub);
        for (WatchRequest request : List.of(
                watch("t").setCursor("x").build(),
                watch("t").setCursor("999999999999999999").build(),
                watch("t").setStartValue(77).build(),
                WatchRequest.newBuilder()
                        .setCatalog(CATALOG)
                        .setFilter(EventFilter.newBuilder().setObject("t"))
                        .build())) {
            assertThatThrownBy(() -> feed.watch(request).next())
                    .isInstanceOf(StatusRuntimeException.class)
                    .satisfies(
                            e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }

    @Test
    void aDeadlineEndsTheStream() {
        Iterator<WatchResponse> stream = FeedServiceGrpc.newBlockingStub(api.channel())
                .withInterceptors(io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(token()))
                .withDeadlineAfter(500, TimeUnit.MILLISECONDS)
                .watch(watch("never").build());
        assertThatThrownBy(() -> {
                    while (stream.hasNext()) {
                        assertThat(stream.next().hasEvent()).isFalse();
                    }
                })
                .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Code.DEADLINE_EXCEEDED));
    }

    private Metadata token() {
        Metadata metadata = new Metadata();
        metadata.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + server.rootToken());
        return metadata;
    }

    @Test
    void aStopEndsTheStreamWithTheCursorToGoOnFrom(@TempDir Path directory) {
        TestServer other = TestServer.start(directory);
        try (GrpcApi there = GrpcApi.connect(other.grpcPort(), other.rootToken())) {
            Iterator<WatchResponse> stream = there.stub(FeedServiceGrpc::newBlockingStub)
                    .watch(WatchRequest.newBuilder().setCatalog(CATALOG).build());
            String cursor = stream.next().getCursor();
            other.close();
            assertThatThrownBy(stream::hasNext).satisfies(e -> {
                assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Code.UNAVAILABLE);
                assertThat(Status.trailersFromThrowable(e).get(RequestSteps.CURSOR))
                        .isEqualTo(cursor);
            });
        }
    }

    private static WatchRequest.Builder watch(String table) {
        return WatchRequest.newBuilder()
                .setCatalog(CATALOG)
                .setStart(WatchStart.WATCH_START_BEGINNING)
                .setFilter(EventFilter.newBuilder().setDatabase("default").setObject(table));
    }

    private static Event event(Iterator<WatchResponse> stream) {
        while (true) {
            WatchResponse answer = stream.next();
            if (answer.hasEvent()) {
                assertThat(answer.getCursor()).isEqualTo(answer.getEvent().getCursor());
                return answer.getEvent();
            }
        }
    }

    /** A call that is cancelled at its end. */
    private final class Call implements AutoCloseable {
        private final Context.CancellableContext context = Context.current().withCancellation();

        private Iterator<WatchResponse> watch(WatchRequest request) {
            try {
                return context.call(
                        () -> api.stub(FeedServiceGrpc::newBlockingStub).watch(request));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            context.cancel(null);
        }
    }
}
