package io.tarn.server.grpc;

import io.grpc.BindableService;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2SecurityUtil;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNames;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import io.tarn.server.http.Admission;
import io.tarn.server.http.TrustedProxies;
import io.tarn.server.model.Limits;
import io.tarn.server.ops.principals.IdentifyCaller;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gRPC port: the services of {@code tarn.v1}, health, and reflection. */
public final class GrpcServer implements AutoCloseable {
    /**
     * Where to listen, and what a client may do.
     *
     * @param maxMessageBytes of one request; a larger one is refused with RESOURCE_EXHAUSTED
     * @param keepAlive after how long without a sign of life a client is asked for one
     * @param leastPing clients that ping more often than this lose their connection
     * @param idle after how long without a call a connection is closed
     * @param callsOnConnection at once
     * @param reflection whether clients can ask which services there are
     * @param tls null for plain HTTP/2
     */
    public record Settings(
            String host,
            int port,
            int maxMessageBytes,
            Duration keepAlive,
            Duration leastPing,
            Duration idle,
            int callsOnConnection,
            boolean reflection,
            @Nullable Tls tls,
            TrustedProxies proxies) {}

    /** @param needed whether a client without a certificate gets no connection; else one that presents it is known by it */
    public record Tls(SSLContext context, boolean wanted, boolean needed) {
        private JdkSslContext server() {
            ApplicationProtocolConfig http2 = new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2);
            ClientAuth clients = needed ? ClientAuth.REQUIRE : wanted ? ClientAuth.OPTIONAL : ClientAuth.NONE;
            return new JdkSslContext(
                    context,
                    false,
                    Http2SecurityUtil.CIPHERS,
                    SupportedCipherSuiteFilter.INSTANCE,
                    http2,
                    clients,
                    new String[] {"TLSv1.3", "TLSv1.2"},
                    false);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(GrpcServer.class);

    /** Bytes of all metadata of a call. */
    private static final int METADATA_BYTES = 32 << 10;

    private final RequestSteps steps;
    private final HealthStatusManager health = new HealthStatusManager();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final ThreadPoolExecutor threads;
    private final Server server;

    /** @param admission shared with the other protocols of this server */
    public GrpcServer(
            Settings settings,
            List<RpcGroup> groups,
            IdentifyCaller callers,
            Admission admission,
            MeterRegistry metrics) {
        this.steps = new RequestSteps(admission, callers, settings.proxies(), metrics);
        this.threads = CallThreads.start();
        this.server = build(settings, groups);
    }

    private Server build(Settings settings, List<RpcGroup> groups) {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(settings.host(), settings.port()))
                .executor(threads)
                .maxInboundMessageSize(settings.maxMessageBytes())
                .maxInboundMetadataSize(METADATA_BYTES)
                .maxConcurrentCallsPerConnection(settings.callsOnConnection())
                .keepAliveTime(settings.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(settings.leastPing().toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(settings.idle().toMillis(), TimeUnit.MILLISECONDS)
                .fallbackHandlerRegistry(new NoMethod());
        Tls tls = settings.tls();
        if (tls != null) {
            builder.sslContext(tls.server());
        }
        List<BindableService> others = new ArrayList<>(List.of(health.getHealthService()));
        if (settings.reflection()) {
            others.add(ProtoReflectionServiceV1.newInstance());
        }
        groups.forEach(group -> builder.addService(definition(group)));
        others.forEach(builder::addService);
        return builder.build();
    }

    private ServerServiceDefinition definition(RpcGroup group) {
        List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();
        Set<String> missing = new HashSet<>();
        group.service().getMethods().forEach(method -> missing.add(method.getFullMethodName()));
        for (Rpc<?, ?> rpc : group.rpcs()) {
            if (!missing.remove(rpc.name())) {
                throw new IllegalStateException("a second answer to, or no such method in the service: " + rpc.name());
            }
            methods.add(method(rpc));
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("nothing answers " + missing);
        }
        ServiceDescriptor.Builder service = ServiceDescriptor.newBuilder(
                        group.service().getName())
                .setSchemaDescriptor(group.service().getSchemaDescriptor());
        methods.forEach(method -> service.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(service.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private <Q, A> ServerMethodDefinition<Sent<Q>, A> method(Rpc<Q, A> rpc) {
        MethodDescriptor<Sent<Q>, A> wire = rpc.method().toBuilder(
                        Sent.marshaller(rpc.method().getRequestMarshaller()),
                        rpc.method().getResponseMarshaller())
                .build();
        return ServerMethodDefinition.create(wire, (call, metadata) -> steps.start(rpc, call, metadata));
    }

    /** Answers every method that is not there. */
    private final class NoMethod extends HandlerRegistry {
        @Override
        public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
            MethodDescriptor<InputStream, InputStream> unknown = MethodDescriptor.<InputStream, InputStream>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNKNOWN)
                    .setFullMethodName(name)
                    .setRequestMarshaller(new Untouched())
                    .setResponseMarshaller(new Untouched())
                    .build();
            return ServerMethodDefinition.create(unknown, this::refuse);
        }

        private ServerCall.Listener<InputStream> refuse(ServerCall<InputStream, InputStream> call, Metadata metadata) {
            return steps.refuseUnknown(call);
        }
    }

    private static final class Untouched implements MethodDescriptor.Marshaller<InputStream> {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    }

    /** @throws IOException when the address is taken */
    public GrpcServer start() throws IOException {
        server.start();
        return this;
    }

    /** The port that is listened on, also when 0 was configured. */
    public int port() {
        return server.getPort();
    }

    /** From now on health checks say that clients should go elsewhere; calls go on until the admission ends them. */
    public void leave() {
        if (leaving.compareAndSet(false, true)) {
            health.enterTerminalState();
        }
    }

    /** Takes no new connections and calls, waits for those in work, then closes the port. */
    @Override
    public void close() {
        leave();
        server.shutdown();
        try {
            if (!server.awaitTermination(Limits.SHUTDOWN.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("calls were still in work when the time to stop was over");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            server.shutdownNow();
            threads.shutdownNow();
        }
    }
}
