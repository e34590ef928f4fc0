package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tarn.proto.v1.CreateTableRequest;
import io.tarn.proto.v1.DropTableRequest;
import io.tarn.proto.v1.GetLatestSnapshotRequest;
import io.tarn.proto.v1.GetTableRequest;
import io.tarn.proto.v1.LatestSnapshot;
import io.tarn.proto.v1.ListAllTablesRequest;
import io.tarn.proto.v1.ListAllTablesResponse;
import io.tarn.proto.v1.ListTableDetailsRequest;
import io.tarn.proto.v1.ListTableDetailsResponse;
import io.tarn.proto.v1.RegisterTableRequest;
import io.tarn.proto.v1.RenameTableRequest;
import io.tarn.proto.v1.Schema;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.proto.v1.Table;
import io.tarn.proto.v1.TableServiceGrpc;
import io.tarn.proto.v1.TableServiceGrpc.TableServiceBlockingStub;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "table", description = "Tables")
final class TableCommands extends Group {
    private static final Column[] COLUMNS = {
        Column.text("NAME", "name"), Column.text("TYPE", "type"), Column.text("COMMENT", "comment")
    };

    TableCommands(Cli cli) {
        super(cli);
    }

    private TableServiceBlockingStub tables() {
        return cli.service(TableServiceGrpc::newBlockingStub);
    }

    @Command(description = "List the tables of a database, or of all, that you may know of")
    int list(
            @Parameters(paramLabel = "DATABASE", arity = "0..1", defaultValue = "") String database,
            @Option(names = "--like", paramLabel = "PATTERN", description = "Only this name, or with % what begins so")
                    @Nullable
                    String like) {
        if (database.isEmpty()) {
            List<ObjectNode> rows = Pages.all(output(), token -> {
                        ListAllTablesResponse page = tables().listAllTables(ListAllTablesRequest.newBuilder()
                                .setCatalog(cli.catalog())
                                .setPage(page(token, like))
                                .build());
                        return new Pages.Page<>(page.getTablesList(), page.getNextPageToken());
                    })
                    .stream()
                    .map(name -> Documents.named(name.getDatabase(), name.getName()))
                    .toList();
            output().list("tables", rows, Column.text("NAME", "name"));
        } else {
            List<ObjectNode> rows = details(ObjectPath.single(database), like).stream()
                    .map(TableCommands::row)
                    .toList();
            output().list(
                            "tables",
                            rows,
                            Column.text("NAME", "name"),
                            Column.text("TYPE", "type"),
                            Column.text("EXTERNAL", "external"),
                            Column.text("OWNER", "owner"),
                            Column.time("CREATED", "createdAtMillis"));
        }
        return Exit.OK;
    }

    private List<Table> details(String database, @Nullable String like) {
        return Pages.all(output(), token -> {
            ListTableDetailsResponse page = tables().listTableDetails(ListTableDetailsRequest.newBuilder()
                    .setCatalog(cli.catalog())
                    .setDatabase(database)
                    .setPage(page(token, like))
                    .build());
            return new Pages.Page<>(page.getTablesList(), page.getNextPageToken());
        });
    }

    private static ObjectNode row(Table table) {
        return Documents.of(table).without(List.of("columns", "partitionKeys", "primaryKeys", "options"));
    }

    @Command(description = "Show a table: what it looks like, and how large it is")
    int show(
            @Parameters(paramLabel = "TABLE") String name,
            @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "") String branch) {
        ObjectPath path = ObjectPath.parse(name);
        Table table = tables().getTable(GetTableRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setName(path.table(branch))
                .build());
        ObjectNode document = Documents.of(table);
        sizes(document, path, branch);
        output().show(
                        document,
                        Documents.with(
                                Documents.AUDIT,
                                Column.text("Name", "name"),
                                Column.text("Id", "id"),
                                Column.text("Type", "type"),
                                Column.text("External", "external"),
                                Column.text("Location", "location"),
                                Column.text("Comment", "comment"),
                                Column.text("Schema", "schemaId"),
                                Column.text("Partitioned by", "partitionKeys"),
                                Column.text("Primary key", "primaryKeys"),
                                Column.text("Snapshot", "snapshotId"),
                                Column.bytes("Size", "bytes"),
                                Column.count("Rows", "rows"),
                                Column.count("Files", "files"),
                                Column.time("Last file", "lastFileAtMillis"),
                                Column.text("Options", "options")));
        output().part("Columns", document.path("columns"), COLUMNS);
        return Exit.OK;
    }

    /** Left out when there is no snapshot, or when the caller may not read the table. */
    private void sizes(ObjectNode document, ObjectPath path, String branch) {
        try {
            LatestSnapshot latest = cli.service(SnapshotServiceGrpc::newBlockingStub)
                    .getLatestSnapshot(GetLatestSnapshotRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setTable(path.table(branch))
                            .build());
            document.put(
                    "snapshotId",
                    SnapshotCommands.document(latest.getSnapshot()).path("id").asLong());
            if (latest.getStatisticsKnown()) {
                Documents.put(document, latest.getStatistics());
            }
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (code != Status.Code.NOT_FOUND
                    && code != Status.Code.PERMISSION_DENIED
                    && code != Status.Code.UNIMPLEMENTED) {
                throw e;
            }
        }
    }

    @Command(description = "Create a table")
    int create(
            @Parameters(paramLabel = "TABLE") String name,
            @Option(
                            names = "--column",
                            paramLabel = "'NAME TYPE'",
                            required = true,
                            description = "A column, such as 'id BIGINT NOT NULL'; may be repeated")
                    List<String> columns,
            @Option(names = "--primary-key", paramLabel = "COLUMN", split = ",") @Nullable List<String> primaryKeys,
            @Option(names = "--partition-by", paramLabel = "COLUMN", split = ",") @Nullable List<String> partitionKeys,
            @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A table option; may be repeated")
                    @Nullable
                    Map<String, String> options,
            @Option(names = "--comment", paramLabel = "TEXT") @Nullable String comment) {
        Schema.Builder schema = Schema.newBuilder()
                .addAllFields(ColumnText.fields(columns))
                .addAllPrimaryKeys(all(primaryKeys))
                .addAllPartitionKeys(all(partitionKeys))
                .putAllOptions(all(options));
        if (comment != null) {
            schema.setComment(comment);
        }
        ObjectPath path = ObjectPath.parse(name);
        tables().createTable(CreateTableRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setTable(path.table())
                .setSchema(schema)
                .build());
        output().done("created", "table", path.toString());
        return Exit.OK;
    }

    @Command(description = "Give a name to a table that lies in storage already")
    int register(@Parameters(paramLabel = "TABLE") String name, @Parameters(paramLabel = "LOCATION") String location) {
        ObjectPath path = ObjectPath.parse(name);
        tables().registerTable(RegisterTableRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setTable(path.table())
                .setLocation(location)
                .build());
        output().done("registered", "table", path.toString());
        return Exit.OK;
    }

    @Command(description = "Rename a table, also into another database")
    int rename(@Parameters(paramLabel = "TABLE") String from, @Parameters(paramLabel = "NEW-NAME") String to) {
        tables().renameTable(RenameTableRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setFrom(ObjectPath.parse(from).table())
                .setTo(ObjectPath.parse(to).table())
                .build());
        output().done("renamed", "table", from + " to " + to);
        return Exit.OK;
    }

    @Command(description = "Drop a table")
    int drop(@Parameters(paramLabel = "TABLE") String name) {
        ObjectPath path = ObjectPath.parse(name);
        return cli.confirmed("drop table " + path, path.toString(), () -> new BlastRadius(cli).ofTable(path), () -> {
            tables().dropTable(DropTableRequest.newBuilder()
                    .setCatalog(cli.catalog())
                    .setTable(path.table())
                    .build());
            output().done("dropped", "table", path.toString());
        });
    }
}
