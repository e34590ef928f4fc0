package io.tarn.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tarn.proto.v1.AccessServiceGrpc;
import io.tarn.proto.v1.AccessServiceGrpc.AccessServiceBlockingStub;
import io.tarn.proto.v1.HeldGrant;
import io.tarn.proto.v1.ListEffectivePrivilegesRequest;
import io.tarn.proto.v1.ListEffectivePrivilegesResponse;
import io.tarn.proto.v1.ListGrantHistoryRequest;
import io.tarn.proto.v1.ListPermissionsRequest;
import io.tarn.proto.v1.ListPermissionsResponse;
import io.tarn.proto.v1.Permission;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "grants", description = "What is granted, and was ever granted")
final class GrantsCommands extends Group {
    private static final Column[] COLUMNS = {
        Column.text("PRINCIPAL", "principal"),
        Column.text("PRIVILEGE", "access"),
        Column.text("KIND", "kind"),
        Column.text("NAME", "name"),
        Column.text("COLUMNS", "columns"),
        Column.time("UNTIL", "expiresAtMillis")
    };

    GrantsCommands(Cli cli) {
        super(cli);
    }

    private AccessServiceBlockingStub access() {
        return cli.service(AccessServiceGrpc::newBlockingStub);
    }

    @Command(description = "List grants as they were given: on one object, to one principal, or all of a catalog")
    int list(
            @Parameters(paramLabel = "KIND", arity = "0..1", defaultValue = "", description = ResourceText.KINDS)
                    String kind,
            @Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = "") String name,
            @Option(names = "--to", paramLabel = "PRINCIPAL", defaultValue = "") String principal,
            @Option(names = "--privilege", paramLabel = "PRIVILEGE", defaultValue = "") String privilege) {
        ListPermissionsRequest.Builder request = ListPermissionsRequest.newBuilder()
                .setPrincipal(principal)
                .setAccess(privilege.toUpperCase(Locale.ROOT));
        if (!kind.isEmpty()) {
            request.setResource(ResourceText.parse(kind, name));
        }
        List<ObjectNode> rows = list(cli, cli.catalog(), request).stream()
                .map(GrantsCommands::document)
                .toList();
        output().list("grants", rows, COLUMNS);
        return Exit.OK;
    }

    /** All of them. */
    static List<Permission> list(Cli cli, String catalog, ListPermissionsRequest.Builder request) {
        return Pages.all(cli.output(), token -> {
            ListPermissionsResponse page = cli.service(AccessServiceGrpc::newBlockingStub)
                    .listPermissions(request.setCatalog(catalog)
                            .setPageSize(Pages.SIZE)
                            .setPageToken(token)
                            .build());
            return new Pages.Page<>(page.getPermissionsList(), page.getNextPageToken());
        });
    }

    static ObjectNode document(Permission permission) {
        ObjectNode document = Yaml.object()
                .put("principal", permission.getPrincipal())
                .put("access", permission.getAccess())
                .put("kind", ResourceText.kind(permission.getResource()))
                .put("name", ResourceText.name(permission.getResource()));
        if (permission.hasColumns()) {
            document.put("columns", ResourceText.columns(permission.getColumns()));
        }
        if (permission.getExpiresAtMillis() != 0) {
            document.put("expiresAtMillis", permission.getExpiresAtMillis());
        }
        return document;
    }

    @Command(description = "List what somebody holds, itself and through its groups and roles")
    int held(@Parameters(paramLabel = "PRINCIPAL") String principal) {
        boolean[] admin = {false};
        List<ObjectNode> rows = Pages.all(output(), token -> {
                    ListEffectivePrivilegesResponse page = access().listEffectivePrivileges(
                                    ListEffectivePrivilegesRequest.newBuilder()
                                            .setCatalog(cli.catalog())
                                            .setPrincipal(principal)
                                            .setPageSize(Pages.SIZE)
                                            .setPageToken(token)
                                            .build());
                    admin[0] |= page.getAdmin();
                    return new Pages.Page<>(page.getPrivilegesList(), page.getNextPageToken());
                })
                .stream()
                .map(held -> {
                    ObjectNode row = document(held.getPermission());
                    held.getThroughList().forEach(row.putArray("through")::add);
                    return row;
                })
                .toList();
        if (admin[0]) {
            output().note(principal + " is in the role admin and may do everything, whatever is listed.");
        }
        output().list("grants", rows, Documents.with(new Column[] {Column.text("THROUGH", "through")}, COLUMNS));
        return Exit.OK;
    }

    @Command(description = "List all that was ever granted on exactly one object, oldest first (administrators)")
    int history(
            @Parameters(paramLabel = "KIND", description = ResourceText.KINDS) String kind,
            @Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = "") String name) {
        List<ObjectNode> rows = access()
                .listGrantHistory(ListGrantHistoryRequest.newBuilder()
                        .setCatalog(cli.catalog())
                        .setResource(ResourceText.parse(kind, name))
                        .build())
                .getPeriodsList()
                .stream()
                .map(period -> document(period.getGrant())
                        .put("principal", period.getPrincipal())
                        .put("grantedAtMillis", period.getGrantedAtMillis())
                        .put("grantedBy", period.getGrantedBy())
                        .put("revokedAtMillis", period.getRevokedAtMillis())
                        .put("revokedBy", period.getRevokedBy()))
                .toList();
        output().list(
                        "periods",
                        rows,
                        Column.text("PRINCIPAL", "principal"),
                        Column.text("PRIVILEGE", "access"),
                        Column.time("GRANTED", "grantedAtMillis"),
                        Column.text("BY", "grantedBy"),
                        Column.time("REVOKED", "revokedAtMillis"),
                        Column.text("BY", "revokedBy"));
        return Exit.OK;
    }

    static ObjectNode document(HeldGrant grant) {
        ObjectNode document = Yaml.object()
                .put("id", grant.getId())
                .put("resourceType", grant.getResourceType())
                .put("access", grant.getAccess());
        if (grant.hasColumns()) {
            document.put("columns", ResourceText.columns(grant.getColumns()));
        }
        if (grant.getExpiresAtMillis() != 0) {
            document.put("expiresAtMillis", grant.getExpiresAtMillis());
        }
        return document;
    }
}
