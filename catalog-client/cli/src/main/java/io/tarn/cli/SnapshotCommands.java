package io.tarn.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.GetSnapshotRequest;
import io.tarn.proto.v1.GetTagRequest;
import io.tarn.proto.v1.ListSnapshotsRequest;
import io.tarn.proto.v1.ListSnapshotsResponse;
import io.tarn.proto.v1.RollbackRequest;
import io.tarn.proto.v1.Snapshot;
import io.tarn.proto.v1.SnapshotServiceGrpc;
import io.tarn.proto.v1.TableName;
import io.tarn.proto.v1.TagServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "snapshot", description = "Snapshots: the history of a table or branch")
final class SnapshotCommands extends Group {
    private static final ObjectMapper JSON = new ObjectMapper();

    SnapshotCommands(Cli cli) {
        super(cli);
    }

    @Command(description = "List what is retained, newest first")
    int list(
            @Parameters(paramLabel = "TABLE") String name,
            @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "") String branch,
            @Option(names = "--limit", paramLabel = "COUNT", defaultValue = "2147483647", description = "At most")
                    int limit) {
        List<ObjectNode> rows =
                Pages.upTo(limit, output(), token -> page(ObjectPath.parse(name).table(branch), token)).stream()
                        .map(SnapshotCommands::document)
                        .toList();
        output().list(
                        "snapshots",
                        rows,
                        new Column("ID", "id", true, json -> json.asText()),
                        Column.time("COMMITTED", "timeMillis"),
                        Column.text("KIND", "commitKind"),
                        Column.count("ROWS", "totalRecordCount"),
                        Column.count("CHANGED", "deltaRecordCount"),
                        new Column("SCHEMA", "schemaId", true, json -> json.asText()),
                        Column.text("BY", "commitUser"));
        return Exit.OK;
    }

    private Pages.Page<Snapshot> page(TableName table, String token) {
        ListSnapshotsResponse page = cli.service(SnapshotServiceGrpc::newBlockingStub)
                .listSnapshots(ListSnapshotsRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(table)
                        .setPage(page(token, (String) null))
                        .build());
        return new Pages.Page<>(page.getSnapshotsList(), page.getNextPageToken());
    }

    /** As its writer wrote it. */
    static ObjectNode document(Snapshot snapshot) {
        try {
            return (ObjectNode) JSON.readTree(snapshot.getJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a snapshot that is no JSON", e);
        }
    }

    @Command(description = "Show a snapshot")
    int show(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "SNAPSHOT", description = "Its id, LATEST, EARLIEST, or the name of a tag")
                    String version,
            @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "") String branch) {
        ObjectNode document = document(cli.service(SnapshotServiceGrpc::newBlockingStub)
                .getSnapshot(GetSnapshotRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(ObjectPath.parse(name).table(branch))
                        .setVersion(version)
                        .build()));
        output().show(document, columns(document));
        return Exit.OK;
    }

    /** Its members are Paimon's, and each version has more of them. */
    static Column[] columns(ObjectNode snapshot) {
        List<Column> columns = new ArrayList<>();
        snapshot.fieldNames()
                .forEachRemaining(field -> columns.add(
                        field.equals("timeMillis") ? Column.time(field, field) : Column.text(field, field)));
        return columns.toArray(new Column[0]);
    }

    @Command(description = "Make an earlier snapshot the newest one again; those after it go")
    int rollback(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "SNAPSHOT", description = "Its id, or the name of a tag") String to,
            @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "") String branch,
            @Option(
                            names = "--from",
                            paramLabel = "ID",
                            description = "Only if this is the newest snapshot; else it ends with 5")
                    @Nullable
                    Long from) {
        ObjectPath path = ObjectPath.parse(name);
        RollbackRequest.Builder request =
                RollbackRequest.newBuilder().setCatalog(cli.catalog()).setTable(path.table(branch));
        boolean isId = to.chars().allMatch(Character::isDigit);
        if (isId) {
            request.setSnapshotId(number(to));
        } else {
            request.setTag(to);
        }
        if (from != null) {
            request.setFromSnapshotId(from);
        }
        return cli.confirmed(
                "roll " + path + " back to " + (isId ? "snapshot " : "tag ") + to,
                path.toString(),
                () -> lost(path.table(branch), isId ? number(to) : tagged(path.table(branch), to)),
                () -> {
                    cli.service(SnapshotServiceGrpc::newBlockingStub).rollback(request.build());
                    output().done("rolled back", "table", path + " to " + to);
                });
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UsageException("'" + text + "' is no snapshot's id", e);
        }
    }

    private long tagged(TableName table, String tag) {
        return document(Snapshot.newBuilder()
                        .setJson(cli.service(TagServiceGrpc::newBlockingStub)
                                .getTag(GetTagRequest.newBuilder()
                                        .setCatalog(cli.catalog())
                                        .setTable(table)
                                        .setTag(tag)
                                        .build())
                                .getSnapshotJson())
                        .build())
                .path("id")
                .asLong();
    }

    private List<String> lost(TableName table, long target) {
        List<JsonNode> after = new ArrayList<>();
        boolean there = false;
        String token = "";
        do {
            Pages.Page<Snapshot> page = page(table, token);
            for (Snapshot snapshot : page.entries()) {
                JsonNode json = document(snapshot);
                there |= json.path("id").asLong() == target;
                if (json.path("id").asLong() > target) {
                    after.add(json);
                }
            }
            token = page.next();
        } while (!token.isEmpty() && !there);
        if (after.isEmpty()) {
            return List.of("snapshots that go  none");
        }
        return List.of(
                "snapshots that go  " + Column.grouped(after.size()) + ", the newest "
                        + after.get(0).path("id").asText(),
                "written            from "
                        + Column.time(
                                after.get(after.size() - 1).path("timeMillis").asLong()) + " to "
                        + Column.time(after.get(0).path("timeMillis").asLong()),
                "rows now           "
                        + Column.grouped(after.get(0).path("totalRecordCount").asLong()));
    }
}
