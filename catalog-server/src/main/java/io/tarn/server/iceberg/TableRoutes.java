package io.tarn.server.iceberg;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.auth.Operation;
import io.tarn.server.http.Body;
import io.tarn.server.http.Json;
import io.tarn.server.http.Request;
import io.tarn.server.http.Route;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.iceberg.CommitRequest;
import io.tarn.server.ops.iceberg.CommitTables;
import io.tarn.server.ops.iceberg.CreateTable;
import io.tarn.server.ops.iceberg.DropTable;
import io.tarn.server.ops.iceberg.ListTables;
import io.tarn.server.ops.iceberg.LoadTable;
import io.tarn.server.ops.iceberg.RegisterTable;
import io.tarn.server.ops.iceberg.RenameRelation;
import io.tarn.server.ops.iceberg.ReportMetrics;
import io.tarn.server.ops.idempotency.KeyedRequests;
import io.tarn.server.ops.projection.Format;
import io.tarn.server.ops.tables.VendCredentials;
import io.tarn.server.vending.RemoteSigner;
import io.tarn.server.vending.Vended;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Tables. */
public final class TableRoutes implements RouteGroup {
    private static final String TABLES = IcebergSurface.NAMESPACE + "/tables";
    private static final String TABLE = TABLES + "/{table}";
    static final String SIGN = TABLE + "/sign";

    /** The newest version of Iceberg's format that a client takes of tables that are Paimon's; 2 unless it says so. */
    private static final String FORMAT = "X-Tarn-Iceberg-Format";

    /** What the routes run. */
    public record Operations(
            ListTables list,
            CreateTable create,
            LoadTable load,
            CommitTables commit,
            RegisterTable register,
            DropTable drop,
            RenameRelation rename,
            ReportMetrics report,
            VendCredentials vend) {}

    private final Catalogs catalogs;
    private final Operations ops;
    private final KeyedRoutes keyed;

    public TableRoutes(Catalogs catalogs, Operations ops, KeyedRequests requests) {
        this.catalogs = catalogs;
        this.ops = ops;
        this.keyed = new KeyedRoutes(requests);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(TABLES, Operation.LIST_TABLES, this::list),
                Route.post(TABLES, Operation.CREATE_TABLE, keyed.once(this::create, this::createdBefore)),
                Route.get(TABLE, Operation.GET_SNAPSHOT, this::load),
                Route.head(TABLE, Operation.GET_TABLE, this::exists),
                Route.post(TABLE, Operation.COMMIT_SNAPSHOT, keyed.once(this::commit, this::committedBefore)),
                Route.delete(TABLE, Operation.DROP_TABLE, keyed.once(this::drop)),
                Route.post(
                        IcebergSurface.NAMESPACE + "/register",
                        Operation.REGISTER_TABLE,
                        keyed.once(this::register, this::createdBefore)),
                Route.post(
                        TABLE + "/unregister",
                        Operation.DROP_TABLE,
                        keyed.once(this::unregister, this::unregisteredBefore)),
                Route.get(TABLE + "/credentials", Operation.GET_TABLE_TOKEN, this::credentials),
                Route.post(TABLE + "/metrics", Operation.GET_SNAPSHOT, this::report),
                Route.post(IcebergSurface.CATALOG + "/tables/rename", Operation.RENAME_TABLE, keyed.once(this::rename)),
                Route.post(
                        IcebergSurface.CATALOG + "/transactions/commit",
                        Operation.COMMIT_SNAPSHOT,
                        keyed.once(this::transaction)));
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
        TableName name = new TableName(Paths.namespace(request), body.text("name"), TableName.MAIN);
        LoadTable.Loaded table = ops.create()
                .run(
                        request.caller(),
                        catalog(request),
                        new CreateTable.Request(
                                name, body.textOrNull("location"), body.flagOr("stage-create", false), body.json()));
        answer(request, name, table, false);
    }

    private void createdBefore(Request request, UUID entry) {
        TableName name = new TableName(Paths.namespace(request), request.body().text("name"), TableName.MAIN);
        answer(request, name, ops.load().changed(request.caller(), catalog(request), name), false);
    }

    /** With what opens its files, if the client wants that and the catalog has it. A table that is only staged has none yet. */
    private void answer(Request request, TableName name, LoadTable.Loaded table, boolean refsOnly) {
        Catalogs.Entry catalog = catalog(request);
        Optional<RemoteSigner> signer = catalog.signer();
        if (table.metadata() == null) {
            TableAnswers.answer(request, table, refsOnly, TableAnswers.NOTHING);
        } else if (Credentials.wanted(request) && catalog.vending().isPresent()) {
            TableAnswers.answer(
                    request, table, refsOnly, TableAnswers.credentials(vended(request, catalog, name, table)));
        } else if (Signing.wanted(request) && signer.isPresent() && table.seen() == null) {
            Map<String, String> config =
                    Signing.config(signer.get().store(), route(catalog, name, SIGN.substring(TABLE.length())));
            TableAnswers.answer(request, table, refsOnly, TableAnswers.signing(config));
        } else {
            TableAnswers.answer(request, table, refsOnly, TableAnswers.NOTHING);
        }
    }

    private Map<String, String> vended(
            Request request, Catalogs.Entry catalog, TableName name, LoadTable.Loaded table) {
        if (table.seen() != null) {
            // Whoever wants the next ones loads the table again, and learns what it has to keep to by then.
            return Credentials.config(ops.vend().toReadKeeping(request.caller(), catalog, name), "");
        }
        Vended vended = table.readOnly()
                ? ops.vend().toRead(request.caller(), catalog, name)
                : ops.vend().run(request.caller(), catalog, name);
        return Credentials.config(vended, route(catalog, name, "/credentials"));
    }

    /** Relative to the protocol's base, as clients are told it. */
    private static String route(Catalogs.Entry catalog, TableName name, String below) {
        return TABLE.substring(IcebergSurface.BASE.length() + 1)
                        .replace("{prefix}", catalog.catalog().id().toString())
                        .replace("{namespace}", encoded(name.database()))
                        .replace("{table}", encoded(name.table()))
                + below;
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }

    private void credentials(Request request) {
        Catalogs.Entry catalog = catalog(request);
        TableName name = Paths.table(request);
        LoadTable.Loaded table = ops.load().loaded(request.caller(), catalog, name, format(request));
        ObjectNode answer = Json.object();
        // Not for who has to be told what to keep to, which no answer of this route says.
        LoadTable.Loaded whole = new LoadTable.Loaded(table.metadata(), table.document(), table.readOnly(), null);
        Credentials.put(answer, table.document().location(), vended(request, catalog, name, whole));
        request.answerOnce(answer);
    }

    private void load(Request request) {
        String snapshots = request.query("snapshots");
        boolean refsOnly = "refs".equals(snapshots);
        if (snapshots != null && !refsOnly && !snapshots.isEmpty() && !snapshots.equals("all")) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "The query parameter snapshots has to be all or refs");
        }
        LoadTable.Answer answer = ops.load()
                .run(
                        request.caller(),
                        catalog(request),
                        Paths.table(request),
                        format(request),
                        file -> !Credentials.wanted(request)
                                && !Signing.wanted(request)
                                && TableAnswers.isKnown(request, file, refsOnly));
        if (answer instanceof LoadTable.Loaded table) {
            answer(request, Paths.table(request), table, refsOnly);
        } else if (answer instanceof LoadTable.Known known) {
            TableAnswers.answerKnown(request, known.metadata(), refsOnly);
        }
    }

    /** The protocol has no word for it, but clients can be told to send any header. */
    private static Format format(Request request) {
        String version = request.header(FORMAT);
        if (version == null || version.equals("2")) {
            return Format.V2;
        }
        if (version.equals("3")) {
            return Format.V3;
        }
        throw TarnException.of(ErrorCode.INVALID_REQUEST, "The header " + FORMAT + " has to be 2 or 3");
    }

    private void exists(Request request) {
        ops.load().exists(request.caller(), catalog(request), Paths.table(request));
        request.answerNoContent();
    }

    private void commit(Request request) {
        Body body = request.body();
        TableName name = Paths.table(request);
        if (body.has("identifier") && !Paths.table(body.object("identifier")).equals(name)) {
            throw TarnException.of(ErrorCode.INVALID_REQUEST, "'identifier' names another table than the path");
        }
        LoadTable.Loaded table = ops.commit()
                .run(request.caller(), catalog(request), List.of(commit(name, body)))
                .get(0);
        TableAnswers.answer(request, table, false, TableAnswers.NOTHING);
    }

    private void committedBefore(Request request, UUID entry) {
        TableAnswers.answer(
                request,
                ops.load().changed(request.caller(), catalog(request), Paths.table(request)),
                false,
                TableAnswers.NOTHING);
    }

    private void transaction(Request request) {
        List<CommitRequest> commits = request.body().objects("table-changes").stream()
                .map(change -> commit(Paths.table(change.object("identifier")), change))
                .toList();
        ops.commit().run(request.caller(), catalog(request), commits);
        request.answerNoContent();
    }

    private static CommitRequest commit(TableName name, Body body) {
        Set<String> actions = new HashSet<>();
        body.objectsOrEmpty("updates").forEach(update -> actions.add(update.text("action")));
        Set<String> requirements = new HashSet<>();
        body.objectsOrEmpty("requirements").forEach(requirement -> requirements.add(requirement.text("type")));
        return new CommitRequest(name, actions, requirements, body.json());
    }

    private void drop(Request request) {
        // Some clients write it with a capital.
        boolean purge = "true".equalsIgnoreCase(request.query("purgeRequested"));
        ops.drop().run(request.caller(), catalog(request), Paths.table(request), purge);
        request.answerNoContent();
    }

    private void register(Request request) {
        Body body = request.body();
        TableName name = new TableName(Paths.namespace(request), body.text("name"), TableName.MAIN);
        String metadata = body.text("metadata-location");
        LoadTable.Loaded table = body.flagOr("overwrite", false)
                ? ops.register().over(request.caller(), catalog(request), name, metadata)
                : ops.register().run(request.caller(), catalog(request), name, metadata);
        TableAnswers.answer(request, table, false, TableAnswers.NOTHING);
    }

    private void unregister(Request request) {
        TableAnswers.answer(
                request,
                ops.drop().unregister(request.caller(), catalog(request), Paths.table(request)),
                false,
                TableAnswers.NOTHING);
    }

    private void unregisteredBefore(Request request, UUID entry) {
        TableAnswers.answer(
                request,
                ops.drop().unregistered(catalog(request), Paths.table(request), entry),
                false,
                TableAnswers.NOTHING);
    }

    private void report(Request request) {
        ops.report()
                .run(
                        request.caller(),
                        catalog(request),
                        Paths.table(request),
                        request.body().json());
        request.answerNoContent();
    }

    private void rename(Request request) {
        Body body = request.body();
        ops.rename()
                .table(
                        request.caller(),
                        catalog(request),
                        Paths.table(body.object("source")),
                        Paths.renamed(body.object("destination")));
        request.answerNoContent();
    }

    private Catalogs.Entry catalog(Request request) {
        return catalogs.byPrefix(request.path("prefix"));
    }
}
