package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.ReadyAnswers;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Page;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.snapshots.CommitSnapshot;
import io.tarn.server.ops.snapshots.GetSnapshot;
import io.tarn.server.ops.snapshots.ListSnapshots;
import io.tarn.server.ops.tables.AlterTable;
import io.tarn.server.ops.tables.CreateTable;
import io.tarn.server.ops.tables.DropTable;
import io.tarn.server.ops.tables.GetTable;
import io.tarn.server.ops.tables.ListAllTables;
import io.tarn.server.ops.tables.ListTableDetails;
import io.tarn.server.ops.tables.ListTables;
import io.tarn.server.ops.tables.RegisterTable;
import io.tarn.server.ops.tables.RenameTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables, their snapshots and commits. */
public final class TableRoutes implements RouteGroup {
    /** The operations behind these routes. */
    public record Operations(
            ListTables list,
            ListTableDetails details,
            ListAllTables all,
            CreateTable create,
            RegisterTable register,
            GetTable get,
            AlterTable alter,
            DropTable drop,
            RenameTable rename,
            CommitSnapshot commit,
            GetSnapshot snapshot,
            ListSnapshots snapshots) {}

    private static final String DATABASE = "/v1/{prefix}/databases/{database}";
    private static final String TABLES = DATABASE + "/tables";
    private static final String TABLE = TABLES + "/{table}";

    private final ReadyAnswers<GetTable.Result> tables = new ReadyAnswers<>(TableJson::table);
    private final ReadyAnswers<GetSnapshot.Result> heads = new ReadyAnswers<>(SnapshotJson::tableSnapshot);
    private final Catalogs catalogs;
    private final Operations ops;

    public TableRoutes(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(TABLES, Operation.LIST_TABLES, this::list),
                Route.get(DATABASE + "/table-details", Operation.LIST_TABLE_DETAILS, this::details),
                Route.get("/v1/{prefix}/tables", Operation.LIST_ALL_TABLES, this::all),
                Route.get("/v1/{prefix}/tables/id/{id}", Operation.GET_TABLE, this::getById),
                Route.post(TABLES, Operation.CREATE_TABLE, this::create),
                Route.post(DATABASE + "/register", Operation.REGISTER_TABLE, this::register),
                Route.get(TABLE, Operation.GET_TABLE, this::get),
                Route.post(TABLE, Operation.ALTER_TABLE, this::alter),
                Route.delete(TABLE, Operation.DROP_TABLE, this::drop),
                Route.post("/v1/{prefix}/tables/rename", Operation.RENAME_TABLE, this::rename),
                Route.post(TABLE + "/commit", Operation.COMMIT_SNAPSHOT, this::commit),
                Route.get(TABLE + "/snapshot", Operation.GET_SNAPSHOT, this::snapshot),
                Route.get(TABLE + "/snapshots", Operation.LIST_SNAPSHOTS, this::snapshots),
                Route.get(TABLE + "/snapshots/{version}", Operation.GET_SNAPSHOT, this::snapshotOfVersion));
    }

    private void list(Request request) {
        Page<String> page = ops.list()
                .run(
                        request.caller(),
                        catalog(request),
                        request.path("database"),
                        request.page("tableNamePattern"),
                        kind(request));
        request.answer(NamesJson.page("tables", page));
    }

    private void details(Request request) {
        request.answer(NamesJson.objects(
                "tableDetails",
                ops.details()
                        .run(
                                request.caller(),
                                catalog(request),
                                request.path("database"),
                                request.page("tableNamePattern"),
                                kind(request))
                        .map(TableJson::table)));
    }

    private static @Nullable String kind(Request request) {
        String type = request.query("tableType");
        return type == null || type.isEmpty() ? null : type;
    }

    private void all(Request request) {
        request.answer(NamesJson.identifiers(
                "tables", ops.all().run(request.caller(), catalog(request), request.catalogPage("tableNamePattern"))));
    }

    private void create(Request request) {
        Body body = request.body();
        TableName name = newTable(request, body);
        Body schema = body.object("schema");
        for (Body field : schema.objectsOrEmpty("fields")) {
            field.integer("id");
            field.text("name");
            field.any("type");
        }
        ops.create().run(request.caller(), catalog(request), name, schema.json());
        request.answerEmpty();
    }

    private void register(Request request) {
        Body body = request.body();
        ops.register().run(request.caller(), catalog(request), newTable(request, body), body.text("path"));
        request.answerEmpty();
    }

    private static TableName newTable(Request request, Body body) {
        TableName name = identifier(body.object("identifier"));
        if (!name.database().equals(request.path("database"))) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'identifier.database' is not the database of the path");
        }
        return name;
    }

    private void get(Request request) {
        request.answer(tables.of(ops.get().run(request.caller(), catalog(request), table(request))));
    }

    private void getById(Request request) {
        request.answer(tables.of(ops.get().byId(request.caller(), catalog(request), request.path("id"))));
    }

    private void alter(Request request) {
        Body body = request.body();
        ops.alter().run(request.caller(), catalog(request), table(request), body.json());
        request.answerEmpty();
    }

    private void drop(Request request) {
        ops.drop().run(request.caller(), catalog(request), table(request));
        request.answerEmpty();
    }

    private void rename(Request request) {
        Body body = request.body();
        ops.rename()
                .run(
                        request.caller(),
                        catalog(request),
                        identifier(body.object("source")),
                        identifier(body.object("destination")));
        request.answerEmpty();
    }

    private void commit(Request request) {
        boolean success = ops.commit().run(request.caller(), catalog(request), toCommit(request));
        request.answer(Json.object().put("success", success));
    }

    /** Whoever may not commit is told that, and not what its snapshot lacks. */
    private CommitSnapshot.Request toCommit(Request request) {
        Body body = request.body();
        try {
            return SnapshotJson.commit(table(request), body);
        } catch (TarnException e) {
            ops.commit().check(request.caller(), catalog(request), table(request));
            throw e;
        }
    }

    private void snapshot(Request request) {
        request.answer(heads.of(ops.snapshot().run(request.caller(), catalog(request), table(request))));
    }

    private void snapshots(Request request) {
        Page<String> page = ops.snapshots()
                .run(request.caller(), catalog(request), table(request), request.pageSize(), request.before());
        ArrayNode snapshots = (ArrayNode) Json.array(List.of());
        page.entries().forEach(json -> snapshots.add(Json.stored(json)));
        ObjectNode answer = Json.object();
        answer.set("snapshots", snapshots);
        answer.put("nextPageToken", page.nextToken());
        request.answer(answer);
    }

    private void snapshotOfVersion(Request request) {
        JsonNode snapshot = Json.stored(
                ops.snapshots().one(request.caller(), catalog(request), table(request), request.path("version")));
        request.answer(Json.object().set("snapshot", snapshot));
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }

    private static TableName table(Request request) {
        return TableName.parse(request.path("database"), request.path("table"));
    }

    private static TableName identifier(Body identifier) {
        return TableName.parse(identifier.text("database"), identifier.text("object"));
    }
}
