package io.tarn.server.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.micrometer.core.instrument.MeterRegistry;
import io.tarn.auth.Caller;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.RefusedException;
import io.tarn.server.http.Admission;
import io.tarn.server.http.Failures;
import io.tarn.server.http.TrustedProxies;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.feed.Subscription;
import io.tarn.server.ops.principals.IdentifyCaller;
import io.tarn.server.tracing.Traces;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The steps that every call goes through, the same as on HTTP: request id, admission, authentication, the method's action,
 * the answer or the error, one log line, one measurement. Who calls is known before the message is read; a place among the
 * requests in work is held while the server works, not while a client sends.
 */
final class RequestSteps {
    static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    /** From where a stream that has ended can be gone on with. */
    static final Metadata.Key<String> CURSOR = Metadata.Key.of("tarn-cursor", Metadata.ASCII_STRING_MARSHALLER);

    private static final Metadata.Key<String> TRACE_PARENT =
            Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

    private static final Logger LOG = LoggerFactory.getLogger(RequestSteps.class);

    /** One of the steps that must not begin after the caller has given up. */
    @FunctionalInterface
    private interface Step<T> {
        T run();
    }

    private final Admission admission;
    private final IdentifyCaller callers;
    private final Presented presented;
    private final MeterRegistry metrics;

    RequestSteps(Admission admission, IdentifyCaller callers, TrustedProxies proxies, MeterRegistry metrics) {
        this.admission = admission;
        this.callers = callers;
        this.presented = new Presented(proxies);
        this.metrics = metrics;
    }

    <Q, A> ServerCall.Listener<Sent<Q>> start(Rpc<Q, A> rpc, ServerCall<Sent<Q>, A> call, Metadata metadata) {
        Run<Q, A> run = new Run<>(rpc, call);
        if (run.identify(metadata)) {
            // One for the message, one to see that no second follows.
            call.request(2);
        }
        return run;
    }

    /** Says that nothing is served under a name, in the shape of every other error. */
    <Q, A> ServerCall.Listener<Q> refuseUnknown(ServerCall<Q, A> call) {
        String id = Ids.next().toString();
        String name = Names.printable(call.getMethodDescriptor().getFullMethodName());
        answerError(call, id, TarnException.of(ErrorCode.ROUTE_NOT_FOUND, "There is no method " + name), null);
        LOG.atInfo().addKeyValue("request", id).addKeyValue("method", name).log("call of no method");
        metrics.counter("tarn.grpc.unmatched").increment();
        return new ServerCall.Listener<>() {};
    }

    private static <Q, A> Status answerError(
            ServerCall<Q, A> call, String id, TarnException error, @Nullable Duration retryAfter) {
        return answerError(call, id, error, retryAfter, new Metadata());
    }

    private static <Q, A> Status answerError(
            ServerCall<Q, A> call, String id, TarnException error, @Nullable Duration retryAfter, Metadata more) {
        StatusException wire = StatusProto.toStatusException(RichStatus.of(error, id, retryAfter));
        Metadata trailers = wire.getTrailers() == null ? new Metadata() : wire.getTrailers();
        trailers.put(REQUEST_ID, id);
        trailers.merge(more);
        call.close(wire.getStatus(), trailers);
        return wire.getStatus();
    }

    /** One call on its way through the steps. */
    private final class Run<Q, A> extends ServerCall.Listener<Sent<Q>> {
        private final Rpc<Q, A> rpc;
        private final ServerCall<Sent<Q>, A> call;
        private final String id = Ids.next().toString();
        private final long start = System.nanoTime();
        private final @Nullable Deadline deadline = Context.current().getDeadline();
        private @Nullable Caller caller;
        private @Nullable Credentials credentials;
        private @Nullable String traceParent;
        private @Nullable Sent<Q> sent;
        private @Nullable Subscription stream;
        private volatile boolean over;

        private Run(Rpc<Q, A> rpc, ServerCall<Sent<Q>, A> call) {
            this.rpc = rpc;
            this.call = call;
        }

        private boolean identify(Metadata metadata) {
            traceParent = metadata.get(TRACE_PARENT);
            Caller found = inPlace(() -> {
                Credentials shown = presented.read(rpc.name(), metadata, call.getAttributes());
                credentials = shown;
                Caller known = identify(shown);
                admission.count(known);
                return known;
            });
            caller = found;
            return found != null;
        }

        private Caller identify(Credentials shown) {
            try {
                return callers.run(shown, id);
            } catch (RefusedException refused) {
                tellLogin(shown.source(), refused);
                throw refused;
            }
        }

        @Override
        public void onMessage(Sent<Q> message) {
            if (sent != null) {
                fail(TarnException.of(ErrorCode.INVALID_REQUEST, "The method takes one message; more were sent"));
                return;
            }
            sent = message;
        }

        @Override
        public void onHalfClose() {
            Caller known = caller;
            if (over || known == null) {
                return;
            }
            Q request = sent == null ? null : sent.message();
            if (request == null) {
                fail(TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        sent == null ? "The message is missing" : "The message is not one of this method"));
                return;
            }
            if (rpc.answer() instanceof Rpc.Once<Q, A> once) {
                A answer = inPlace(() -> traced(() -> once.action().run(known, request)));
                if (answer != null) {
                    answer(answer);
                }
            } else if (rpc.answer() instanceof Rpc.Stream<Q, A> many) {
                Credentials shown = Objects.requireNonNull(credentials);
                // A place among the requests in work is held while it begins, not while it goes on.
                stream = inPlace(() -> many.action().begin(known, () -> identify(shown), request, new Answers()));
            }
        }

        private A traced(Step<A> step) {
            return Traces.request(rpc.name(), name -> name.equals(TRACE_PARENT.name()) ? traceParent : null, () -> {
                try {
                    return step.run();
                } catch (RuntimeException e) {
                    if (Failures.translate(e).code().isServersFault()) {
                        Traces.failed();
                    }
                    throw e;
                }
            });
        }

        @Override
        public void onReady() {
            if (stream != null) {
                stream.ready();
            }
        }

        /** The client has gone, or the time is over; what began is finished, and nothing else begins. */
        @Override
        public void onCancel() {
            if (stream != null) {
                stream.cancel();
            }
            finish(Status.CANCELLED);
        }

        /** The answers of a stream. */
        private final class Answers implements Outgoing<A> {
            private boolean begun;

            @Override
            public boolean ready() {
                begin();
                return call.isReady();
            }

            private void begin() {
                if (!begun) {
                    begun = true;
                    sendHeaders();
                }
            }

            @Override
            public void send(A answer) {
                begin();
                call.sendMessage(answer);
            }

            @Override
            public void end(TarnException why, long cursor) {
                if (over || call.isCancelled()) {
                    return;
                }
                begin();
                Metadata more = new Metadata();
                more.put(CURSOR, Long.toString(cursor));
                finish(answerError(call, id, why, null, more));
            }
        }

        /** @return null when it failed, which is answered then */
        private <T> @Nullable T inPlace(Step<T> step) {
            if (gone()) {
                return null;
            }
            MDC.put("request", id);
            try {
                Admission.Place place = admission.enter(rpc.operation());
                try {
                    return gone() ? null : step.run();
                } finally {
                    place.leave();
                }
            } catch (RefusedException e) {
                fail(Failures.translate(e), e.retryAfter().orElse(null));
                return null;
            } catch (RuntimeException e) {
                fail(Failures.translate(e), null);
                return null;
            } finally {
                MDC.remove("request");
            }
        }

        /** Nobody waits for the answer of what would begin now. */
        private boolean gone() {
            if (over || call.isCancelled()) {
                finish(Status.CANCELLED);
                return true;
            }
            if (deadline != null && deadline.isExpired()) {
                Metadata trailers = new Metadata();
                trailers.put(REQUEST_ID, id);
                Status late = Status.DEADLINE_EXCEEDED.withDescription(
                        "The deadline passed before the server began; nothing was changed");
                call.close(late, trailers);
                finish(late);
                return true;
            }
            return false;
        }

        private void sendHeaders() {
            Metadata headers = new Metadata();
            headers.put(REQUEST_ID, id);
            call.sendHeaders(headers);
        }

        private void answer(A answer) {
            sendHeaders();
            call.sendMessage(answer);
            call.close(Status.OK, new Metadata());
            finish(Status.OK);
        }

        private void fail(TarnException error) {
            fail(error, null);
        }

        private void fail(TarnException error, @Nullable Duration retryAfter) {
            if (over) {
                return;
            }
            if (error.code().isServersFault()) {
                LOG.atError().addKeyValue("code", error.code()).setCause(error).log(error.getMessage());
            }
            finish(answerError(call, id, error, retryAfter));
        }

        private void tellLogin(String source, RefusedException refused) {
            callers.refused(source, id, refused);
            LOG.atInfo()
                    .addKeyValue("source", source)
                    .addKeyValue("reason", refused.getMessage())
                    .log("login refused");
            metrics.counter("tarn.grpc.refused.logins").increment();
        }

        private void finish(Status status) {
            if (over) {
                return;
            }
            over = true;
            String code = status.getCode().name();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            metrics.timer("tarn.grpc.requests", "operation", rpc.operation().name(), "status", code)
                    .record(took);
            MDC.put("request", id);
            LOG.atInfo()
                    .addKeyValue("operation", rpc.operation())
                    .addKeyValue("principal", caller == null ? "-" : caller.label())
                    .addKeyValue("method", rpc.name())
                    .addKeyValue("status", code)
                    .addKeyValue("ms", took.toMillis())
                    .log("call");
            MDC.remove("request");
        }
    }
}
