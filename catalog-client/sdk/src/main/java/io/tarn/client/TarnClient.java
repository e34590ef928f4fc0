package io.tarn.client;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.tarn.proto.v1.FeedServiceGrpc;
import io.tarn.proto.v1.WatchRequest;
import io.tarn.proto.v1.WatchResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connection to a Tarn server, good for any number of threads. Services come as gRPC's own stubs:
 *
 * <pre>{@code
 * try (TarnClient client = TarnClient.connect("127.0.0.1", 8182, TarnClient.Security.PLAIN, () -> token)) {
 *     Table table = client.service(TableServiceGrpc::newBlockingStub).getTable(request);   // waits
 *     ListenableFuture<Table> later = client.service(TableServiceGrpc::newFutureStub).getTable(request);
 * }
 * }</pre>
 *
 * Calls that did not get through are repeated when that can do no harm, see {@link Repetition}.
 */
public final class TarnClient implements AutoCloseable {
    /** Whether what is sent can be read on its way. */
    public enum Security {
        /** Anybody on the way can read tokens: for this machine, or behind something with TLS. */
        PLAIN,
        /** The server's certificate is checked against those that Java trusts. */
        TLS
    }

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final int LARGEST_ANSWER = 64 << 20;

    private final ManagedChannel channel;
    private final CallCredentials token;
    private final Duration deadline;

    private TarnClient(ManagedChannel channel, Supplier<String> token, Duration deadline) {
        this.channel = channel;
        this.token = new Bearer(token);
        this.deadline = deadline;
    }

    /** @param token asked before each call, so that it may change */
    public static TarnClient connect(String host, int port, Security security, Supplier<String> token) {
        NettyChannelBuilder builder = builder(host, port);
        return new TarnClient(
                (security == Security.PLAIN ? builder.usePlaintext() : builder.useTransportSecurity()).build(),
                token,
                DEADLINE);
    }

    /**
     * With TLS, and a server's certificate that others than those that Java trusts have signed.
     *
     * @param authorities a file with their certificates, in PEM
     * @param token asked before each call, so that it may change
     * @throws IOException when the file cannot be read, or holds no certificate
     */
    public static TarnClient connect(String host, int port, Path authorities, Supplier<String> token)
            throws IOException {
        try {
            return new TarnClient(
                    builder(host, port)
                            .sslContext(GrpcSslContexts.forClient()
                                    .trustManager(authorities.toFile())
                                    .build())
                            .build(),
                    token,
                    DEADLINE);
        } catch (IllegalArgumentException e) {
            throw new IOException(authorities + " holds no certificate in PEM", e);
        }
    }

    private static NettyChannelBuilder builder(String host, int port) {
        return NettyChannelBuilder.forAddress(host, port)
                .maxInboundMessageSize(LARGEST_ANSWER)
                .defaultServiceConfig(Repetition.settings())
                .enableRetry();
    }

    /** A service whose calls give up after a minute, repetitions included. */
    public <S extends AbstractStub<S>> S service(Function<Channel, S> service) {
        return service(service, deadline);
    }

    /** @param within after which a call gives up, repetitions included */
    public <S extends AbstractStub<S>> S service(Function<Channel, S> service, Duration within) {
        return service.apply(channel).withCallCredentials(token).withInterceptors(new FreshDeadline(within));
    }

    /**
     * Watches what is changed in a catalog, and tells a listener, in threads of the connection's.
     *
     * @param request where to begin, and what is wanted
     * @return open until it is closed, or the listener was told that it has ended
     */
    public EventWatch watch(WatchRequest request, EventListener listener) {
        return new EventWatch(this::feed, request, new Telling(listener)).open();
    }

    /**
     * Watches what is changed in a catalog, for a thread that waits for it.
     *
     * @param request where to begin, and what is wanted
     */
    public EventIterator watch(WatchRequest request) {
        return new EventIterator(sink -> new EventWatch(this::feed, request, sink));
    }

    /**
     * Without a deadline: a stream goes on for as long as it is wanted. It pauses itself between attempts, for seconds; the
     * channel would for up to two minutes, and miss a server that has come back.
     */
    private FeedServiceGrpc.FeedServiceStub feed() {
        channel.resetConnectBackoff();
        return FeedServiceGrpc.newStub(channel).withCallCredentials(token);
    }

    private record Telling(EventListener listener) implements EventWatch.Sink {
        @Override
        public boolean take(WatchResponse answer) {
            if (answer.hasEvent()) {
                listener.changed(answer.getEvent());
            } else if (answer.hasGap()) {
                listener.missed(answer.getCursor());
            } else {
                listener.advanced(answer.getCursor());
            }
            return true;
        }

        @Override
        public void ended(StatusRuntimeException why) {
            listener.ended(why);
        }
    }

    /** Calls in work have a few seconds to finish. */
    @Override
    public void close() {
        channel.shutdown();
        try {
            if (!channel.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static final class Bearer extends CallCredentials {
        private final Supplier<String> token;

        private Bearer(Supplier<String> token) {
            this.token = token;
        }

        @Override
        public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
            executor.execute(() -> {
                try {
                    Metadata metadata = new Metadata();
                    metadata.put(AUTHORIZATION, "Bearer " + token.get());
                    applier.apply(metadata);
                } catch (RuntimeException e) {
                    applier.fail(Status.UNAUTHENTICATED
                            .withDescription("there is no token")
                            .withCause(e));
                }
            });
        }
    }

    /** A stub may live for long; each of its calls gets the whole time. */
    private record FreshDeadline(Duration within) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return next.newCall(method, options.withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS));
        }
    }
}
