package io.tarn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.tarn.proto.v1.Event;
import io.tarn.proto.v1.EventGap;
import io.tarn.proto.v1.EventProgress;
import io.tarn.proto.v1.FeedServiceGrpc;
import io.tarn.proto.v1.WatchRequest;
import io.tarn.proto.v1.WatchResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server over TCP that answers each stream as it is told. */
class EventWatchTest {
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<StreamObserver<WatchResponse>>> streams = new ArrayDeque<>();
    private Server server;
    private TarnClient client;

    @BeforeEach
    void start() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Feed())
                .build()
                .start();
        client = TarnClient.connect("127.0.0.1", server.getPort(), TarnClient.Security.PLAIN, () -> "token");
    }

    @AfterEach
    void stop() {
        client.close();
        server.shutdownNow();
    }

    @Test
    void aStreamThatEndsIsGoneOnWithAndNothingIsToldTwice() {
        streams.add(to -> {
            to.onNext(event("a", 5));
            to.onNext(event("b", 6));
            to.onError(Status.UNAVAILABLE.asException());
        });
        streams.add(to -> to.onError(Status.RESOURCE_EXHAUSTED.asException()));
        streams.add(to -> {
            to.onNext(event("b", 6));
            to.onNext(event("c", 7));
            to.onCompleted();
        });
        streams.add(to -> to.onNext(event("d", 8)));
        try (EventIterator events = client.watch(request())) {
            for (String id : List.of("a", "b", "c", "d")) {
                assertThat(((EventIterator.Changed) next(events)).event().getId())
                        .isEqualTo(id);
            }
            assertThat(events.next(Duration.ofMillis(1))).isEmpty();
        }
        assertThat(begun).containsExactly("", "6", "6", "7");
    }

    @Test
    void whatIsMissingIsTold() {
        streams.add(to -> {
            to.onNext(WatchResponse.newBuilder()
                    .setCursor("100")
                    .setGap(EventGap.getDefaultInstance())
                    .build());
            to.onNext(event("a", 101));
        });
        try (EventIterator events = client.watch(request())) {
            assertThat(next(events)).isEqualTo(new EventIterator.Missed("100"));
            assertThat(next(events).cursor()).isEqualTo("101");
        }
    }

    @Test
    void progressCountsForWhereToGoOn() {
        streams.add(to -> {
            to.onNext(WatchResponse.newBuilder()
                    .setCursor("42")
                    .setProgress(EventProgress.getDefaultInstance())
                    .build());
            to.onError(Status.UNAVAILABLE.asException());
        });
        streams.add(to -> to.onNext(event("a", 43)));
        try (EventIterator events = client.watch(request())) {
            assertThat(next(events).cursor()).isEqualTo("43");
        }
        assertThat(begun).containsExactly("", "42");
    }

    @Test
    void whoMayNotWatchIsToldSo() {
        for (int i = 0; i < 3; i++) {
            streams.add(to -> to.onError(Status.PERMISSION_DENIED.asException()));
        }
        try (EventIterator events = client.watch(request())) {
            assertThatThrownBy(events::hasNext)
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("PERMISSION_DENIED");
        }
    }

    @Test
    void aListenerThatFailsIsToldAgain() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            streams.add(to -> {
                to.onNext(event("a", 5));
                to.onNext(event("b", 6));
            });
        }
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        AtomicInteger failures = new AtomicInteger(1);
        EventListener listener = new EventListener() {
            @Override
            public void changed(Event event) {
                told.add(event.getId());
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("on purpose");
                }
            }

            @Override
            public void missed(String cursor) {
                told.add("gap " + cursor);
            }

            @Override
            public void ended(StatusRuntimeException why) {
                told.add("ended " + why);
            }
        };
        try (EventWatch watch = client.watch(request(), listener)) {
            for (String id : List.of("a", "a", "b")) {
                assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(id);
            }
            assertThat(watch.cursor()).isIn("5", "6");
        }
        assertThat(begun).containsExactly("", "");
    }

    private static EventIterator.Told next(EventIterator events) {
        return events.next(Duration.ofSeconds(20)).orElseThrow();
    }

    private static WatchRequest request() {
        return WatchRequest.newBuilder().setCatalog("main").build();
    }

    private static WatchResponse event(String id, long cursor) {
        String text = Long.toString(cursor);
        return WatchResponse.newBuilder()
                .setCursor(text)
                .setEvent(Event.newBuilder().setId(id).setCursor(text))
                .build();
    }

    private final class Feed extends FeedServiceGrpc.FeedServiceImplBase {
        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> to) {
            Consumer<StreamObserver<WatchResponse>> stream;
            synchronized (streams) {
                stream = streams.poll();
                if (stream != null) {
                    begun.add(request.getCursor());
                }
            }
            if (stream != null) {
                stream.accept(to);
            }
        }
    }
}
