package io.tarn.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Health and metrics, on a port of their own so that they answer while the protocols' port is busy. */
final class Monitor implements AutoCloseable {
    /** A question for readiness waits for a database that is away; others are answered meanwhile. */
    private static final int THREADS = 4;

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final HttpServer server;

    /** Until it is known what there is to ask, nothing may be sent here. */
    private volatile BooleanSupplier ready = () -> false;

    /** @param tls null for plain HTTP */
    Monitor(String host, int port, io.tarn.server.http.HttpServer.@Nullable Tls tls) throws IOException {
        new JvmMemoryMetrics().bindTo(metrics);
        new JvmThreadMetrics().bindTo(metrics);
        new ProcessorMetrics().bindTo(metrics);
        new FileDescriptorMetrics().bindTo(metrics);
        new ClassLoaderMetrics().bindTo(metrics);
        new UptimeMetrics().bindTo(metrics);
        collections.bindTo(metrics);
        server = create(new InetSocketAddress(host, port), tls);
        server.setExecutor(Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "monitor");
            thread.setDaemon(true);
            return thread;
        }));
    }

    private static HttpServer create(InetSocketAddress address, io.tarn.server.http.HttpServer.@Nullable Tls tls)
            throws IOException {
        if (tls == null) {
            return HttpServer.create(address, 0);
        }
        HttpsServer secure = HttpsServer.create(address, 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters settings = getSSLContext().getDefaultSSLParameters();
                settings.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                if (tls.wanted()) {
                    settings.setWantClientAuth(true);
                }
                if (tls.needed()) {
                    settings.setNeedClientAuth(true);
                }
                parameters.setSSLParameters(settings);
            }
        });
        return secure;
    }

    PrometheusMeterRegistry metrics() {
        return metrics;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /**
     * Answers from now on: live, and not ready. So whoever starts servers can tell one that migrates for long from one that
     * hangs.
     */
    void start() {
        server.createContext("/health/live", exchange -> answer(exchange, 200, "live\n"));
        server.createContext("/health/ready", exchange -> {
            boolean yes = ready.getAsBoolean();
            answer(exchange, yes ? 200 : 503, yes ? "ready\n" : "not ready\n");
        });
        server.createContext("/metrics", exchange -> answer(exchange, 200, metrics.scrape()));
        server.createContext("/", exchange -> answer(exchange, 404, "/health/live /health/ready /metrics\n"));
        server.start();
    }

    /** @param asked for each time whether requests should be sent here */
    void ready(BooleanSupplier asked) {
        ready = asked;
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        collections.close();
    }
}
