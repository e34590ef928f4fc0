package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.ListConsumersRequest;
import io.tarn.proto.v1.ListConsumersResponse;
import io.tarn.proto.v1.ResetConsumerRequest;
import io.tarn.proto.v1.TagServiceGrpc;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "consumer", description = "Consumers: how far a reader of a table has come")
final class ConsumerCommands extends Group {
    ConsumerCommands(Cli cli) {
        super(cli);
    }

    @Command(description = "List the consumers of a table")
    int list(@Parameters(paramLabel = "TABLE") String name) {
        List<ObjectNode> rows = Pages.all(output(), token -> {
                    ListConsumersResponse page = cli.service(TagServiceGrpc::newBlockingStub)
                            .listConsumers(ListConsumersRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setTable(ObjectPath.parse(name).table())
                                    .setPage(page(token, null))
                                    .build());
                    return new Pages.Page<>(page.getConsumersList(), page.getNextPageToken());
                })
                .stream()
                .map(consumer -> Yaml.object()
                        .put("consumer", consumer.getId())
                        .put("nextSnapshotId", consumer.getNextSnapshotId()))
                .toList();
        output().list(
                        "consumers",
                        rows,
                        Column.text("CONSUMER", "consumer"),
                        new Column("NEXT SNAPSHOT", "nextSnapshotId", true, json -> json.asText()));
        return Exit.OK;
    }

    @Command(description = "Say where a consumer goes on; without --snapshot it is forgotten")
    int reset(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "CONSUMER") String consumer,
            @Option(names = "--snapshot", paramLabel = "ID") @Nullable Long snapshot) {
        ObjectPath path = ObjectPath.parse(name);
        ResetConsumerRequest.Builder request = ResetConsumerRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setTable(path.table())
                .setConsumerId(consumer);
        if (snapshot != null) {
            request.setNextSnapshotId(snapshot);
        }
        return cli.confirmed(
                (snapshot == null ? "forget consumer " : "reset consumer ") + consumer + " of table " + path,
                consumer,
                () -> List.of(
                        snapshot == null
                                ? "snapshots that it had not read yet may expire"
                                : "it goes on with snapshot " + snapshot),
                () -> {
                    cli.service(TagServiceGrpc::newBlockingStub).resetConsumer(request.build());
                    output().done("reset", "consumer", consumer + " of " + path);
                });
    }
}
