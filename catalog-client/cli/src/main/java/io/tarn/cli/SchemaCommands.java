package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.GetSchemaRequest;
import io.tarn.proto.v1.ListSchemasRequest;
import io.tarn.proto.v1.ListSchemasResponse;
import io.tarn.proto.v1.RollbackSchemaRequest;
import io.tarn.proto.v1.SchemaVersion;
import io.tarn.proto.v1.TableServiceGrpc;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "schema", description = "Versions of a table's schema")
final class SchemaCommands extends Group {
    SchemaCommands(Cli cli) {
        super(cli);
    }

    @Command(description = "List the versions, newest first")
    int list(
            @Parameters(paramLabel = "TABLE") String name,
            @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "") String branch) {
        List<SchemaVersion> versions = versions(ObjectPath.parse(name), branch);
        output().list(
                        "schemas",
                        versions.stream().map(SchemaCommands::document).toList(),
                        new Column("VERSION", "schemaId", true, json -> json.asText()),
                        Column.text("COLUMNS", "columnNames"),
                        Column.text("PRIMARY KEY", "primaryKeys"),
                        Column.text("COMMENT", "comment"));
        return Exit.OK;
    }

    private List<SchemaVersion> versions(ObjectPath path, String branch) {
        return Pages.all(output(), token -> {
            ListSchemasResponse page = cli.service(TableServiceGrpc::newBlockingStub)
                    .listSchemas(ListSchemasRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setTable(path.table(branch))
                            .setPage(page(token, null))
                            .build());
            return new Pages.Page<>(page.getSchemasList(), page.getNextPageToken());
        });
    }

    private static ObjectNode document(SchemaVersion version) {
        ObjectNode document = Yaml.object().put("schemaId", version.getId());
        version.getSchema()
                .getFieldsList()
                .forEach(field -> document.withArray("columnNames").add(field.getName()));
        Documents.put(document, version.getSchema());
        return document;
    }

    @Command(description = "Show a version")
    int show(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "VERSION", description = "A number, LATEST or EARLIEST") String version,
            @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "") String branch) {
        ObjectNode document = document(cli.service(TableServiceGrpc::newBlockingStub)
                .getSchema(GetSchemaRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(ObjectPath.parse(name).table(branch))
                        .setVersion(version)
                        .build()));
        output().show(
                        document,
                        Column.text("Version", "schemaId"),
                        Column.text("Comment", "comment"),
                        Column.text("Partitioned by", "partitionKeys"),
                        Column.text("Primary key", "primaryKeys"),
                        Column.text("Options", "options"));
        output().part(
                        "Columns",
                        document.path("columns"),
                        Column.text("NAME", "name"),
                        Column.text("TYPE", "type"),
                        Column.text("COMMENT", "comment"));
        return Exit.OK;
    }

    @Command(description = "Make an earlier version the current one again; those after it go")
    int rollback(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "VERSION") long version,
            @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "") String branch) {
        ObjectPath path = ObjectPath.parse(name);
        return cli.confirmed(
                "roll the schema of " + path + " back to version " + version,
                path.toString(),
                () -> List.of("versions that go  "
                        + versions(path, branch).stream()
                                .filter(other -> other.getId() > version)
                                .count()),
                () -> {
                    cli.service(TableServiceGrpc::newBlockingStub)
                            .rollbackSchema(RollbackSchemaRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setTable(path.table(branch))
                                    .setSchemaId(version)
                                    .build());
                    output().done("rolled back", "schema of", path.toString());
                });
    }
}
