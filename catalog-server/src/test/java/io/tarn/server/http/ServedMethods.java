package io.tarn.server.http;

import io.grpc.MethodDescriptor;
import java.util.stream.Stream;

/** Every method of the gRPC interface. */
public final class ServedMethods {
    private ServedMethods() {}

    public static Stream<MethodDescriptor<?, ?>> all() {
        return ParityTest.GROUPS.stream().flatMap(group -> group.service().getMethods().stream());
    }
}
