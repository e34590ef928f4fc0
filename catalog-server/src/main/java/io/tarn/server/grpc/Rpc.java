package io.tarn.server.grpc;

import io.grpc.MethodDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.ops.feed.Subscription;
import java.util.function.Supplier;

/**
 * One method of a service.
 *
 * @param operation what it asks for: shown in logs and metrics, and what the operation table is asked about
 */
public record Rpc<Q, A>(MethodDescriptor<Q, A> method, Operation operation, Answer<Q, A> answer) {
    /** How a method answers. */
    sealed interface Answer<Q, A> {}

    /** Answers a request, or throws. */
    @FunctionalInterface
    public interface Action<Q, A> {
        A run(Caller caller, Q request);
    }

    /** Begins to answer a request with a stream, or throws. */
    @FunctionalInterface
    interface Streaming<Q, A> {
        /** @param identify finds out again who calls, by the same credentials */
        Subscription begin(Caller caller, Supplier<Caller> identify, Q request, Outgoing<A> out);
    }

    record Once<Q, A>(Action<Q, A> action) implements Answer<Q, A> {}

    record Stream<Q, A>(Streaming<Q, A> action) implements Answer<Q, A> {}

    public static <Q, A> Rpc<Q, A> of(MethodDescriptor<Q, A> method, Operation operation, Action<Q, A> action) {
        return new Rpc<>(method, operation, new Once<>(action));
    }

    static <Q, A> Rpc<Q, A> stream(MethodDescriptor<Q, A> method, Operation operation, Streaming<Q, A> action) {
        return new Rpc<>(method, operation, new Stream<>(action));
    }

    /** As clients and logs name it, e.g. {@code tarn.v1.TableService/GetTable}. */
    public String name() {
        return method.getFullMethodName();
    }
}
