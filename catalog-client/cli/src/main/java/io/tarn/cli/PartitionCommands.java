package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.BatchGetPartitionsRequest;
import io.tarn.proto.v1.CreatePartitionsRequest;
import io.tarn.proto.v1.DropPartitionsRequest;
import io.tarn.proto.v1.ListPartitionsRequest;
import io.tarn.proto.v1.ListPartitionsResponse;
import io.tarn.proto.v1.MarkPartitionsRequest;
import io.tarn.proto.v1.Partition;
import io.tarn.proto.v1.PartitionServiceGrpc;
import io.tarn.proto.v1.PartitionServiceGrpc.PartitionServiceBlockingStub;
import io.tarn.proto.v1.PartitionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "partition", description = "Partitions of a table, as commits told of them")
final class PartitionCommands extends Group {
    PartitionCommands(Cli cli) {
        super(cli);
    }

    private PartitionServiceBlockingStub partitions() {
        return cli.service(PartitionServiceGrpc::newBlockingStub);
    }

    @Command(description = "List partitions, the greatest name first")
    int list(
            @Parameters(paramLabel = "TABLE") String name,
            @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "") String branch,
            @Option(names = "--like", paramLabel = "PATTERN", description = "Such as dt=2026-%%") @Nullable String like,
            @Option(names = "--limit", paramLabel = "COUNT", defaultValue = "2147483647", description = "At most")
                    int limit) {
        ObjectPath path = ObjectPath.parse(name);
        List<ObjectNode> rows = Pages.upTo(limit, output(), token -> {
                    ListPartitionsResponse page = partitions()
                            .listPartitions(ListPartitionsRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setTable(path.table(branch))
                                    .setPage(page(token, like))
                                    .build());
                    return new Pages.Page<>(page.getPartitionsList(), page.getNextPageToken());
                })
                .stream()
                .map(PartitionCommands::document)
                .toList();
        output().list(
                        "partitions",
                        rows,
                        Column.text("PARTITION", "values"),
                        Column.count("ROWS", "rows"),
                        Column.bytes("SIZE", "bytes"),
                        Column.count("FILES", "files"),
                        Column.time("LAST FILE", "lastFileAtMillis"),
                        Column.text("DONE", "done"));
        return Exit.OK;
    }

    private static ObjectNode document(Partition partition) {
        ObjectNode document = Yaml.object();
        ObjectNode values = document.putObject("values");
        partition.getSpec().getValuesMap().forEach(values::put);
        Documents.put(document, partition.getStatistics());
        document.put("totalBuckets", partition.getTotalBuckets()).put("done", partition.getDone());
        Documents.put(document, partition.getAudit());
        document.remove("owner");
        return document;
    }

    @Command(description = "Register partitions without data; those that are there stay")
    int create(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "PARTITION", arity = "1..*", description = "Such as dt=2026-01-01/hr=0")
                    List<String> specs) {
        partitions()
                .createPartitions(CreatePartitionsRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(ObjectPath.parse(name).table())
                        .addAllSpecs(specs(specs))
                        .build());
        output().done("created", "partitions of", name);
        return Exit.OK;
    }

    @Command(description = "Say that nothing more will be written to partitions")
    int mark(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "PARTITION", arity = "1..*") List<String> specs) {
        partitions()
                .markPartitions(MarkPartitionsRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(ObjectPath.parse(name).table())
                        .addAllSpecs(specs(specs))
                        .build());
        output().done("marked", "partitions of", name);
        return Exit.OK;
    }

    @Command(description = "Forget partitions; their data stays")
    int drop(
            @Parameters(paramLabel = "TABLE") String name,
            @Parameters(paramLabel = "PARTITION", arity = "1..*") List<String> specs) {
        ObjectPath path = ObjectPath.parse(name);
        List<PartitionSpec> all = specs(specs);
        return cli.confirmed(
                "forget " + all.size() + " partitions of table " + path,
                path.toString(),
                () -> found(path, all),
                () -> {
                    partitions()
                            .dropPartitions(DropPartitionsRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setTable(path.table())
                                    .addAllSpecs(all)
                                    .build());
                    output().done("dropped", "partitions of", path.toString());
                });
    }

    private List<String> found(ObjectPath path, List<PartitionSpec> specs) {
        List<String> lines = new ArrayList<>();
        partitions()
                .batchGetPartitions(BatchGetPartitionsRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(path.table())
                        .addAllSpecs(specs)
                        .build())
                .getPartitionsList()
                .forEach(partition -> lines.add(name(partition.getSpec()) + "  "
                        + Column.grouped(partition.getStatistics().getRecordCount()) + " rows, "
                        + Column.size(partition.getStatistics().getFileSizeInBytes())));
        return lines.isEmpty() ? List.of("none of them is there") : lines;
    }

    private static String name(PartitionSpec spec) {
        return spec.getValuesMap().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("/"));
    }

    private static List<PartitionSpec> specs(List<String> texts) {
        List<PartitionSpec> specs = new ArrayList<>();
        for (String text : texts) {
            PartitionSpec.Builder spec = PartitionSpec.newBuilder();
            for (String step : text.split("/", -1)) {
                int equals = step.indexOf('=');
                if (equals <= 0) {
                    throw new UsageException("'" + text + "' is not a partition like dt=2026-01-01/hr=0");
                }
                spec.putValues(step.substring(0, equals), step.substring(equals + 1));
            }
            specs.add(spec.build());
        }
        return specs;
    }
}
