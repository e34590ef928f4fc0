package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.CreatePolicyRequest;
import io.tarn.proto.v1.DropPolicyRequest;
import io.tarn.proto.v1.ListPoliciesRequest;
import io.tarn.proto.v1.Policy;
import io.tarn.proto.v1.PolicyServiceGrpc;
import io.tarn.proto.v1.PolicyServiceGrpc.PolicyServiceBlockingStub;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "policy", description = "Row filters and column masks of a table")
final class PolicyCommands extends Group {
    PolicyCommands(Cli cli) {
        super(cli);
    }

    private PolicyServiceBlockingStub policies() {
        return cli.service(PolicyServiceGrpc::newBlockingStub);
    }

    @Command(description = "List the policies of a table")
    int list(
            @Parameters(paramLabel = "TABLE") String table,
            @Option(names = "--for", paramLabel = "PRINCIPAL", defaultValue = "") String principal) {
        output().list(
                        "policies",
                        of(ObjectPath.parse(table), principal).stream()
                                .map(PolicyCommands::document)
                                .toList(),
                        Column.text("PRINCIPAL", "principal"),
                        Column.text("KIND", "kind"),
                        Column.text("COLUMN", "column"),
                        Column.text("SQL", "sql"),
                        Column.time("CREATED", "createdAtMillis"),
                        Column.text("BY", "createdBy"));
        return Exit.OK;
    }

    private List<Policy> of(ObjectPath table, String principal) {
        return policies()
                .listPolicies(ListPoliciesRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(table.table())
                        .setPrincipal(principal)
                        .build())
                .getPoliciesList();
    }

    private static ObjectNode document(Policy policy) {
        ObjectNode document = Yaml.object()
                .put("id", policy.getId())
                .put("principal", policy.getPrincipal())
                .put("kind", policy.getColumn().isEmpty() ? "row filter" : "mask")
                .put("sql", policy.getSql())
                .put("createdAtMillis", policy.getCreatedAtMillis())
                .put("createdBy", policy.getCreatedBy());
        if (!policy.getColumn().isEmpty()) {
            document.put("column", policy.getColumn());
        }
        return document;
    }

    @Command(description = "Make a row filter, or with --column a mask")
    int create(
            @Parameters(paramLabel = "TABLE") String table,
            @Parameters(paramLabel = "SQL", description = "Such as \"region = 'EU'\" or \"mask_hash(phone)\"")
                    String sql,
            @Option(names = "--for", paramLabel = "PRINCIPAL", required = true) String principal,
            @Option(names = "--column", paramLabel = "COLUMN", description = "The column to mask") @Nullable
                    String column) {
        policies()
                .createPolicy(CreatePolicyRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setTable(ObjectPath.parse(table).table())
                        .setPrincipal(principal)
                        .setColumn(text(column))
                        .setSql(sql)
                        .build());
        output().done("created", column == null ? "row filter" : "mask", "on " + table + " for " + principal);
        return Exit.OK;
    }

    @Command(description = "Drop a row filter, or with --column a mask: who it was for then sees more")
    int drop(
            @Parameters(paramLabel = "TABLE") String table,
            @Option(names = "--for", paramLabel = "PRINCIPAL", required = true) String principal,
            @Option(names = "--column", paramLabel = "COLUMN") @Nullable String column) {
        ObjectPath path = ObjectPath.parse(table);
        return cli.confirmed(
                "drop the " + (column == null ? "row filter" : "mask of column " + column) + " on " + path + " for "
                        + principal,
                path.toString(),
                () -> lost(path, principal, text(column)),
                () -> {
                    policies()
                            .dropPolicy(DropPolicyRequest.newBuilder()
                                    .setCatalog(cli.catalog())
                                    .setTable(path.table())
                                    .setPrincipal(principal)
                                    .setColumn(text(column))
                                    .build());
                    output().done(
                                    "dropped",
                                    column == null ? "row filter" : "mask",
                                    "on " + path + " for " + principal);
                });
    }

    private List<String> lost(ObjectPath path, String principal, String column) {
        List<String> lines = new ArrayList<>();
        of(path, principal).stream()
                .filter(policy -> policy.getColumn().equals(column))
                .forEach(policy -> lines.add("hidden until now  what " + policy.getSql() + " hides"));
        if (lines.isEmpty()) {
            return List.of("there is no such policy");
        }
        if (Principals.hasMembers(principal)) {
            List<String> members = cli.management().members(principal);
            lines.add("see more then     " + principal + " with " + members.size() + " direct members: "
                    + BlastRadius.names(members));
        } else {
            lines.add("see more then     " + principal);
        }
        return lines;
    }
}
