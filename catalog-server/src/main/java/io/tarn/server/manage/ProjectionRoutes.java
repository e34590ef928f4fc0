package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.projection.Format;
import io.tarn.server.ops.projection.GetProjection;
import io.tarn.server.ops.projection.ListProjections;
import io.tarn.server.ops.projection.ProjectTable.Verdict;
import java.util.List;
import java.util.Locale;

/** Tables as Iceberg tables. */
public final class ProjectionRoutes implements RouteGroup {
    private static final String DATABASE = ManageSurface.BASE + "/catalogs/{prefix}/databases/{database}";

    private final Catalogs catalogs;
    private final GetProjection projection;
    private final ListProjections list;

    public ProjectionRoutes(Catalogs catalogs, GetProjection projection, ListProjections list) {
        this.catalogs = catalogs;
        this.projection = projection;
        this.list = list;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(DATABASE + "/iceberg", Operation.LIST_TABLE_PROJECTIONS, this::list),
                Route.get(DATABASE + "/tables/{table}/iceberg", Operation.GET_TABLE_PROJECTION, this::get));
    }

    private void list(Request request) {
        Page<ListProjections.Entry> page = list.run(
                request.caller(),
                catalogs.byPrefix(request.path("prefix")),
                request.path("database"),
                request.page("tableNamePattern"));
        ObjectNode answer = Json.object();
        answer.set("tables", Json.list(page.entries(), entry -> {
            ObjectNode json = Json.object().put("table", entry.table());
            return put(json, entry.result());
        }));
        answer.put("nextPageToken", page.nextToken());
        request.answer(answer);
    }

    private void get(Request request) {
        GetProjection.Result result = projection.run(
                request.caller(),
                catalogs.byPrefix(request.path("prefix")),
                TableName.parse(request.path("database"), request.path("table")));
        request.answer(put(Json.object(), result));
    }

    private static ObjectNode put(ObjectNode json, GetProjection.Result result) {
        json.put("id", result.id().toString());
        for (Format format : Format.values()) {
            Verdict verdict = result.verdicts().get(format);
            if (verdict != null) {
                json.set(format.word(), json(verdict));
            }
        }
        return json;
    }

    private static ObjectNode json(Verdict verdict) {
        ObjectNode json = Json.object();
        if (verdict.shown().isPresent() || verdict.refused().isPresent()) {
            json.put("shown", verdict.shown().isPresent());
        } else {
            json.putNull("shown");
        }
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
