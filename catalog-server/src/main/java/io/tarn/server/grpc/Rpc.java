package io.tarn.server.grpc;

import io.grpc.MethodDescriptor;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;

/**
 * One method of a service.
 *
 * @param operation what it asks for: shown in logs and metrics, and what the operation table is asked about
 */
public record Rpc<Q, A>(MethodDescriptor<Q, A> method, Operation operation, Action<Q, A> action) {
    /** Answers a request, or throws. */
    @FunctionalInterface
    public interface Action<Q, A> {
        A run(Caller caller, Q request);
    }

    public static <Q, A> Rpc<Q, A> of(MethodDescriptor<Q, A> method, Operation operation, Action<Q, A> action) {
        return new Rpc<>(method, operation, action);
    }

    /** As clients and logs name it, e.g. {@code tarn.v1.TableService/GetTable}. */
    public String name() {
        return method.getFullMethodName();
    }
}
