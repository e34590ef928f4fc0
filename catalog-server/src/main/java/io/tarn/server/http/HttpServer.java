package io.tarn.server.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tarn.auth.Caller;
import io.tarn.auth.login.Credentials;
import io.tarn.auth.login.RefusedException;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.principals.IdentifyCaller;
import io.tarn.server.tracing.Traces;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The HTTP port: takes every request through the same steps, in this order: request id, admission, authentication, the
 * route's action, the answer or the error in the surface's own shape, one log line, one measurement.
 */
public final class HttpServer implements AutoCloseable {
    /**
     * Where to listen, how large a body may be, and who is believed about where requests come from.
     *
     * @param leaving how long a server that stops goes on answering at most, so that clients go elsewhere by themselves
     * @param tls null for plain HTTP
     * @param challenges what callers without credentials are told to present, in the words of WWW-Authenticate
     */
    public record Settings(
            String host,
            int port,
            long maxBodyBytes,
            Duration leaving,
            @Nullable Tls tls,
            TrustedProxies proxies,
            List<String> challenges) {
        public Settings {
            challenges = List.copyOf(challenges);
        }
    }

    /** @param needed whether a client without a certificate gets no connection; else one that presents it is known by it */
    public record Tls(SSLContext context, boolean wanted, boolean needed) {
        private SslConnectionFactory before(String next) {
            SslContextFactory.Server factory = new SslContextFactory.Server();
            factory.setSslContext(context);
            factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            factory.setWantClientAuth(wanted);
            factory.setNeedClientAuth(needed);
            return new SslConnectionFactory(factory, next);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final String REQUEST_ID = "x-request-id";
    private static final int SERVERS_FAULT = 500;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** How many times the limit of a body is read and thrown away before the connection is closed. */
    private static final long DISCARDED = 4;

    private final List<Surface> surfaces;
    private final List<PublicDocument> documents;
    private final CredentialsReader credentials;
    private final IdentifyCaller callers;
    private final List<String> challenges;
    private final MeterRegistry metrics;
    private final Admission admission;
    private final Duration patience;
    private final Javalin javalin;
    private volatile boolean leaving;

    /**
     * @param surfaces the first one words the errors of paths that belong to none
     * @param admission shared with the other protocols of this server
     */
    public HttpServer(
            Settings settings,
            List<Surface> surfaces,
            List<PublicDocument> documents,
            IdentifyCaller callers,
            Admission admission,
            MeterRegistry metrics) {
        this.surfaces = List.copyOf(surfaces);
        this.documents = List.copyOf(documents);
        this.credentials = new CredentialsReader(settings.proxies(), settings.maxBodyBytes());
        this.callers = callers;
        this.admission = admission;
        this.patience = settings.leaving();
        this.challenges = settings.challenges();
        this.metrics = metrics;
        this.javalin = Javalin.create(config -> configure(config, settings));
    }

    public HttpServer start() {
        javalin.start();
        return this;
    }

    /** The port that is listened on, also when 0 was configured. */
    public int port() {
        return javalin.port();
    }

    /** Whether the server stops: clients are sent away, and later refused. */
    public boolean leaving() {
        return leaving;
    }

    private void configure(JavalinConfig config, Settings settings) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = settings.maxBodyBytes();
        config.http.prefer405over404 = true;
        config.http.strictContentTypes = false;
        config.http.generateEtags = false;
        config.jetty.addConnector((server, http) -> {
            ServerConnector connector = connector(server, new HttpConnectionFactory(http), settings.tls());
            connector.setHost(settings.host());
            connector.setPort(settings.port());
            // Clients keep connections open for minutes, and none repeats a POST on a connection that was closed.
            connector.setIdleTimeout(Duration.ofMinutes(10).toMillis());
            return connector;
        });
        // More threads than are admitted, so that refusing does not wait in a queue.
        config.jetty.threadPool = new QueuedThreadPool(Limits.REQUESTS_IN_FLIGHT + 32, 8, 30_000);
        config.jetty.modifyServer(server -> server.setErrorHandler(new JettyErrors(this::errorBody)));
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            // Whole answers leave in one piece: by default each 8 KiB are a packet of their own.
            http.setOutputAggregationSize(http.getOutputBufferSize());
        });
        config.routes.before(context -> {
            String id = Ids.next().toString();
            context.attribute(REQUEST_ID, id);
            context.header(REQUEST_ID, id);
            if (leaving) {
                context.header("Connection", "close");
            }
            String path = context.req().getRequestURI();
            if (context.method().equals(HandlerType.HEAD)
                    && surfaces.stream().noneMatch(surface -> surface.servesHead(path))) {
                throw TarnException.of(ErrorCode.METHOD_NOT_ALLOWED, "HEAD is not served");
            }
        });
        for (Surface surface : surfaces) {
            for (Route route : surface.routes()) {
                config.routes.addHttpHandler(
                        route.method(), route.template(), context -> trace(surface, route, context));
            }
        }
        for (PublicDocument document : documents) {
            config.routes.get(document.path(), context -> serve(document, context));
        }
        config.routes.exception(HttpResponseException.class, (e, context) -> refuse(context, unmatched(e, context)));
        config.routes.exception(Exception.class, (e, context) -> refuse(context, Failures.translate(e)));
    }

    private static ServerConnector connector(
            org.eclipse.jetty.server.Server server, HttpConnectionFactory http, @Nullable Tls tls) {
        if (tls == null) {
            return new ServerConnector(server, http);
        }
        // Without a check of the name that the client asked for: the client checks the certificate against it.
        http.getHttpConfiguration().addCustomizer(new SecureRequestCustomizer(false));
        return new ServerConnector(server, tls.before(http.getProtocol()), http);
    }

    private void trace(Surface surface, Route route, Context context) {
        Traces.request(route.method() + " " + route.template(), context::header, () -> {
            handle(surface, route, context);
            if (context.statusCode() >= SERVERS_FAULT) {
                Traces.failed();
            }
            return context;
        });
    }

    private void handle(Surface surface, Route route, Context context) {
        Timer.Sample sample = Timer.start(metrics);
        long start = System.nanoTime();
        String id = String.valueOf(context.<Object>attribute(REQUEST_ID));
        MDC.put("request", id);
        String caller = "-";
        try {
            Admission.Place place = admission.enter(route.operation());
            // Only when the answer has left is the request over: a stop waits for that.
            Request.addCompletionListener(
                    ServletContextRequest.getServletContextRequest(context.req()), failure -> place.leave());
            Credentials presented = credentials.read(context);
            Caller known = route.login() ? null : callers.run(presented, id);
            if (known != null) {
                caller = known.label();
                admission.count(known);
            }
            credentials.checkDeclaredLength(context);
            route.action()
                    .run(new io.tarn.server.http.Request(
                            context, known, presented, id, route.template(), place, again -> callers.run(again, id)));
        } catch (Exception e) {
            TarnException error = Failures.translate(e);
            if (error.code() == ErrorCode.BODY_TOO_LARGE) {
                discardBody(context);
            } else if (e instanceof RefusedException) {
                discardAtOnce(context);
            }
            tellLogin(context, id, e);
            answerError(context, surface, error);
        } finally {
            sample.stop(metrics.timer(
                    "tarn.http.requests",
                    "operation",
                    route.operation().name(),
                    "status",
                    Integer.toString(context.statusCode())));
            LOG.atInfo()
                    .addKeyValue("operation", route.operation())
                    .addKeyValue("principal", caller)
                    .addKeyValue("path", Names.printable(context.path()))
                    .addKeyValue("status", context.statusCode())
                    .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000)
                    .log("request");
            MDC.remove("request");
        }
    }

    /** Without a token, and without a place among the requests in work: it costs less than refusing it. */
    private void serve(PublicDocument document, Context context) {
        context.contentType(document.contentType()).result(document.content());
        metrics.counter("tarn.http.documents", "path", document.path()).increment();
    }

    /** What a caller whose credentials were refused has to know, and who runs the server. */
    private void tellLogin(Context context, String id, Exception failure) {
        if (!(failure instanceof RefusedException refused)) {
            return;
        }
        if (refused.retryAfter().isPresent()) {
            context.header(
                    "Retry-After", Long.toString(refused.retryAfter().get().toSeconds()));
        } else {
            challenges.forEach(challenge -> context.res().addHeader("WWW-Authenticate", challenge));
        }
        String source = credentials.source(context);
        callers.refused(source, id, refused);
        LOG.atInfo()
                .addKeyValue("source", source)
                .addKeyValue("reason", refused.getMessage())
                .log("login refused");
        metrics.counter("tarn.http.refused.logins").increment();
    }

    /** A client that is still sending when the connection closes sees a broken pipe instead of the answer. */
    private void discardBody(Context context) {
        try {
            long left = DISCARDED * javalin.unsafe.http.maxRequestSize;
            byte[] buffer = new byte[64 << 10];
            ServletInputStream body = context.req().getInputStream();
            for (int read = body.read(buffer); read >= 0 && left > 0; read = body.read(buffer)) {
                left -= read;
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("the rest of a body was not read");
        }
    }

    /** As {@link #discardBody}, of a client that nobody knows: no more than it sends within a second. */
    private void discardAtOnce(Context context) {
        try {
            long left = Math.min(context.req().getContentLengthLong(), DISCARDED * javalin.unsafe.http.maxRequestSize);
            byte[] buffer = new byte[64 << 10];
            ServletInputStream body = context.req().getInputStream();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            while (left > 0 && !body.isFinished() && System.nanoTime() - end < 0) {
                if (body.available() > 0) {
                    left -= Math.max(0, body.read(buffer));
                } else {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("the rest of a body was not read");
        }
    }

    private void refuse(Context context, TarnException error) {
        answerError(context, surfaceOf(context.path()), error);
        String id = context.attribute(REQUEST_ID);
        LOG.atInfo()
                .addKeyValue("request", id)
                .addKeyValue("method", context.method().name())
                .addKeyValue("path", Names.printable(context.path()))
                .addKeyValue("status", context.statusCode())
                .log("request without a route");
        metrics.counter("tarn.http.unmatched", "status", Integer.toString(context.statusCode()))
                .increment();
    }

    private TarnException unmatched(HttpResponseException e, Context context) {
        String path = Names.printable(context.path());
        if (e.getStatus() == ErrorCode.ROUTE_NOT_FOUND.status()) {
            boolean paimon = surfaceOf(context.path()).equals(surfaces.get(0));
            return TarnException.of(
                    ErrorCode.ROUTE_NOT_FOUND,
                    "Nothing is served at " + path
                            + (paimon ? "; this is the Paimon REST catalog protocol, under /v1" : ""));
        }
        if (e.getStatus() == ErrorCode.METHOD_NOT_ALLOWED.status()) {
            return TarnException.of(
                    ErrorCode.METHOD_NOT_ALLOWED, context.method().name() + " is not served at " + path);
        }
        return Failures.translate(e);
    }

    private static void answerError(Context context, Surface surface, TarnException error) {
        if (error.code().isServersFault()) {
            LOG.atError().addKeyValue("code", error.code()).setCause(error).log(error.getMessage());
        }
        if (error.code().isForLater()) {
            context.header("Retry-After", "1");
        }
        context.status(error.code().status())
                .contentType(Json.CONTENT_TYPE)
                .result(Json.bytes(surface.error().apply(error)));
    }

    private byte[] errorBody(String path, TarnException error) {
        return Json.bytes(surfaceOf(path).error().apply(error));
    }

    private Surface surfaceOf(String path) {
        return surfaces.stream()
                .filter(surface -> surface.covers(path))
                .findFirst()
                .orElse(surfaces.get(0));
    }

    /**
     * Sends clients away while it still answers, then refuses new requests, lets those in work finish, and closes the port.
     * Paimon's clients keep connections open and do not repeat a POST on one that was closed meanwhile: a commit would fail,
     * and its job with it.
     */
    @Override
    public void close() {
        leaving = true;
        LOG.atInfo()
                .addKeyValue("seconds", patience.toSeconds())
                .log("stopping; clients are sent away for at most so long");
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - end < 0 && isConnected()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        if (!admission.drain(Limits.SHUTDOWN)) {
            LOG.warn("requests were still in work when the time to stop was over");
        }
        javalin.stop();
    }

    private boolean isConnected() {
        return Arrays.stream(javalin.jettyServer().server().getConnectors())
                .anyMatch(connector -> !connector.getConnectedEndPoints().isEmpty());
    }
}
