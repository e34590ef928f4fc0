package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.NamePattern;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.Partition;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.partitions.ChangePartitions;
import io.tarn.server.ops.partitions.FilterPartitions;
import io.tarn.server.ops.partitions.FindPartitions;
import io.tarn.server.ops.partitions.ListPartitions;
import java.util.List;

/** Partitions. */
public final class PartitionRoutes implements RouteGroup {
    /** The operations behind these routes. */
    public record Operations(
            ListPartitions list, FindPartitions find, FilterPartitions filter, ChangePartitions change) {}

    private static final String PARTITIONS = "/v1/{prefix}/databases/{database}/tables/{table}/partitions";

    private final Catalogs catalogs;
    private final Operations ops;

    public PartitionRoutes(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PARTITIONS, Operation.LIST_PARTITIONS, this::list),
                Route.post(PARTITIONS + "/list-by-names", Operation.LIST_PARTITIONS, this::listByNames),
                Route.post(PARTITIONS + "/list-by-filter", Operation.LIST_PARTITIONS, this::listByFilter),
                Route.post(PARTITIONS, Operation.CREATE_PARTITIONS, this::create),
                Route.post(PARTITIONS + "/drop", Operation.DROP_PARTITIONS, this::drop),
                Route.post(PARTITIONS + "/mark", Operation.MARK_PARTITIONS, this::mark));
    }

    private void list(Request request) {
        request.answer(NamesJson.objects(
                "partitions",
                ops.list()
                        .run(request.caller(), catalog(request), table(request), request.page("partitionNamePattern"))
                        .map(PartitionJson::partition)));
    }

    private void listByNames(Request request) {
        List<Partition> found = ops.find()
                .run(
                        request.caller(),
                        catalog(request),
                        table(request),
                        request.body().textMaps("specs"));
        ObjectNode answer = Json.object();
        answer.putArray("partitions")
                .addAll(found.stream().map(PartitionJson::partition).toList());
        request.answer(answer);
    }

    private void listByFilter(Request request) {
        Body body = request.body();
        String filter = body.text("filter");
        if (filter.isEmpty()) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'filter' is empty");
        }
        request.answer(NamesJson.objects(
                "partitions",
                ops.filter()
                        .run(request.caller(), catalog(request), table(request), PredicateJson.read(filter), page(body))
                        .map(PartitionJson::partition)));
    }

    /** The same paging as of other lists, in the body. */
    private static PageRequest page(Body body) {
        String token = body.textOrNull("pageToken");
        String pattern = body.textOrNull("partitionNamePattern");
        return new PageRequest(
                Request.pageSize(body.integerOr("maxResults", 0)),
                token == null ? "" : token,
                NamePattern.parse(pattern == null ? "" : pattern));
    }

    private void create(Request request) {
        Body body = request.body();
        if (!body.objectsOrEmpty("partitionStatistics").isEmpty()) {
            throw TarnException.of(
                    ErrorCode.NOT_SUPPORTED, "This server takes no statistics with the partitions that it creates");
        }
        ChangePartitions.Result result = ops.change()
                .create(
                        request.caller(),
                        catalog(request),
                        table(request),
                        body.textMaps("partitionSpecs"),
                        body.flagOr("ignoreIfExists", true));
        request.answer(PartitionJson.result("created", "existed", result));
    }

    private void drop(Request request) {
        Body body = request.body();
        ChangePartitions.Result result = ops.change()
                .drop(
                        request.caller(),
                        catalog(request),
                        table(request),
                        body.textMaps("partitionSpecs"),
                        body.flagOr("ignoreIfNotExists", true));
        request.answer(PartitionJson.result("dropped", "missing", result));
    }

    private void mark(Request request) {
        ops.change()
                .mark(
                        request.caller(),
                        catalog(request),
                        table(request),
                        request.body().textMaps("specs"));
        request.answerEmpty();
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }

    private static TableName table(Request request) {
        return TableName.parse(request.path("database"), request.path("table"));
    }
}
