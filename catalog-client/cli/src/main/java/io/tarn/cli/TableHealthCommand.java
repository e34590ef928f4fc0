package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.GetTableHealthRequest;
import io.tarn.proto.v1.TableHealth;
import io.tarn.proto.v1.TableHealth.LastCommit;
import io.tarn.proto.v1.TableHealth.RecentCommits;
import io.tarn.proto.v1.TableHealthServiceGrpc;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "health",
        description = {
            "Show how fresh a table is, how it grows, and who writes it.",
            "Recent is what the newest snapshots added, at most 100; small files have less than 16 MiB on the average."
        })
final class TableHealthCommand extends Group implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE")
    String name = "";

    @Option(names = "--branch", paramLabel = "BRANCH", defaultValue = "")
    String branch = "";

    TableHealthCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        ObjectPath path = ObjectPath.parse(name);
        TableHealth health = cli.service(TableHealthServiceGrpc::newBlockingStub)
                .getTableHealth(GetTableHealthRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(path.table(branch))
                        .build());
        ObjectNode document = document(path, health);
        output().show(
                        document,
                        Column.text("Name", "name"),
                        Column.text("Last snapshot", "lastSnapshot"),
                        Column.time("Committed", "lastCommitAtMillis"),
                        duration("Age", "lastCommitAgeMillis"),
                        Column.text("By", "lastCommitBy"),
                        Column.time("Watermark", "watermarkMillis"),
                        duration("Watermark lag", "watermarkLagMillis"),
                        duration("Commits every", "medianIntervalMillis"),
                        Column.count("Rows", "rows"),
                        Column.bytes("Size", "bytes"),
                        Column.count("Files", "files"),
                        Column.bytes("Average file", "averageFileBytes"),
                        Column.count("Recent commits", "recentCommits"),
                        Column.count("Recent rows", "recentRows"),
                        Column.count("Recent new files", "recentFilesAdded"),
                        Column.count("  of them small", "recentSmallFilesAdded"),
                        Column.count("Commits in a day", "dayCommits"),
                        Column.count("Conflicts in a day", "dayConflicts"),
                        Column.count("Partitions in a day", "dayPartitionsTouched"));
        output().part(
                        "Writers",
                        document.path("writers"),
                        Column.text("WRITER", "writer"),
                        Column.text("BY", "by"),
                        Column.count("RECENT COMMITS", "commits"));
        return Exit.OK;
    }

    private static Column duration(String title, String field) {
        return new Column(title, field, false, json -> text(Duration.ofMillis(json.asLong())));
    }

    private static String text(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toMillis() / 1_000.0 + " s";
    }

    private static ObjectNode document(ObjectPath path, TableHealth health) {
        ObjectNode document =
                Documents.of(path.table()).put("id", health.getId()).put("atMillis", health.getAtMillis());
        if (health.hasLastCommit()) {
            put(document, health.getLastCommit());
        }
        if (health.hasSizes()) {
            TableHealth.TableSizes sizes = health.getSizes();
            document.put("rows", sizes.getRecords())
                    .put("bytes", sizes.getBytes())
                    .put("files", sizes.getFiles());
            if (sizes.hasAverageFileBytes()) {
                document.put("averageFileBytes", sizes.getAverageFileBytes());
            }
        }
        put(document, health.getRecent());
        document.put("dayCommits", health.getLastDay().getCommits())
                .put("dayConflicts", health.getLastDay().getConflicts())
                .put("dayPartitionsTouched", health.getLastDay().getPartitionsTouched());
        return document;
    }

    private static void put(ObjectNode document, LastCommit last) {
        document.put("lastSnapshot", last.getSnapshot())
                .put("lastCommitAtMillis", last.getAtMillis())
                .put("lastCommitAgeMillis", last.getAgeMillis())
                .put("lastCommitBy", last.getBy())
                .put("lastWriter", last.getWriter())
                .put("lastKind", last.getKind());
        if (last.hasWatermarkMillis()) {
            document.put("watermarkMillis", last.getWatermarkMillis())
                    .put("watermarkLagMillis", last.getWatermarkLagMillis());
        }
    }

    private static void put(ObjectNode document, RecentCommits recent) {
        if (recent.hasMedianIntervalMillis()) {
            document.put("medianIntervalMillis", recent.getMedianIntervalMillis());
        }
        document.put("recentCommits", recent.getCommits())
                .put("recentRows", recent.getRecords())
                .put("recentBytes", recent.getBytes())
                .put("recentFilesAdded", recent.getFilesAdded())
                .put("recentSmallFilesAdded", recent.getSmallFilesAdded());
        ArrayNode writers = document.putArray("writers");
        recent.getWritersList()
                .forEach(writer -> writers.addObject()
                        .put("writer", writer.getWriter())
                        .put("by", writer.getBy())
                        .put("commits", writer.getCommits()));
    }
}
