package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tarn.auth.Operation;
import io.tarn.proto.v1.DropTableRequest;
import io.tarn.proto.v1.DropTableResponse;
import io.tarn.proto.v1.TableServiceGrpc;
import io.tarn.server.http.Admission;
import io.tarn.server.http.TrustedProxies;
import io.tarn.server.ops.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What must not begin, where no real client could be so exact about when. */
class RequestStepsTest {
    private final Admission admission = new Admission(1, RateLimit.none());
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Call call = new Call();

    @Test
    void whatArrivesAfterItsDeadlineBeginsNothing() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Context.CancellableContext late =
                Context.current().withDeadline(Deadline.after(-1, TimeUnit.MILLISECONDS), timer)) {
            late.run(this::callOnce);
        } finally {
            timer.shutdownNow();
        }
        assertThat(call.status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(call.trailers.get(RequestSteps.REQUEST_ID)).isNotEmpty();
        assertThat(begun).isFalse();
        assertThat(admission.drain(Duration.ZERO)).as("its place is free again").isTrue();
    }

    @Test
    void whatItsCallerGaveUpBeginsNothing() {
        call.cancelled = true;
        callOnce();
        assertThat(call.status).as("nobody hears an answer").isNull();
        assertThat(begun).isFalse();
        assertThat(metrics.get("tarn.grpc.requests")
                        .tags("operation", "DROP_TABLE", "status", "CANCELLED")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void whileTheServerStopsNothingBegins() {
        assertThat(admission.drain(Duration.ZERO)).isTrue();
        callOnce();
        assertThat(call.status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(begun).isFalse();
    }

    /** Who calls is not asked in any of these: that would be the first thing to begin. */
    private void callOnce() {
        RequestSteps steps = new RequestSteps(admission, null, TrustedProxies.of(List.of()), metrics);
        Rpc<DropTableRequest, DropTableResponse> rpc =
                Rpc.of(TableServiceGrpc.getDropTableMethod(), Operation.DROP_TABLE, (caller, request) -> {
                    begun.set(true);
                    return DropTableResponse.getDefaultInstance();
                });
        ServerCall.Listener<Sent<DropTableRequest>> listener = steps.start(rpc, call, new Metadata());
        listener.onMessage(new Sent<>(DropTableRequest.getDefaultInstance()));
        listener.onHalfClose();
    }

    private static final class Call extends ServerCall<Sent<DropTableRequest>, DropTableResponse> {
        private Status status;
        private Metadata trailers;
        private boolean cancelled;

        @Override
        public void request(int messages) {
            throw new AssertionError("nothing more is wanted");
        }

        @Override
        public void sendHeaders(Metadata headers) {
            throw new AssertionError("there is no answer");
        }

        @Override
        public void sendMessage(DropTableResponse message) {
            throw new AssertionError("there is no answer");
        }

        @Override
        public void close(Status with, Metadata beside) {
            assertThat(status).as("closed once").isNull();
            status = with;
            trailers = beside;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public MethodDescriptor<Sent<DropTableRequest>, DropTableResponse> getMethodDescriptor() {
            throw new AssertionError("nobody asks");
        }
    }
}
