package io.tarn.server.http;

import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.TarnException;
import java.nio.ByteBuffer;
import java.util.function.BiFunction;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Words the errors of requests that Jetty refuses before any route is looked at, such as a malformed URI. */
final class JettyErrors implements Request.Handler {
    private final BiFunction<String, TarnException, byte[]> body;

    JettyErrors(BiFunction<String, TarnException, byte[]> body) {
        this.body = body;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        TarnException error = error(response.getStatus());
        response.setStatus(error.code().status());
        response.getHeaders().put("x-request-id", Ids.next().toString());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Json.CONTENT_TYPE);
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
        response.write(true, ByteBuffer.wrap(body.apply(path == null ? "" : path, error)), callback);
        return true;
    }

    /** There is a handler for every path, until the server stops. */
    private static TarnException error(int status) {
        if (status == ErrorCode.UNAVAILABLE.status() || status == ErrorCode.ROUTE_NOT_FOUND.status()) {
            return TarnException.of(ErrorCode.UNAVAILABLE, "The server is stopping");
        }
        return status < ErrorCode.INTERNAL.status()
                ? TarnException.of(
                        ErrorCode.INVALID_REQUEST, "The request is not valid HTTP, or its path is not encoded")
                : TarnException.of(ErrorCode.INTERNAL, "The server failed");
    }
}
