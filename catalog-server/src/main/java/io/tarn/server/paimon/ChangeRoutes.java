package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.changes.Changes;
import io.tarn.server.ops.changes.WatchChanges;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What has changed in a catalog: an extension of Paimon's protocol, for clients that remember tables. */
public final class ChangeRoutes implements RouteGroup {
    private final Catalogs catalogs;
    private final WatchChanges watch;

    public ChangeRoutes(Catalogs catalogs, WatchChanges watch) {
        this.catalogs = catalogs;
        this.watch = watch;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/v1/{prefix}/changes", Operation.WATCH_CHANGES, this::watch));
    }

    private void watch(Request request) {
        request.answerLater(
                watch.run(
                        request.caller(),
                        catalogs.byPrefix(request.path("prefix")),
                        request.query("after"),
                        Duration.ofSeconds(request.number("waitSeconds", 0))),
                ChangeRoutes::json);
    }

    private static JsonNode json(Changes changes) {
        ObjectNode json = Json.object();
        json.put("cursor", Long.toString(changes.cursor())).put("everything", changes.everything());
        json.set("tables", Json.array(texts(changes.tables())));
        json.set("databases", Json.array(texts(changes.databases())));
        return json;
    }

    private static Set<String> texts(Set<UUID> ids) {
        return ids.stream().map(UUID::toString).collect(Collectors.toSet());
    }
}
