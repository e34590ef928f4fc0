package io.tarn.server.http;

import io.javalin.http.HandlerType;
import io.tarn.auth.Operation;

/**
 * One method and path of a surface.
 *
 * @param template with variables in braces, each a whole segment, e.g. {@code /v1/{prefix}/databases/{database}}
 * @param operation what it asks for: shown in logs and metrics, and what the operation table is asked about
 */
public record Route(HandlerType method, String template, Operation operation, Action action) {
    /** Answers a request, or throws. */
    @FunctionalInterface
    public interface Action {
        void run(Request request);
    }

    public static Route get(String template, Operation operation, Action action) {
        return new Route(HandlerType.GET, template, operation, action);
    }

    public static Route post(String template, Operation operation, Action action) {
        return new Route(HandlerType.POST, template, operation, action);
    }

    public static Route delete(String template, Operation operation, Action action) {
        return new Route(HandlerType.DELETE, template, operation, action);
    }
}
