package io.tarn.server.grpc;

import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * What came as the message of a call.
 *
 * @param message null when the bytes are none of its type, which is answered as any other bad request
 */
record Sent<Q>(@Nullable Q message) {
    static <Q> MethodDescriptor.Marshaller<Sent<Q>> marshaller(MethodDescriptor.Marshaller<Q> of) {
        return new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(Sent<Q> value) {
                throw new UnsupportedOperationException("servers send none");
            }

            @Override
            public Sent<Q> parse(InputStream stream) {
                try {
                    return new Sent<>(of.parse(stream));
                } catch (StatusRuntimeException e) {
                    return new Sent<>(null);
                }
            }
        };
    }
}
