package io.tarn.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.tarn.proto.v1.FeedServiceGrpc.FeedServiceStub;
import io.tarn.proto.v1.WatchRequest;
import io.tarn.proto.v1.WatchResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches what is changed in a catalog for as long as it is open. When a stream ends, or nothing is heard of it, another one
 * goes on after the last cursor; what came twice is told once.
 */
public final class EventWatch implements AutoCloseable {
    /** Of events, whose ids are known; more than a server sends again. */
    private static final int IDS_KEPT = 10_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Servers say something every ten seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** Another token may be accepted, and another server may know what this one does not. */
    private static final int REFUSALS = 2;

    private static final Set<Status.Code> FOR_GOOD = EnumSet.of(
            Status.Code.INVALID_ARGUMENT,
            Status.Code.NOT_FOUND,
            Status.Code.PERMISSION_DENIED,
            Status.Code.UNAUTHENTICATED,
            Status.Code.UNIMPLEMENTED);

    /** Takes answers; says for each whether the next one is wanted at once. */
    interface Sink {
        boolean take(WatchResponse answer);

        void ended(StatusRuntimeException why);
    }

    private final Supplier<FeedServiceStub> service;
    private final WatchRequest request;
    private final Sink sink;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "tarn-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** The oldest goes when there is one too many. */
    private final Set<String> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > IDS_KEPT;
        }
    });

    private String cursor;
    private @Nullable Stream current;
    private boolean owed;
    private int failures;
    private boolean closed;

    EventWatch(Supplier<FeedServiceStub> service, WatchRequest request, Sink sink) {
        this.service = service;
        this.request = request;
        this.sink = sink;
        this.cursor = request.getCursor();
    }

    EventWatch open() {
        connect();
        long each = SILENCE.toMillis() / 3;
        var unused = timer.scheduleWithFixedDelay(this::checkSilence, each, each, TimeUnit.MILLISECONDS);
        return this;
    }

    private synchronized void connect() {
        if (closed) {
            return;
        }
        Stream stream = new Stream();
        current = stream;
        owed = true;
        try {
            service.get().watch(request.toBuilder().setCursor(cursor).build(), stream);
        } catch (RuntimeException e) {
            // It could not even be begun; nobody would hear of it in the timer's thread.
            over(stream, e);
        }
    }

    /** The next answer is wanted. */
    synchronized void more() {
        owed = true;
        if (current != null) {
            current.more();
        }
    }

    private synchronized void checkSilence() {
        if (current != null && owed && current.isSilent()) {
            current.cancel();
        }
    }

    /** The cursor after which another watch would go on; empty while no server has said one. */
    public synchronized String cursor() {
        return cursor;
    }

    private synchronized boolean isNew(Stream from, WatchResponse answer) {
        if (closed || current != from) {
            return false;
        }
        failures = 0;
        owed = false;
        return !answer.hasEvent() || !seen.contains(answer.getEvent().getId());
    }

    /** Only now: whoever fails to take an event is told it again. */
    private synchronized void took(Stream from, WatchResponse answer) {
        if (current == from) {
            cursor = answer.getCursor();
            if (answer.hasEvent()) {
                seen.add(answer.getEvent().getId());
            }
        }
    }

    private void over(Stream from, Throwable why) {
        Status status = Status.fromThrowable(why);
        synchronized (this) {
            if (closed || current != from) {
                return;
            }
            current = null;
            boolean helpless = FOR_GOOD.contains(status.getCode());
            failures++;
            if (!helpless || failures <= REFUSALS) {
                later();
                return;
            }
            closed = true;
        }
        timer.shutdownNow();
        sink.ended(status.asRuntimeException());
    }

    private void later() {
        long pause = Math.min(FIRST_PAUSE.toMillis() << Math.min(failures, 10), LONGEST_PAUSE.toMillis());
        try {
            // Not all who lost a server come back at once.
            var unused = timer.schedule(
                    this::connect, ThreadLocalRandom.current().nextLong(pause / 2, pause + 1), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile.
            closed = true;
        }
    }

    /** Nothing more is told; what is being told now may still be. */
    @Override
    public void close() {
        Stream last;
        synchronized (this) {
            closed = true;
            last = current;
            current = null;
        }
        timer.shutdownNow();
        if (last != null) {
            last.cancel();
        }
    }

    /** One call; one answer is asked for at a time. */
    private final class Stream implements ClientResponseObserver<WatchRequest, WatchResponse> {
        private @Nullable ClientCallStreamObserver<WatchRequest> call;
        private volatile long heardAt = System.nanoTime();

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> started) {
            call = started;
            started.disableAutoRequestWithInitial(1);
        }

        private boolean isSilent() {
            return System.nanoTime() - heardAt > SILENCE.toNanos();
        }

        private void more() {
            if (call != null) {
                heardAt = System.nanoTime();
                call.request(1);
            }
        }

        private void cancel() {
            if (call != null) {
                call.cancel("nothing was heard, or nobody listens any more", null);
            }
        }

        @Override
        public void onNext(WatchResponse answer) {
            heardAt = System.nanoTime();
            boolean wanted = !isNew(this, answer) || sink.take(answer);
            took(this, answer);
            if (wanted) {
                synchronized (EventWatch.this) {
                    if (current == this) {
                        EventWatch.this.more();
                    }
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            over(this, failure);
        }

        @Override
        public void onCompleted() {
            over(
                    this,
                    Status.UNAVAILABLE
                            .withDescription("the server ended the stream")
                            .asException());
        }
    }
}
