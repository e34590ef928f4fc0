package io.tarn.server;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tarn.server.http.Admission;
import java.util.Map;

/** Metrics of what the whole process shares. Everything is there from the start, so that a rate begins with the first event. */
final class ServerMetrics {
    private final MeterRegistry metrics;

    ServerMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        metrics.counter("tarn.http.refused.logins");
        metrics.counter("tarn.grpc.refused.logins");
    }

    void admission(Admission admission) {
        metrics.gauge("tarn.requests.in.work", admission, Admission::inWork);
        metrics.gauge("tarn.requests.waiting", admission, Admission::waitingAside);
        metrics.gauge("tarn.requests.limit", admission, Admission::limit);
        FunctionCounter.builder("tarn.requests.refused", admission, Admission::refused)
                .description("requests of all protocols that found no place and were answered 503")
                .register(metrics);
    }

    /**
     * @param logins by name
     * @param metadata of Iceberg's tables
     */
    void caches(Map<String, Cache<?, ?>> logins, Cache<?, ?> metadata) {
        logins.forEach(this::cache);
        cache("iceberg-metadata", metadata);
    }

    private void cache(String name, Cache<?, ?> cache) {
        FunctionCounter.builder("tarn.cache.gets", cache, kept -> kept.stats().hitCount())
                .tag("cache", name)
                .tag("result", "hit")
                .register(metrics);
        FunctionCounter.builder("tarn.cache.gets", cache, kept -> kept.stats().missCount())
                .tag("cache", name)
                .tag("result", "miss")
                .register(metrics);
        metrics.gauge("tarn.cache.entries", Tags.of("cache", name), cache, Cache::estimatedSize);
    }
}
