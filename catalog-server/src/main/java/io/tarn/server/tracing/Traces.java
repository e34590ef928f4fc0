package io.tarn.server.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Starts spans of OpenTelemetry, with what an agent or the program around brings. Without one nothing is recorded, only the
 * caller's trace id is in the log lines of its request.
 */
public final class Traces {
    private static final String SCOPE = "io.tarn.server";
    private static final String IN_LOG = "trace";

    private static final TextMapGetter<Function<String, @Nullable String>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Function<String, @Nullable String> headers) {
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable Function<String, @Nullable String> headers, String name) {
            return headers == null ? null : headers.apply(name);
        }
    };

    private Traces() {}

    /**
     * Does the work of a whole request in a span: below the caller's if there is one ({@code traceparent}), or the one that an
     * agent has begun.
     *
     * @param name with few different values
     * @param headers the value of a header by its name, in lower case; null when there is none
     */
    public static <T extends @Nullable Object> T request(
            String name, Function<String, @Nullable String> headers, Supplier<T> work) {
        Context parent = Span.current().getSpanContext().isValid()
                ? Context.current()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
        Span span = tracer().spanBuilder(name)
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .startSpan();
        if (span.getSpanContext().isValid()) {
            MDC.put(IN_LOG, span.getSpanContext().getTraceId());
        }
        try {
            return parent.with(span).wrapSupplier(work).get();
        } finally {
            span.end();
            MDC.remove(IN_LOG);
        }
    }

    /** Does a part of the request that this thread works on; without a span when no request has asked for it. */
    public static <T extends @Nullable Object> T part(String name, Supplier<T> work) {
        if (!Span.current().isRecording()) {
            return work.get();
        }
        Span span = tracer().spanBuilder(name).startSpan();
        try {
            return Context.current().with(span).wrapSupplier(work).get();
        } catch (RuntimeException e) {
            span.setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            span.end();
        }
    }

    /** What this thread works on did not do what it was to do, and the server is at fault. */
    public static void failed() {
        Span.current().setStatus(StatusCode.ERROR);
    }

    private static Tracer tracer() {
        return GlobalOpenTelemetry.getTracer(SCOPE);
    }
}
