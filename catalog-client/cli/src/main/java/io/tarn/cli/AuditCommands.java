package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.AuditEntry;
import io.tarn.proto.v1.AuditServiceGrpc;
import io.tarn.proto.v1.GetAuditEntryRequest;
import io.tarn.proto.v1.QueryAuditRequest;
import io.tarn.proto.v1.QueryAuditResponse;
import io.tarn.proto.v1.VerifyAuditRequest;
import io.tarn.proto.v1.VerifyAuditResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "audit", description = "What was changed and refused, by whom (administrators)")
final class AuditCommands extends Group {
    private static final Duration VERIFYING = Duration.ofHours(1);

    AuditCommands(Cli cli) {
        super(cli);
    }

    @Command(description = "List entries, newest first; all that is said must hold")
    int query(
            @Option(names = "--principal", paramLabel = "PRINCIPAL", defaultValue = "") String principal,
            @Option(
                            names = "--object",
                            paramLabel = "NAME",
                            defaultValue = "",
                            description = "Such as main.shop.orders, or an id")
                    String object,
            @Option(names = "--operation", paramLabel = "OPERATION", defaultValue = "") String operation,
            @Option(
                            names = "--decision",
                            paramLabel = "DECISION",
                            defaultValue = "",
                            description = "allowed, denied or hidden")
                    String decision,
            @Option(names = "--since", paramLabel = "TIME") @Nullable String since,
            @Option(names = "--until", paramLabel = "TIME") @Nullable String until,
            @Option(names = "--limit", paramLabel = "COUNT", defaultValue = "100", description = "At most; else 100")
                    int limit) {
        QueryAuditRequest request = QueryAuditRequest.newBuilder()
                .setPrincipal(principal)
                .setObject(object)
                .setOperation(operation.toUpperCase(Locale.ROOT).replace('-', '_'))
                .setDecision(decision.toUpperCase(Locale.ROOT))
                .setFromMillis(since == null ? 0 : Times.millis(since))
                .setToMillis(until == null ? 0 : Times.millis(until))
                .setPageSize(Math.min(limit, Pages.SIZE))
                .build();
        List<ObjectNode> rows = Pages.upTo(limit, output(), token -> {
                    QueryAuditResponse page = cli.service(AuditServiceGrpc::newBlockingStub)
                            .queryAudit(request.toBuilder().setPageToken(token).build());
                    return new Pages.Page<>(page.getEntriesList(), page.getNextPageToken());
                })
                .stream()
                .map(AuditCommands::document)
                .toList();
        output().list(
                        "entries",
                        rows,
                        Column.time("AT", "atMillis"),
                        Column.text("PRINCIPAL", "principal"),
                        Column.text("OPERATION", "operation"),
                        Column.text("DECISION", "decision"),
                        Column.text("OBJECT", "objectPath"),
                        Column.text("DETAILS", "details"),
                        Column.text("ID", "id"));
        return Exit.OK;
    }

    private static ObjectNode document(AuditEntry entry) {
        ObjectNode document = Yaml.object()
                .put("id", entry.getId())
                .put("atMillis", entry.getAtMillis())
                .put("principal", entry.getPrincipal())
                .put("through", entry.getThrough())
                .put("source", entry.getSource())
                .put("requestId", entry.getRequestId())
                .put("operation", entry.getOperation())
                .put("objectKind", entry.getObjectKind())
                .put("objectId", entry.getObjectId())
                .put("objectPath", entry.getObjectPath())
                .put("decision", entry.getDecision())
                .put("reason", entry.getReason())
                .put("times", entry.getTimes());
        ObjectNode details = document.putObject("details");
        new TreeMap<>(entry.getDetailsMap()).forEach(details::put);
        return document;
    }

    @Command(description = "Show an entry, such as the decision that an error names")
    int show(@Parameters(paramLabel = "ID") String id) {
        output().show(
                        document(cli.service(AuditServiceGrpc::newBlockingStub)
                                .getAuditEntry(GetAuditEntryRequest.newBuilder()
                                        .setId(id)
                                        .build())),
                        Column.text("Id", "id"),
                        Column.time("At", "atMillis"),
                        Column.text("Principal", "principal"),
                        Column.text("Through", "through"),
                        Column.text("From", "source"),
                        Column.text("Request", "requestId"),
                        Column.text("Operation", "operation"),
                        Column.text("Object", "objectPath"),
                        Column.text("Decision", "decision"),
                        Column.text("Reason", "reason"),
                        Column.count("Times", "times"),
                        Column.text("Details", "details"));
        return Exit.OK;
    }

    @Command(description = "Look for what was changed, removed or forged in the audit; 1 when there is something")
    int verify() {
        VerifyAuditResponse result = cli.connection()
                .service(AuditServiceGrpc::newBlockingStub, VERIFYING)
                .verifyAudit(VerifyAuditRequest.getDefaultInstance());
        ObjectNode document = Yaml.object()
                .put("intact", result.getIntact())
                .put("rows", result.getRows())
                .put("anchored", result.getAnchored());
        result.getProblemsList().forEach(document.putArray("problems")::add);
        output().show(
                        document,
                        Column.text("Intact", "intact"),
                        Column.count("Entries", "rows"),
                        Column.text("Signed", "anchored"));
        if (!output().isJson()) {
            result.getProblemsList().forEach(problem -> output().line("  " + Column.printable(problem)));
        }
        return result.getIntact() ? Exit.OK : Exit.DIFFERENT;
    }
}
