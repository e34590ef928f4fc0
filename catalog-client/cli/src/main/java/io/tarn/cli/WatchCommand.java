package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.client.EventIterator;
import io.tarn.client.EventIterator.Changed;
import io.tarn.client.EventIterator.Told;
import io.tarn.proto.v1.CommitSummary;
import io.tarn.proto.v1.Event;
import io.tarn.proto.v1.EventFilter;
import io.tarn.proto.v1.FeedServiceGrpc;
import io.tarn.proto.v1.ListEventsRequest;
import io.tarn.proto.v1.ListEventsResponse;
import io.tarn.proto.v1.WatchRequest;
import io.tarn.proto.v1.WatchStart;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "watch",
        description = {
            "Tell what is changed in the catalog, a line for each change, from now on and until it is stopped.",
            "With --json each line is a document; its cursor is what --after goes on after."
        })
final class WatchCommand extends Group implements Callable<Integer> {
    @Option(names = "--from-beginning", description = "Begin with the oldest change that is kept")
    boolean beginning;

    @Option(names = "--after", paramLabel = "CURSOR", defaultValue = "", description = "Go on after a change")
    String after = "";

    @Option(names = "--until-now", description = "Stop when everything is told that has happened")
    boolean untilNow;

    @Option(names = "--limit", paramLabel = "COUNT", description = "Stop after so many changes")
    long limit = Long.MAX_VALUE;

    @Option(names = "--database", paramLabel = "DATABASE", defaultValue = "")
    String database = "";

    @Option(names = "--object", paramLabel = "NAME", defaultValue = "", description = "A table, view or function of it")
    String object = "";

    @Option(names = "--kind", paramLabel = "KIND", split = ",", description = "Such as table")
    @Nullable
    List<String> kinds;

    @Option(names = "--operation", paramLabel = "OPERATION", split = ",", description = "Such as COMMIT_SNAPSHOT")
    @Nullable
    List<String> operations;

    private long told;

    WatchCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        if (limit <= 0) {
            throw new UsageException("--limit is above 0");
        }
        if (beginning && !after.isEmpty()) {
            throw new UsageException("--from-beginning and --after say both where to begin");
        }
        EventFilter filter = EventFilter.newBuilder()
                .setDatabase(database)
                .setObject(object)
                .addAllKinds(all(kinds).stream()
                        .map(kind -> kind.toLowerCase(Locale.ROOT))
                        .toList())
                .addAllOperations(all(operations).stream()
                        .map(operation -> operation.toUpperCase(Locale.ROOT))
                        .toList())
                .build();
        WatchStart start = beginning ? WatchStart.WATCH_START_BEGINNING : WatchStart.WATCH_START_NOW;
        if (untilNow) {
            list(filter, start);
        } else {
            watch(filter, start);
        }
        return Exit.OK;
    }

    private void list(EventFilter filter, WatchStart start) {
        ListEventsRequest.Builder request = ListEventsRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setCursor(after)
                .setStart(start)
                .setFilter(filter);
        ListEventsResponse page;
        do {
            page = cli.service(FeedServiceGrpc::newBlockingStub).listEvents(request.build());
            page.getEventsList().stream().limit(limit - told).forEach(this::tell);
            request.setCursor(page.getCursor());
        } while (page.getMore() && told < limit);
    }

    private void watch(EventFilter filter, WatchStart start) {
        WatchRequest request = WatchRequest.newBuilder()
                .setCatalog(cli.catalog())
                .setCursor(after)
                .setStart(start)
                .setFilter(filter)
                .build();
        try (EventIterator events = cli.connection().watch(request)) {
            while (told < limit && events.hasNext()) {
                Told next = events.next();
                if (next instanceof Changed changed) {
                    tell(changed.event());
                } else {
                    output().note("Changes before " + next.cursor() + " are missing: they are no longer kept.");
                }
            }
        }
    }

    private void tell(Event event) {
        told++;
        output().line(output().isJson() ? document(event).toString() : Column.printable(text(event)));
    }

    private static String text(Event event) {
        StringBuilder text = new StringBuilder(Column.time(event.getAtMillis()))
                .append("  ")
                .append(event.getOperation())
                .append("  ")
                .append(event.getObjectPath());
        if (!event.getBranch().isEmpty() && !event.getBranch().equals("main")) {
            text.append(" branch ").append(event.getBranch());
        }
        if (event.hasRenamedTo()) {
            text.append(" to ")
                    .append(new ObjectPath(
                            event.getRenamedTo().getDatabase(),
                            event.getRenamedTo().getName()));
        }
        if (event.hasNewSnapshotId()) {
            text.append(" snapshot ").append(event.getNewSnapshotId());
        } else if (event.hasNewSchemaId()) {
            text.append(" schema ").append(event.getNewSchemaId());
        }
        if (event.getCommit().hasDeltaRecords()) {
            text.append(
                    String.format(Locale.ROOT, " %+,d rows", event.getCommit().getDeltaRecords()));
        }
        text.append("  ").append(event.getPrincipal());
        return event.getAnnounced() ? text.append("  (announced)").toString() : text.toString();
    }

    private static ObjectNode document(Event event) {
        ObjectNode document = Yaml.object()
                .put("id", event.getId())
                .put("cursor", event.getCursor())
                .put("atMillis", event.getAtMillis())
                .put("operation", event.getOperation())
                .put("kind", event.getObjectKind())
                .put("objectId", event.getObjectId())
                .put("path", event.getObjectPath())
                .put("database", event.getDatabase())
                .put("object", event.getObject())
                .put("branch", event.getBranch())
                .put("principal", event.getPrincipal())
                .put("through", event.getThrough())
                .put("engine", event.getEngine())
                .put("job", event.getJob())
                .put("announced", event.getAnnounced());
        versions(document, event);
        if (event.hasRenamedTo()) {
            document.putObject("renamedTo")
                    .put("database", event.getRenamedTo().getDatabase())
                    .put("object", event.getRenamedTo().getName());
        }
        if (event.hasCommit()) {
            put(document.putObject("commit"), event.getCommit());
        }
        ObjectNode details = document.putObject("details");
        new TreeMap<>(event.getDetailsMap()).forEach(details::put);
        return document;
    }

    private static void versions(ObjectNode document, Event event) {
        if (event.hasOldSchemaId()) {
            document.put("oldSchemaId", event.getOldSchemaId());
        }
        if (event.hasNewSchemaId()) {
            document.put("newSchemaId", event.getNewSchemaId());
        }
        if (event.hasOldSnapshotId()) {
            document.put("oldSnapshotId", event.getOldSnapshotId());
        }
        if (event.hasNewSnapshotId()) {
            document.put("newSnapshotId", event.getNewSnapshotId());
        }
    }

    private static void put(ObjectNode document, CommitSummary commit) {
        document.put("user", commit.getCommitUser())
                .put("kind", commit.getCommitKind())
                .put("identifier", commit.getCommitIdentifier());
        if (commit.hasTotalRecords()) {
            document.put("totalRows", commit.getTotalRecords());
        }
        if (commit.hasDeltaRecords()) {
            document.put("deltaRows", commit.getDeltaRecords());
        }
        if (commit.hasWatermark()) {
            document.put("watermarkMillis", commit.getWatermark());
        }
    }
}
