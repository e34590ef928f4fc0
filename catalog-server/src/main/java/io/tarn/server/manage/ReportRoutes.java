package io.tarn.server.manage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.Ids;
import io.tarn.server.model.TableName;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.iceberg.ReportMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What engines report of Iceberg's tables. */
public final class ReportRoutes implements RouteGroup {
    private final Catalogs catalogs;
    private final ReportMetrics reports;

    public ReportRoutes(Catalogs catalogs, ReportMetrics reports) {
        this.catalogs = catalogs;
        this.reports = reports;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get(
                ManageSurface.BASE + "/catalogs/{prefix}/databases/{database}/tables/{table}/reports",
                Operation.GET_SNAPSHOT,
                this::list));
    }

    private void list(Request request) {
        ObjectNode answer = Json.object();
        answer.set(
                "reports",
                Json.list(
                        reports.of(
                                request.caller(),
                                catalogs.byPrefix(request.path("prefix")),
                                TableName.parse(request.path("database"), request.path("table"))),
                        report -> {
                            ObjectNode told = Json.object();
                            told.put("atMillis", Ids.time(report.id()));
                            told.put("principal", report.principal());
                            told.set("report", Json.parse(report.body().getBytes(StandardCharsets.UTF_8)));
                            return told;
                        }));
        request.answer(answer);
    }
}
