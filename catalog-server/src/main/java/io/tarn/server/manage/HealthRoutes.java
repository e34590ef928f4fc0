package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.Statistics;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.health.GetTableHealth;
import io.tarn.server.ops.health.TableHealth;
import java.util.List;
import java.util.Locale;

/** How tables are. */
public final class HealthRoutes implements RouteGroup {
    private final Catalogs catalogs;
    private final GetTableHealth health;

    public HealthRoutes(Catalogs catalogs, GetTableHealth health) {
        this.catalogs = catalogs;
        this.health = health;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(
                ManageSurface.BASE + "/catalogs/{prefix}/databases/{database}/tables/{table}/health",
                Operation.GET_TABLE_HEALTH,
                this::get));
    }

    private void get(Request request) {
        request.answer(json(health.run(
                request.caller(),
                catalogs.byPrefix(request.path("prefix")),
                TableName.parse(request.path("database"), request.path("table")))));
    }

    /** What is not known is left out. */
    private static ObjectNode json(TableHealth health) {
        ObjectNode json = Json.object();
        json.put("id", health.id().toString());
        json.put("ownership", word(health.ownership()));
        json.put("atMillis", health.at());
        if (health.sizes().known()) {
            json.set("sizes", sizes(health.sizes()));
        }
        health.last().ifPresent(last -> json.set("lastCommit", last(last)));
        json.set("recent", recent(health.recent()));
        json.putObject("lastDay")
                .put("commits", health.day().won())
                .put("conflicts", health.day().lost())
                .put("partitionsTouched", health.day().partitions());
        return json;
    }

    private static String word(Ownership ownership) {
        return ownership.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode sizes(Statistics sizes) {
        ObjectNode json = Json.object();
        json.put("records", sizes.recordCount());
        json.put("files", sizes.fileCount());
        json.put("bytes", sizes.fileSizeInBytes());
        sizes.averageFileSizeInBytes().ifPresent(average -> json.put("averageFileBytes", average));
        return json;
    }

    private static ObjectNode last(TableHealth.Last last) {
        ObjectNode json = Json.object();
        json.put("snapshot", last.snapshot());
        json.put("atMillis", last.at());
        json.put("ageMillis", last.age());
        json.put("by", last.by());
        json.put("writer", last.writer());
        json.put("kind", last.kind());
        last.watermark()
                .ifPresent(watermark ->
                        json.put("watermarkMillis", watermark.at()).put("watermarkLagMillis", watermark.lag()));
        return json;
    }

    private static ObjectNode recent(TableHealth.Recent recent) {
        ObjectNode json = Json.object();
        json.put("commits", recent.commits());
        if (recent.commits() > 0) {
            json.put("fromMillis", recent.from());
        }
        recent.interval().ifPresent(interval -> json.put("medianIntervalMillis", interval));
        json.put("records", recent.records());
        json.put("files", recent.files());
        json.put("bytes", recent.bytes());
        json.put("filesAdded", recent.filesAdded());
        json.put("smallFilesAdded", recent.smallFilesAdded());
        json.set(
                "writers",
                Json.list(
                        recent.writers(),
                        writer -> Json.object()
                                .put("writer", writer.writer())
                                .put("by", writer.by())
                                .put("commits", writer.commits())));
        return json;
    }
}
