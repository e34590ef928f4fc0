package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.auth.ColumnSet;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.Securable;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Transaction;
import java.util.Map;
import java.util.TreeMap;

/** What the audit says of grants: the same for each way in which they are made. */
final class GrantTrail {
    private GrantTrail() {}

    static void granted(
            Transaction tx, Caller caller, Securable on, GrantPrivilege.Request request, Principal principal) {
        Map<String, String> details = details("grant", request.resource(), request.privilege(), principal.label());
        ColumnSet columns = request.columns();
        if (columns != null) {
            details.put(columns.excluded() ? "allColumnsBut" : "columns", String.join(", ", columns.names()));
        }
        if (request.expiresAt() != 0) {
            details.put("expiresAt", Long.toString(request.expiresAt()));
        }
        Trail.changed(tx, caller, Resources.operation(request.resource().type()), on, details);
    }

    static void revoked(
            Transaction tx, Caller caller, Securable on, Resource resource, Privilege privilege, String principal) {
        Trail.changed(
                tx,
                caller,
                Resources.operation(resource.type()),
                on,
                details("revoke", resource, privilege, principal));
    }

    static Map<String, String> details(String what, Resource resource, Privilege privilege, String principal) {
        Map<String, String> details = new TreeMap<>();
        details.put("change", what);
        details.put("privilege", privilege.name());
        details.put("resource", resource.type().name());
        details.put("principal", principal);
        return details;
    }
}
