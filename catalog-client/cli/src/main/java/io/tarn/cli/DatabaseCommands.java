package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.AlterDatabaseRequest;
import io.tarn.proto.v1.CreateDatabaseRequest;
import io.tarn.proto.v1.Database;
import io.tarn.proto.v1.DatabaseServiceGrpc;
import io.tarn.proto.v1.DatabaseServiceGrpc.DatabaseServiceBlockingStub;
import io.tarn.proto.v1.DropDatabaseRequest;
import io.tarn.proto.v1.GetDatabaseRequest;
import io.tarn.proto.v1.ListDatabasesRequest;
import io.tarn.proto.v1.ListDatabasesResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "database", description = "Databases of a catalog")
final class DatabaseCommands extends Group {
    DatabaseCommands(Cli cli) {
        super(cli);
    }

    private DatabaseServiceBlockingStub databases() {
        return cli.service(DatabaseServiceGrpc::newBlockingStub);
    }

    @Command(description = "List the databases that you may know of")
    int list(
            @Option(names = "--like", paramLabel = "PATTERN", description = "Only this name, or with % what begins so")
                    @Nullable
                    String like) {
        List<ObjectNode> rows = Pages.all(output(), token -> {
                    ListDatabasesResponse page = databases()
                            .listDatabases(ListDatabasesRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setPage(page(token, like))
                                    .build());
                    return new Pages.Page<>(page.getDatabasesList(), page.getNextPageToken());
                })
                .stream()
                .map(name -> Yaml.object().put("name", name))
                .toList();
        output().list("databases", rows, Column.text("NAME", "name"));
        return Exit.OK;
    }

    @Command(description = "Show a database")
    int show(@Parameters(paramLabel = "DATABASE") String name) {
        Database database = databases()
                .getDatabase(GetDatabaseRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setDatabase(ObjectPath.single(name))
                        .build());
        ObjectNode document = Yaml.object()
                .put("name", database.getName())
                .put("id", database.getId())
                .put("location", database.getLocation());
        Documents.put(document, database.getOptionsMap());
        Documents.put(document, database.getAudit());
        output().show(
                        document,
                        Documents.with(
                                Documents.AUDIT,
                                Column.text("Name", "name"),
                                Column.text("Id", "id"),
                                Column.text("Location", "location"),
                                Column.text("Options", "options")));
        return Exit.OK;
    }

    @Command(description = "Create a database")
    int create(
            @Parameters(paramLabel = "DATABASE") String name,
            @Option(names = "--set", paramLabel = "KEY=VALUE", description = "An option; may be repeated") @Nullable
                    Map<String, String> options) {
        databases()
                .createDatabase(CreateDatabaseRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setDatabase(ObjectPath.single(name))
                        .putAllOptions(all(options))
                        .build());
        output().done("created", "database", name);
        return Exit.OK;
    }

    @Command(description = "Set and remove options of a database")
    int alter(
            @Parameters(paramLabel = "DATABASE") String name,
            @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Set an option; may be repeated") @Nullable
                    Map<String, String> set,
            @Option(names = "--unset", paramLabel = "KEY", description = "Remove an option; may be repeated") @Nullable
                    List<String> unset) {
        databases()
                .alterDatabase(AlterDatabaseRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setDatabase(ObjectPath.single(name))
                        .putAllUpdates(all(set))
                        .addAllRemovals(all(unset))
                        .build());
        output().done("altered", "database", name);
        return Exit.OK;
    }

    @Command(description = "Drop a database; with everything in it only when you say --cascade")
    int drop(
            @Parameters(paramLabel = "DATABASE") String name,
            @Option(names = "--cascade", description = "Also when there is something in it") boolean cascade) {
        String database = ObjectPath.single(name);
        BlastRadius radius = new BlastRadius(cli);
        if (!cascade && !radius.isEmpty(database)) {
            throw new UsageException("Database " + name + " is not empty: say --cascade to drop what is in it as well;"
                    + " --cascade --dry-run says what that is");
        }
        return cli.confirmed("drop database " + name, database, () -> radius.ofDatabase(database), () -> {
            databases()
                    .dropDatabase(DropDatabaseRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setDatabase(database)
                            .build());
            output().done("dropped", "database", name);
        });
    }
}
