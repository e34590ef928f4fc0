package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.iceberg.CommitView;
import io.tarn.server.ops.iceberg.CreateView;
import io.tarn.server.ops.iceberg.ListViews;
import io.tarn.server.ops.iceberg.LoadView;
import io.tarn.server.ops.iceberg.NativeViews;
import io.tarn.server.ops.iceberg.RenameRelation;
import io.tarn.server.ops.idempotency.KeyedRequests;
import io.tarn.server.ops.views.DropView;
import java.util.List;
import java.util.UUID;

/** Views. */
public final class ViewRoutes implements RouteGroup {
    private static final String VIEWS = IcebergSurface.NAMESPACE + "/views";
    private static final String VIEW = VIEWS + "/{view}";

    /** What the routes run. */
    public record Operations(
            ListViews list,
            CreateView create,
            LoadView load,
            CommitView commit,
            DropView drop,
            RenameRelation rename) {}

    private final Catalogs catalogs;
    private final Operations ops;
    private final KeyedRoutes keyed;

    public ViewRoutes(Catalogs catalogs, Operations ops, KeyedRequests requests) {
        this.catalogs = catalogs;
        this.ops = ops;
        this.keyed = new KeyedRoutes(requests);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(VIEWS, Operation.LIST_VIEWS, this::list),
                Route.post(VIEWS, Operation.CREATE_VIEW, keyed.once(this::create, this::createdBefore)),
                Route.get(VIEW, Operation.GET_VIEW, this::load),
                Route.head(VIEW, Operation.GET_VIEW, this::exists),
                Route.post(VIEW, Operation.ALTER_VIEW, keyed.once(this::commit, this::committedBefore)),
                Route.delete(VIEW, Operation.DROP_VIEW, keyed.once(this::drop)),
                Route.post(
                        IcebergSurface.NAMESPACE + "/register-view",
                        Operation.CREATE_VIEW,
                        keyed.once(this::register, this::createdBefore)),
                Route.post(IcebergSurface.CATALOG + "/views/rename", Operation.RENAME_VIEW, keyed.once(this::rename)));
    }

    private void list(Request request) {
        Catalogs.Entry catalog = catalog(request);
        String namespace = Paths.namespace(request);
        request.answer(Paths.identifiers(
                namespace,
                Paths.list(
                        request, (size, after) -> ops.list().run(request.caller(), catalog, namespace, size, after))));
    }

    private void create(Request request) {
        Body body = request.body();
        QualifiedName name = new QualifiedName(Paths.namespace(request), body.text("name"));
        answer(request, ops.create().run(request.caller(), catalog(request), name, body.json()));
    }

    private void createdBefore(Request request, UUID entry) {
        QualifiedName name =
                new QualifiedName(Paths.namespace(request), request.body().text("name"));
        answer(request, ops.load().changed(request.caller(), catalog(request), name));
    }

    private void committedBefore(Request request, UUID entry) {
        answer(request, ops.load().changed(request.caller(), catalog(request), name(request)));
    }

    private void register(Request request) {
        Body body = request.body();
        QualifiedName name = new QualifiedName(Paths.namespace(request), body.text("name"));
        answer(
                request,
                ops.create().register(request.caller(), catalog(request), name, body.text("metadata-location")));
    }

    private void load(Request request) {
        answer(request, ops.load().run(request.caller(), catalog(request), name(request)));
    }

    private void exists(Request request) {
        ops.load().exists(request.caller(), Operation.GET_VIEW, catalog(request), name(request));
        request.answerNoContent();
    }

    private void commit(Request request) {
        Body body = request.body();
        if (body.has("identifier")
                && !Paths.table(body.object("identifier")).table().equals(request.path("view"))) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'identifier' names another view than the path");
        }
        answer(request, ops.commit().run(request.caller(), catalog(request), name(request), body.json()));
    }

    private void drop(Request request) {
        ops.load().exists(request.caller(), Operation.DROP_VIEW, catalog(request), name(request));
        ops.drop().run(request.caller(), catalog(request), name(request));
        request.answerNoContent();
    }

    private void rename(Request request) {
        Body body = request.body();
        ops.rename()
                .view(
                        request.caller(),
                        catalog(request),
                        Paths.table(body.object("source")),
                        Paths.renamed(body.object("destination")));
        request.answerNoContent();
    }

    private static void answer(Request request, NativeViews.Loaded view) {
        ObjectNode answer = Json.object();
        answer.put("metadata-location", view.metadata().toString());
        answer.putRawValue("metadata", new RawValue(view.document().json()));
        answer.putObject("config");
        request.answer(answer);
    }

    /** @throws TarnException VIEW_NOT_FOUND */
    private static QualifiedName name(Request request) {
        QualifiedName name = new QualifiedName(request.path("namespace").replace('\u001f', '.'), request.path("view"));
        try {
            Missing.unlessView(name);
        } catch (TarnException e) {
            throw Missing.view(name);
        }
        return name;
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }
}
