package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.client.manage.ManagementClient;
import io.tarn.client.manage.Principal;
import io.tarn.client.manage.PrincipalPage;
import io.tarn.proto.v1.Catalog;
import io.tarn.proto.v1.CatalogServiceGrpc;
import io.tarn.proto.v1.ListCatalogsRequest;
import io.tarn.proto.v1.ListPermissionsRequest;
import java.util.ArrayList;
import java.util.List;

/** What the commands about principals, and about roles alone, have in common. */
final class Principals {
    private final Cli cli;

    Principals(Cli cli) {
        this.cli = cli;
    }

    private ManagementClient management() {
        return cli.management();
    }

    List<Principal> all(String kind) {
        return Pages.all(cli.output(), token -> {
            PrincipalPage page = management().principals(kind, token);
            return new Pages.Page<>(page.principals(), page.nextToken());
        });
    }

    int list(String kind) {
        cli.output()
                .list(
                        "principals",
                        all(kind).stream().map(Principals::document).toList(),
                        Column.text("PRINCIPAL", "principal"),
                        Column.text("ENABLED", "enabled"),
                        Column.text("TRUSTED", "enforcesPolicies"),
                        Column.time("CREATED", "createdAtMillis"),
                        Column.text("BY", "createdBy"));
        return Exit.OK;
    }

    private static ObjectNode document(Principal principal) {
        return Yaml.object()
                .put("principal", principal.label())
                .put("id", principal.id())
                .put("root", principal.root())
                .put("enabled", principal.enabled())
                .put("enforcesPolicies", principal.enforcesPolicies())
                .put("createdAtMillis", principal.createdAtMillis())
                .put("createdBy", principal.createdBy());
    }

    int show(String label) {
        ObjectNode document = document(management().principal(label));
        management().groups(label).forEach(document.putArray("memberOf")::add);
        if (hasMembers(label)) {
            management().members(label).forEach(document.putArray("members")::add);
        }
        cli.output()
                .show(
                        document,
                        Column.text("Principal", "principal"),
                        Column.text("Id", "id"),
                        Column.text("Enabled", "enabled"),
                        Column.text("Trusted to enforce policies", "enforcesPolicies"),
                        Column.text("Member of", "memberOf"),
                        Column.text("Members", "members"),
                        Column.time("Created", "createdAtMillis"),
                        Column.text("Created by", "createdBy"));
        return Exit.OK;
    }

    static boolean hasMembers(String label) {
        return label.startsWith("role:") || label.startsWith("group:");
    }

    int create(String label) {
        management().create(label);
        cli.output().done("created", "principal", label);
        return Exit.OK;
    }

    int drop(String label, boolean force) {
        return cli.confirmed("drop " + label, label, () -> lost(label), () -> {
            management().drop(label, force);
            cli.output().done("dropped", "principal", label);
        });
    }

    private List<String> lost(String label) {
        List<String> lines = new ArrayList<>();
        if (hasMembers(label)) {
            List<String> members = management().members(label);
            lines.add("members    " + members.size() + ": " + BlastRadius.names(members));
        } else {
            lines.add("tokens     "
                    + management().tokens(label).stream()
                            .filter(token -> token.revokedAtMillis() == 0)
                            .count());
        }
        lines.add("member of  " + BlastRadius.names(management().groups(label)));
        for (String catalog : catalogs()) {
            List<String> grants =
                    GrantsCommands.list(
                                    cli,
                                    catalog,
                                    ListPermissionsRequest.newBuilder().setPrincipal(label))
                            .stream()
                            .map(ResourceText::text)
                            .toList();
            lines.add("grants     " + grants.size() + " in catalog " + catalog + ": " + BlastRadius.names(grants));
        }
        lines.add("policies   those that are for it end; whoever they hid something from then sees it");
        lines.add("owned      what it owns stays, and belongs to nobody");
        return lines;
    }

    List<String> catalogs() {
        return cli
                .service(CatalogServiceGrpc::newBlockingStub)
                .listCatalogs(ListCatalogsRequest.getDefaultInstance())
                .getCatalogsList()
                .stream()
                .map(Catalog::getName)
                .sorted()
                .toList();
    }

    int enable(String label, boolean enabled, boolean force) {
        management().enable(label, enabled, force);
        cli.output().done(enabled ? "enabled" : "disabled", "principal", label);
        return Exit.OK;
    }

    int members(String label) {
        cli.output()
                .list(
                        "members",
                        management().members(label).stream()
                                .map(member -> Yaml.object().put("principal", member))
                                .toList(),
                        Column.text("PRINCIPAL", "principal"));
        return Exit.OK;
    }

    int add(String group, List<String> members) {
        for (String member : members) {
            management().addMember(group, member);
        }
        cli.output().done("added", "member", String.join(", ", members) + " to " + group);
        return Exit.OK;
    }

    int remove(String group, List<String> members, boolean force) {
        for (String member : members) {
            management().removeMember(group, member, force);
        }
        cli.output().done("removed", "member", String.join(", ", members) + " from " + group);
        return Exit.OK;
    }
}
