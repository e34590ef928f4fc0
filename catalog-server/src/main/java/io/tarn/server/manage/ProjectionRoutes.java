package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.projection.Format;
import io.tarn.server.ops.projection.GetProjection;
import io.tarn.server.ops.projection.ProjectTable.Verdict;
import java.util.List;
import java.util.Locale;

/** Tables as Iceberg tables. */
public final class ProjectionRoutes implements RouteGroup {
    private final Catalogs catalogs;
    private final GetProjection projection;

    public ProjectionRoutes(Catalogs catalogs, GetProjection projection) {
        this.catalogs = catalogs;
        this.projection = projection;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(
                ManageSurface.BASE + "/catalogs/{prefix}/databases/{database}/tables/{table}/iceberg",
                Operation.GET_TABLE_PROJECTION,
                this::get));
    }

    private void get(Request request) {
        GetProjection.Result result = projection.run(
                request.caller(),
                catalogs.byPrefix(request.path("prefix")),
                TableName.parse(request.path("database"), request.path("table")));
        ObjectNode json = Json.object();
        json.put("id", result.id().toString());
        for (Format format : Format.values()) {
            Verdict verdict = result.verdicts().get(format);
            if (verdict != null) {
                json.set(format.word(), json(verdict));
            }
        }
        request.answer(json);
    }

    private static ObjectNode json(Verdict verdict) {
        ObjectNode json = Json.object();
        json.put("shown", verdict.shown().isPresent());
        verdict.shown()
                .ifPresent(shown -> json.put("formatVersion", shown.formatVersion())
                        .put("way", shown.way().name().toLowerCase(Locale.ROOT).replace('_', '-')));
        verdict.refused()
                .ifPresent(refused -> json.put("code", refused.code().word())
                        .put("reason", refused.reason())
                        .put("remedy", refused.remedy()));
        if (verdict.now() != null) {
            json.putObject("metadata")
                    .put("location", verdict.now().metadataLocation())
                    .put("snapshot", verdict.now().snapshotId())
                    .put("atMillis", verdict.now().at())
                    .put("upToDate", verdict.now().current());
        }
        return json;
    }
}
