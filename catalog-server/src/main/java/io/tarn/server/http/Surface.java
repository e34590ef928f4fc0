package io.tarn.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.HandlerType;
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

    /** Whether a path is one that HEAD is served at; where it is not, no GET is to be answered in its place. */
    boolean servesHead(String path) {
        String[] found = path.split("/", -1);
        return routes.stream()
                .filter(route -> route.method().equals(HandlerType.HEAD))
                .anyMatch(route -> matches(route.template().split("/", -1), found));
    }

    private static boolean matches(String[] template, String[] found) {
        boolean same = template.length == found.length;
        for (int i = 0; same && i < template.length; i++) {
            same = template[i].startsWith("{") || template[i].equals(found[i]);
        }
        return same;
    }

    boolean covers(String path) {
        return path.equals(base) || path.startsWith(base + "/");
    }
}
