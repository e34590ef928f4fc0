package io.tarn.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.tarn.server.http.ServedMethods;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls every method with what no client should send. */
class EveryMethodTest extends GrpcTest {
    private static final Pattern INSIDES =
            Pattern.compile("\\b(java|javax|org|com|io)\\.[a-z]+\\.|Exception\\b|\\tat |\\$Proxy|\\bnull pointer");

    /** What the caller's fault, or nobody's, is answered with. */
    private static final Set<Code> EXPECTED = EnumSet.of(
            Code.OK,
            Code.INVALID_ARGUMENT,
            Code.NOT_FOUND,
            Code.ALREADY_EXISTS,
            Code.FAILED_PRECONDITION,
            Code.ABORTED,
            Code.UNIMPLEMENTED);

    private static final int MESSAGES = 12;

    static Stream<MethodDescriptor<?, ?>> methods() {
        return ServedMethods.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void strangersAreAnsweredNothing(MethodDescriptor<?, ?> method) {
        assertThat(call(method, new byte[0], null)).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(call(method, new byte[0], "wrong")).isEqualTo(Code.UNAUTHENTICATED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void noMessageIsTheServersFault(MethodDescriptor<?, ?> method) {
        assertThat(call(method, new byte[0], server.rootToken())).isIn(EXPECTED);
        Random random = new Random(method.getFullMethodName().hashCode());
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = message(random);
            assertThat(call(method, message, server.rootToken()))
                    .as("%s", HexFormat.of().formatHex(message))
                    .isIn(EXPECTED);
        }
    }

    /** Members by the shape of the wire: a catalog that exists, then texts, nested ones and numbers. */
    private static byte[] message(Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text(bytes, 1, CATALOG.getBytes(StandardCharsets.UTF_8));
        int members = random.nextInt(5);
        for (int i = 0; i < members; i++) {
            int number = 2 + random.nextInt(5);
            if (random.nextInt(4) == 0) {
                bytes.write(number << 3);
                bytes.write(random.nextInt(128));
            } else {
                byte[] content = new byte[random.nextInt(12)];
                random.nextBytes(content);
                if (random.nextBoolean()) {
                    ByteArrayOutputStream nested = new ByteArrayOutputStream();
                    text(nested, 1, "default".getBytes(StandardCharsets.UTF_8));
                    text(nested, 2, new byte[] {(byte) ('a' + random.nextInt(26))});
                    content = nested.toByteArray();
                }
                text(bytes, number, content);
            }
        }
        return bytes.toByteArray();
    }

    private static void text(ByteArrayOutputStream into, int number, byte[] content) {
        into.write(number << 3 | 2);
        into.write(content.length);
        into.writeBytes(content);
    }

    private Code call(MethodDescriptor<?, ?> method, byte[] message, @Nullable String token) {
        Metadata metadata = new Metadata();
        if (token != null) {
            metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        }
        try {
            return answered(method, message, metadata) == null ? Code.UNKNOWN : Code.OK;
        } catch (StatusRuntimeException e) {
            assertThat(INSIDES.matcher(String.valueOf(e.getStatus().getDescription()))
                            .find())
                    .as(e.toString())
                    .isFalse();
            return e.getStatus().getCode();
        }
    }

    private <A> A answered(MethodDescriptor<?, A> method, byte[] message, Metadata metadata) {
        Channel channel =
                ClientInterceptors.intercept(api.channel(), MetadataUtils.newAttachHeadersInterceptor(metadata));
        MethodDescriptor<byte[], A> called =
                method.toBuilder(new Bytes(), method.getResponseMarshaller()).build();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
        if (method.getType() == MethodDescriptor.MethodType.UNARY) {
            return ClientCalls.blockingUnaryCall(channel, called, options, message);
        }
        // The first answer of a stream; the rest is not wanted.
        Context.CancellableContext call = Context.current().withCancellation();
        try {
            return call.call(() -> ClientCalls.blockingServerStreamingCall(channel, called, options, message)
                    .next());
        } catch (StatusRuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            call.cancel(null);
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException("nobody answers bytes");
        }
    }
}
