package io.tarn.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.tarn.server.model.TarnException;
import java.util.List;
import java.util.function.Function;

/**
 * A protocol over HTTP.
 *
 * @param base the beginning of all its paths, e.g. {@code /v1}
 * @param error how the protocol words an error
 */
public record Surface(String base, List<Route> routes, Function<TarnException, JsonNode> error) {
    public Surface {
        routes = List.copyOf(routes);
    }

    boolean covers(String path) {
        return path.equals(base) || path.startsWith(base + "/");
    }
}
