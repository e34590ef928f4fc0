package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.CreateTagRequest;
import io.tarn.proto.v1.DeleteTagRequest;
import io.tarn.proto.v1.GetTagRequest;
import io.tarn.proto.v1.ListTagsRequest;
import io.tarn.proto.v1.ListTagsResponse;
import io.tarn.proto.v1.Snapshot;
import io.tarn.proto.v1.Tag;
import io.tarn.proto.v1.TagServiceGrpc;
import io.tarn.proto.v1.TagServiceGrpc.TagServiceBlockingStub;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tag", description = "Tags, which keep snapshots from expiring")
final class TagCommands extends Group {
    TagCommands(Cli cli) {
        super(cli);
    }

    private TagServiceBlockingStub tags() {
        return cli.service(TagServiceGrpc::newBlockingStub);
    }

    @Command(description = "List the tags of a table")
    int list(
            @Parameters(paramLabel = "TABLE") String name,
            @Option(names = "--prefix", paramLabel = "TEXT", defaultValue = "", description = "Only what begins so")
                    String prefix) {
        List<ObjectNode> rows = Pages.all(output(), token -> {
                    ListTagsResponse page = tags().listTags(ListTagsRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setTable(ObjectPath.parse(name).table())
                            .setPrefix(prefix)
                            .setPage(page(token, null))
                            .build());
                    return new Pages.Page<>(page.getTagsList(), page.getNextPageToken());
                })
                .stream()
                .map(tag -> Yaml.object().put("tag", tag))
                .toList();
        output().list("tags", rows, Column.text("TAG", "tag"));
        return Exit.OK;
    }

    @Command(description = "Show a tag and its snapshot")
    int show(@Parameters(paramLabel = "TABLE") String name, @Parameters(paramLabel = "TAG") String tag) {
        Tag found = tags().getTag(GetTagRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setTable(ObjectPath.parse(name).table())
                .setTag(tag)
                .build());
        ObjectNode snapshot = SnapshotCommands.document(
                Snapshot.newBuilder().setJson(found.getSnapshotJson()).build());
        ObjectNode document = Yaml.object().put("tag", found.getName());
        if (found.hasCreatedAtMillis()) {
            document.put("createdAtMillis", found.getCreatedAtMillis());
        }
        if (found.hasRetainedMillis()) {
            document.put("retainedMillis", found.getRetainedMillis());
        }
        document.set("snapshot", snapshot);
        output().show(
                        document,
                        Column.text("Tag", "tag"),
                        Column.time("Created", "createdAtMillis"),
                        new Column(
                                "Kept for",
                                "retainedMillis",
                                false,
                                json -> Duration.ofMillis(json.asLong()).toString()));
        if (!output().isJson()) {
            output().show(snapshot, SnapshotCommands.columns(snapshot));
        }
        return Exit.OK;
    }

    @Command(description = "Create a tag, of the newest snapshot when none is named")
    int create(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "TAG") String tag,
            @Option(names = "--snapshot", paramLabel = "ID") @Nullable Long snapshot,
            @Option(names = "--keep", paramLabel = "DURATION", description = "Such as P30D or PT12H; else for ever")
                    @Nullable
                    Duration keep) {
        CreateTagRequest.Builder request = CreateTagRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setTable(ObjectPath.parse(name).table())
                .setTag(tag);
        if (snapshot != null) {
            request.setSnapshotId(snapshot);
        }
        if (keep != null) {
            request.setRetainedMillis(keep.toMillis());
        }
        tags().createTag(request.build());
        output().done("created", "tag", tag + " of " + name);
        return Exit.OK;
    }

    @Command(description = "Drop a tag")
    int drop(@Parameters(paramLabel = "TABLE") String name, @Parameters(paramLabel = "TAG") String tag) {
        ObjectPath path = ObjectPath.parse(name);
        return cli.confirmed(
                "drop tag " + tag + " of table " + path,
                tag,
                () -> {
                    Tag found = tags().getTag(GetTagRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setTable(path.table())
                            .setTag(tag)
                            .build());
                    ObjectNode snapshot = SnapshotCommands.document(Snapshot.newBuilder()
                            .setJson(found.getSnapshotJson())
                            .build());
                    return List.of("snapshot  " + snapshot.path("id").asText() + " of "
                            + Column.time(snapshot.path("timeMillis").asLong()) + ", which may expire then");
                },
                () -> {
                    tags().deleteTag(DeleteTagRequest.newBuilder()
                            .setCatalog(cli.catalog())
                            .setTable(path.table())
                            .setTag(tag)
                            .build());
                    output().done("dropped", "tag", tag + " of " + path);
                });
    }
}
