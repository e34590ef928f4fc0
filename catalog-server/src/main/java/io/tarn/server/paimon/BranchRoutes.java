package io.tarn.server.paimon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.branches.CreateBranch;
import io.tarn.server.ops.branches.DropBranch;
import io.tarn.server.ops.branches.ForwardBranch;
import io.tarn.server.ops.branches.ListBranches;
import io.tarn.server.ops.branches.RenameBranch;
import io.tarn.server.ops.branches.ReplaceTable;
import io.tarn.server.ops.branches.RollbackSchema;
import io.tarn.server.ops.branches.RollbackTable;
import java.util.List;

/** Branches, and the other changes of a table's history: replacing it, rolling it or its schema back. */
public final class BranchRoutes implements RouteGroup {
    /** The operations behind these routes. */
    public record Operations(
            ListBranches list,
            CreateBranch create,
            DropBranch drop,
            RenameBranch rename,
            ForwardBranch forward,
            RollbackTable rollback,
            RollbackSchema rollbackSchema,
            ReplaceTable replace) {}

    private static final String TABLE = "/v1/{prefix}/databases/{database}/tables/{table}";
    private static final String BRANCHES = TABLE + "/branches";
    private static final String BRANCH = BRANCHES + "/{branch}";

    private final Catalogs catalogs;
    private final Operations ops;

    public BranchRoutes(Catalogs catalogs, Operations ops) {
        this.catalogs = catalogs;
        this.ops = ops;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(BRANCHES, Operation.LIST_BRANCHES, this::list),
                Route.post(BRANCHES, Operation.CREATE_BRANCH, this::create),
                Route.delete(BRANCH, Operation.DROP_BRANCH, this::drop),
                Route.post(BRANCH + "/forward", Operation.FORWARD_BRANCH, this::forward),
                Route.post(BRANCH + "/rename", Operation.RENAME_BRANCH, this::rename),
                Route.post(TABLE + "/replace", Operation.REPLACE_TABLE, this::replace),
                Route.post(TABLE + "/rollback", Operation.ROLLBACK_TABLE, this::rollback),
                Route.post(TABLE + "/rollback-schema", Operation.ROLLBACK_SCHEMA, this::rollbackSchema));
    }

    private void list(Request request) {
        List<String> branches = ops.list().run(request.caller(), catalog(request), table(request));
        ObjectNode answer = Json.object();
        // Never null: clients make that a list they cannot add to, and then fail to clean a table's files.
        answer.set("branches", Json.array(branches));
        request.answer(answer);
    }

    private void create(Request request) {
        Body body = request.body();
        ops.create()
                .run(
                        request.caller(),
                        catalog(request),
                        table(request),
                        body.text("branch"),
                        body.textOrNull("fromTag"));
        request.answerEmpty();
    }

    private void drop(Request request) {
        ops.drop().run(request.caller(), catalog(request), table(request), branch(request));
        request.answerEmpty();
    }

    private void forward(Request request) {
        ops.forward().run(request.caller(), catalog(request), table(request), branch(request));
        request.answerEmpty();
    }

    private void rename(Request request) {
        ops.rename()
                .run(
                        request.caller(),
                        catalog(request),
                        table(request),
                        branch(request),
                        request.body().text("toBranch"));
        request.answerEmpty();
    }

    private void replace(Request request) {
        Body schema = request.body().object("schema");
        FieldsJson.required(schema, "fields");
        ops.replace().run(request.caller(), catalog(request), table(request), schema.json());
        request.answerEmpty();
    }

    private void rollback(Request request) {
        Body body = request.body();
        Long from = body.has("fromSnapshot") ? body.integer("fromSnapshot") : null;
        ops.rollback().run(request.caller(), catalog(request), table(request), target(body.object("instant")), from);
        request.answerEmpty();
    }

    private static RollbackTable.Target target(Body instant) {
        String type = instant.text("type");
        return switch (type) {
            case "snapshot" -> new RollbackTable.ToSnapshot(instant.integer("snapshotId"));
            case "tag" -> new RollbackTable.ToTag(Names.check("tag", instant.text("tagName")));
            default ->
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "'instant.type' is '" + Names.printable(type) + "'; it must be one of [snapshot, tag]");
        };
    }

    private void rollbackSchema(Request request) {
        ops.rollbackSchema()
                .run(
                        request.caller(),
                        catalog(request),
                        table(request),
                        request.body().integer("schemaId"));
        request.answerEmpty();
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }

    private static TableName table(Request request) {
        return TableName.parse(request.path("database"), request.path("table"));
    }

    private static String branch(Request request) {
        return Names.check("branch", request.path("branch"));
    }
}
