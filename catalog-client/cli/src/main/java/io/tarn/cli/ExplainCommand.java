package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.ExplainRequest;
import io.tarn.proto.v1.Explanation;
import io.tarn.proto.v1.Resource;
import io.tarn.proto.v1.Step;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = "Say whether somebody may do an operation, and why (administrators); 1 when not")
final class ExplainCommand extends Group implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PRINCIPAL")
    String principal = "";

    @Parameters(index = "1", paramLabel = "OPERATION", description = "Such as GET_TABLE or COMMIT_SNAPSHOT")
    String operation = "";

    @Parameters(index = "2", paramLabel = "KIND", description = ResourceText.KINDS)
    String kind = "";

    @Parameters(index = "3", paramLabel = "NAME", arity = "0..1", defaultValue = "")
    String name = "";

    ExplainCommand(Cli cli) {
        super(cli);
    }

    @Override
    public Integer call() {
        Resource resource = ResourceText.parse(kind, name);
        Explanation explanation = cli.service(AccessServiceGrpc::newBlockingStub)
                .explain(ExplainRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setPrincipal(principal)
                        .setOperation(operation.toUpperCase(Locale.ROOT).replace('-', '_'))
                        .addOn(resource)
                        .build());
        ObjectNode document = document(explanation);
        output().show(document, Column.text("Decision", "decision"), Column.text("Reason", "reason"));
        output().part(
                        "What it needs",
                        document.path("needs"),
                        Column.text("NEEDS", "needs"),
                        Column.text("ON", "on"),
                        Column.text("ALLOWED", "allowed"),
                        Column.text("BECAUSE", "because"),
                        Column.text("THROUGH", "through"),
                        Column.text("MAY BE GRANTED BY", "mayBeGrantedBy"));
        output().part(
                        "What is hidden",
                        document.path("restriction").path("policies"),
                        Column.text("COLUMN", "column"),
                        Column.text("SQL", "sql"));
        return explanation.getDecision().equals("ALLOWED") ? Exit.OK : Exit.DIFFERENT;
    }

    private static ObjectNode document(Explanation explanation) {
        ObjectNode document =
                Yaml.object().put("decision", explanation.getDecision()).put("reason", explanation.getReason());
        document.putArray("needs")
                .addAll(explanation.getNeedsList().stream()
                        .map(ExplainCommand::document)
                        .toList());
        if (explanation.hasRestriction()) {
            ObjectNode restriction = document.putObject("restriction")
                    .put("clientIsTrusted", explanation.getRestriction().getClientIsTrusted())
                    .put("mayWrite", explanation.getRestriction().getMayWrite());
            restriction.putArray("policies");
            explanation
                    .getRestriction()
                    .getPoliciesList()
                    .forEach(policy -> restriction
                            .withArray("policies")
                            .addObject()
                            .put("id", policy.getId())
                            .put("column", policy.getColumn())
                            .put("sql", policy.getSql()));
            explanation
                    .getRestriction()
                    .getColumnsList()
                    .forEach(columns -> restriction.withArray("columns").add(ResourceText.columns(columns)));
        }
        return document;
    }

    private static ObjectNode document(Step step) {
        ObjectNode document = Yaml.object()
                .put("needs", step.getNeeds())
                .put("on", step.getOn())
                .put("allowed", step.getAllowed())
                .put("because", step.getBecause());
        if (step.hasGrant()) {
            document.set("grant", GrantsCommands.document(step.getGrant()));
        }
        step.getThroughList().forEach(document.putArray("through")::add);
        step.getMayBeGrantedByList().forEach(document.putArray("mayBeGrantedBy")::add);
        return document;
    }
}
