package io.tarn.server.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** Speaks to a server as a client does, over TCP. */
final class GrpcApi implements AutoCloseable {
    static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final Metadata sent;
    private final AtomicReference<Metadata> headers = new AtomicReference<>();
    private final AtomicReference<Metadata> trailers = new AtomicReference<>();

    private GrpcApi(ManagedChannel channel, Metadata sent) {
        this.channel = channel;
        this.sent = sent;
    }

    static GrpcApi connect(int port, @Nullable String token) {
        return of(
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build(), token);
    }

    static GrpcApi of(ManagedChannel channel, @Nullable String token) {
        Metadata sent = new Metadata();
        if (token != null) {
            sent.put(key("authorization"), "Bearer " + token);
        }
        return new GrpcApi(channel, sent);
    }

    /** On the same connection; who closes the first closes both. */
    GrpcApi withToken(@Nullable String token) {
        return of(channel, token);
    }

    /** On the same connection, with one more value in each call's metadata. */
    GrpcApi with(String name, String value) {
        Metadata more = new Metadata();
        more.merge(sent);
        more.put(key(name), value);
        return new GrpcApi(channel, more);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    ManagedChannel channel() {
        return channel;
    }

    <S extends AbstractStub<S>> S stub(Function<Channel, S> service) {
        return service.apply(channel)
                .withInterceptors(
                        MetadataUtils.newAttachHeadersInterceptor(sent),
                        MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
                .withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    /** Of the last call that was answered. */
    String requestId() {
        return headers.get().get(REQUEST_ID);
    }

    /**
     * How a call failed.
     *
     * @param requestId as the metadata beside the error has it
     * @param saidId as the error itself has it
     * @param retryAfter seconds; -1 when it says nothing of that
     */
    record Failure(
            Status.Code code,
            String message,
            String reason,
            String resource,
            String requestId,
            String saidId,
            long retryAfter) {}

    static Failure failure(ThrowingCallable call) {
        StatusRuntimeException e = Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
        Assertions.assertThat(e).as("the call was answered").isNotNull();
        ErrorInfo info = ErrorInfo.getDefaultInstance();
        long retryAfter = -1;
        com.google.rpc.Status rich = StatusProto.fromThrowable(e);
        try {
            for (Any detail : rich.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    info = detail.unpack(ErrorInfo.class);
                } else if (detail.is(RetryInfo.class)) {
                    retryAfter = detail.unpack(RetryInfo.class).getRetryDelay().getSeconds();
                }
            }
        } catch (InvalidProtocolBufferException broken) {
            throw new AssertionError(broken);
        }
        String requestId = e.getTrailers() == null ? null : e.getTrailers().get(REQUEST_ID);
        return new Failure(
                e.getStatus().getCode(),
                String.valueOf(e.getStatus().getDescription()),
                info.getReason(),
                info.getMetadataOrDefault("resource", ""),
                requestId == null ? "" : requestId,
                info.getMetadataOrDefault("requestId", ""),
                retryAfter);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
