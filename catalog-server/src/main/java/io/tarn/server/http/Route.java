package io.tarn.server.http;

import io.javalin.http.HandlerType;
import io.tarn.auth.Operation;

/**
 * One method and path of a surface.
 *
 * @param template with variables in braces, each a whole segment, e.g. {@code /v1/{prefix}/databases/{database}}
 * @param login whether the action itself finds out who calls; all others are reached by known callers alone
 * @param operation what it asks for: shown in logs and metrics, and what the operation table is asked about
 */
public record Route(HandlerType method, String template, Operation operation, Action action, boolean login) {
    /** Answers a request, or throws. */
    @FunctionalInterface
    public interface Action {
        void run(Request request);
    }

    public Route(HandlerType method, String template, Operation operation, Action action) {
        this(method, template, operation, action, false);
    }

    /** A POST with credentials that only its action understands. */
    public static Route login(String template, Operation operation, Action action) {
        return new Route(HandlerType.POST, template, operation, action, true);
    }

    public static Route get(String template, Operation operation, Action action) {
        return new Route(HandlerType.GET, template, operation, action);
    }

    public static Route post(String template, Operation operation, Action action) {
        return new Route(HandlerType.POST, template, operation, action);
    }

    /** An answer without a body, which says only whether something is there. */
    public static Route head(String template, Operation operation, Action action) {
        return new Route(HandlerType.HEAD, template, operation, action);
    }

    public static Route delete(String template, Operation operation, Action action) {
        return new Route(HandlerType.DELETE, template, operation, action);
    }

    /** Method and path, as the documents of protocols name a route. */
    public String endpoint(String base) {
        return method.name() + " " + template.substring(base.length());
    }
}
