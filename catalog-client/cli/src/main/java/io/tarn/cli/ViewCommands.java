package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.AlterViewRequest;
import io.tarn.proto.v1.CreateViewRequest;
import io.tarn.proto.v1.DropViewRequest;
import io.tarn.proto.v1.GetViewRequest;
import io.tarn.proto.v1.ListAllViewsRequest;
import io.tarn.proto.v1.ListAllViewsResponse;
import io.tarn.proto.v1.ListViewsRequest;
import io.tarn.proto.v1.ListViewsResponse;
import io.tarn.proto.v1.RenameViewRequest;
import io.tarn.proto.v1.View;
import io.tarn.proto.v1.ViewChange;
import io.tarn.proto.v1.ViewDefinition;
import io.tarn.proto.v1.ViewServiceGrpc;
import io.tarn.proto.v1.ViewServiceGrpc.ViewServiceBlockingStub;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "view", description = "Views")
final class ViewCommands extends Group {
    ViewCommands(Cli cli) {
        super(cli);
    }

    private ViewServiceBlockingStub views() {
        return cli.service(ViewServiceGrpc::newBlockingStub);
    }

    @Command(description = "List the views of a database, or of all, that you may know of")
    int list(
            @Parameters(paramLabel = "DATABASE", arity = "0..1", defaultValue = "") String database,
            @Option(names = "--like", paramLabel = "PATTERN") @Nullable String like) {
        List<ObjectNode> rows = database.isEmpty() ? all(like) : of(ObjectPath.single(database), like);
        output().list("views", rows, Column.text("NAME", "name"));
        return Exit.OK;
    }

    private List<ObjectNode> all(@Nullable String like) {
        return Pages.all(output(), token -> {
                    ListAllViewsResponse page = views().listAllViews(ListAllViewsRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setPage(page(token, like))
                            .build());
                    return new Pages.Page<>(page.getViewsList(), page.getNextPageToken());
                })
                .stream()
                .map(name -> Documents.named(name.getDatabase(), name.getName()))
                .toList();
    }

    private List<ObjectNode> of(String database, @Nullable String like) {
        return Pages.all(output(), token -> {
                    ListViewsResponse page = views().listViews(ListViewsRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setDatabase(database)
                            .setPage(page(token, like))
                            .build());
                    return new Pages.Page<>(page.getViewsList(), page.getNextPageToken());
                })
                .stream()
                .map(name -> Documents.named(database, name))
                .toList();
    }

    private ObjectNode document(ObjectPath path) {
        View view = views().getView(GetViewRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setView(path.name())
                .build());
        ViewDefinition definition = view.getDefinition();
        ObjectNode document = Documents.named(path.database(), path.object())
                .put("id", view.getId())
                .put("query", definition.getQuery());
        ObjectNode dialects = document.putObject("dialects");
        definition.getDialectsMap().forEach(dialects::put);
        Documents.put(document.putArray("columns"), definition.getFieldsList());
        Documents.put(document, definition.getOptionsMap());
        if (definition.hasComment()) {
            document.put("comment", definition.getComment());
        }
        Documents.put(document, view.getAudit());
        return document;
    }

    @Command(description = "Show a view")
    int show(@Parameters(paramLabel = "VIEW") String name) {
        ObjectNode document = document(ObjectPath.parse(name));
        output().show(
                        document,
                        Documents.with(
                                Documents.AUDIT,
                                Column.text("Name", "name"),
                                Column.text("Id", "id"),
                                Column.text("Comment", "comment"),
                                Column.text("Query", "query"),
                                Column.text("Dialects", "dialects"),
                                Column.text("Options", "options")));
        output().part("Columns", document.path("columns"), Column.text("NAME", "name"), Column.text("TYPE", "type"));
        return Exit.OK;
    }

    @Command(description = "Create a view")
    int create(
            @Parameters(paramLabel = "VIEW") String name,
            @Option(names = "--query", paramLabel = "SQL", required = true) String query,
            @Option(names = "--column", paramLabel = "'NAME TYPE'", required = true) List<String> columns,
            @Option(names = "--dialect", paramLabel = "DIALECT=SQL", description = "Its query for one engine") @Nullable
                    Map<String, String> dialects,
            @Option(names = "--set", paramLabel = "KEY=VALUE") @Nullable Map<String, String> options,
            @Option(names = "--comment", paramLabel = "TEXT") @Nullable String comment) {
        ViewDefinition.Builder definition = ViewDefinition.newBuilder()
                .setQuery(query)
                .addAllFields(ColumnText.fields(columns))
                .putAllDialects(all(dialects))
                .putAllOptions(all(options));
        if (comment != null) {
            definition.setComment(comment);
        }
        views().createView(CreateViewRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setView(ObjectPath.parse(name).name())
                .setDefinition(definition)
                .build());
        output().done("created", "view", name);
        return Exit.OK;
    }

    @Command(description = "Change a view: all changes or none")
    int alter(
            @Parameters(paramLabel = "VIEW") String name,
            @Option(names = "--add-dialect", paramLabel = "DIALECT=SQL") @Nullable Map<String, String> added,
            @Option(names = "--update-dialect", paramLabel = "DIALECT=SQL") @Nullable Map<String, String> updated,
            @Option(names = "--drop-dialect", paramLabel = "DIALECT") @Nullable List<String> dropped,
            @Mixin CommonChanges common) {
        List<ViewChange.Builder> changes = new ArrayList<>();
        all(added)
                .forEach((dialect, query) ->
                        changes.add(ViewChange.newBuilder().setAddDialect(dialect(dialect, query))));
        all(updated)
                .forEach((dialect, query) ->
                        changes.add(ViewChange.newBuilder().setUpdateDialect(dialect(dialect, query))));
        all(dropped)
                .forEach(dialect -> changes.add(ViewChange.newBuilder()
                        .setDropDialect(ViewChange.DropDialect.newBuilder().setDialect(dialect))));
        common.set().forEach(set -> changes.add(ViewChange.newBuilder().setSetOption(set)));
        common.unset().forEach(unset -> changes.add(ViewChange.newBuilder().setRemoveOption(unset)));
        common.comment()
                .ifPresent(comment -> changes.add(ViewChange.newBuilder().setUpdateComment(comment)));
        if (changes.isEmpty()) {
            throw new UsageException("Say what is to be changed: tarn help view alter");
        }
        views().alterView(AlterViewRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setView(ObjectPath.parse(name).name())
                .addAllChanges(changes.stream().map(ViewChange.Builder::build).toList())
                .build());
        output().done("altered", "view", name);
        return Exit.OK;
    }

    private static ViewChange.Dialect.Builder dialect(String dialect, String query) {
        return ViewChange.Dialect.newBuilder().setDialect(dialect).setQuery(query);
    }

    @Command(description = "Rename a view, also into another database")
    int rename(@Parameters(paramLabel = "VIEW") String from, @Parameters(paramLabel = "NEW-NAME") String to) {
        views().renameView(RenameViewRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setFrom(ObjectPath.parse(from).name())
                .setTo(ObjectPath.parse(to).name())
                .build());
        output().done("renamed", "view", from + " to " + to);
        return Exit.OK;
    }

    @Command(description = "Drop a view")
    int drop(@Parameters(paramLabel = "VIEW") String name) {
        ObjectPath path = ObjectPath.parse(name);
        return cli.confirmed(
                "drop view " + path,
                path.toString(),
                () -> List.of("query  " + document(path).path("query").asText()),
                () -> {
                    views().dropView(DropViewRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setView(path.name())
                            .build());
                    output().done("dropped", "view", path.toString());
                });
    }
}
