package io.tarn.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tarn.server.TestServer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever traces requests sees of a commit, when an agent records. */
class TracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";

    @TempDir
    Path directory;

    private final Queue<SpanData> spans = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void record() {
        GlobalOpenTelemetry.resetForTest();
        GlobalOpenTelemetry.set(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(new Kept(spans)))
                        .build())
                .build());
    }

    @AfterEach
    void forget() {
        GlobalOpenTelemetry.resetForTest();
    }

    @Test
    void aCommitHasASpanAndItsPartsOfDatabaseAndStorageOnesBelowIt() {
        try (TestServer server = TestServer.start(directory)) {
            Api api = Api.of(server.port(), server.rootToken());
            api.createTable("t").ok();
            api.withHeaders(Map.of("traceparent", "00-" + TRACE + "-" + CALLER + "-01"))
                    .post(api.table("t") + "/commit", Api.commitBody(null, 1, "one"))
                    .ok();
            await().until(() -> traced().stream().anyMatch(span -> span.getKind() == SpanKind.SERVER));
            SpanData request = traced().stream()
                    .filter(span -> span.getKind() == SpanKind.SERVER)
                    .findFirst()
                    .orElseThrow();
            assertThat(request.getName()).isEqualTo("POST /v1/{prefix}/databases/{database}/tables/{table}/commit");
            assertThat(request.getParentSpanId()).isEqualTo(CALLER);
            assertThat(traced())
                    .filteredOn(span -> span.getKind() == SpanKind.INTERNAL)
                    .allMatch(span -> span.getParentSpanId().equals(request.getSpanId()))
                    .extracting(SpanData::getName)
                    .contains("database read", "database write", "storage write if absent");
            assertThat(spans)
                    .as("work that nobody has asked for has no spans of its own")
                    .allMatch(span -> span.getKind() == SpanKind.SERVER
                            || span.getParentSpanContext().isValid());
            api.withHeaders(Map.of("traceparent", "nonsense"))
                    .get("/v1/config?warehouse=main")
                    .ok();
        }
    }

    private List<SpanData> traced() {
        return spans.stream().filter(span -> span.getTraceId().equals(TRACE)).toList();
    }

    private record Kept(Queue<SpanData> spans) implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> more) {
            spans.addAll(more);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
