package io.tarn.server.ops.policies;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.TablePolicy;
import io.tarn.auth.policy.Binder;
import io.tarn.auth.policy.CallerContext;
import io.tarn.auth.policy.CallerParts;
import io.tarn.auth.policy.ColumnMask;
import io.tarn.auth.policy.NotOnThisWireException;
import io.tarn.auth.policy.PaimonFilters;
import io.tarn.auth.policy.PaimonMasks;
import io.tarn.auth.policy.PolicyException;
import io.tarn.auth.policy.PolicySchema;
import io.tarn.auth.policy.RowFilter;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.Ownership;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.model.TableKind;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.privileges.ChangePolicy;
import io.tarn.server.ops.privileges.PolicyHome;
import io.tarn.server.ops.tables.CurrentSchema;
import io.tarn.server.ops.tables.PolicySchemas;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.RelationRows.Head;
import io.tarn.server.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Keeps a row filter or a column mask: at most one filter for a principal, and one mask for a principal and a column. */
public final class CreatePolicy {
    /** @param json empty when Paimon's readers cannot be told */
    private record Checked(String sql, String json) {}

    /** Nothing is asked of whom it is bound to. */
    private static final CallerContext NOBODY = new CallerContext("", Set.of(), Map.of());

    private final Access access;
    private final CurrentSchema current;
    private final PolicySchemas schemas;
    private final TreeText json;
    private final ChangePolicy policies;
    private final PolicyHome home;

    public CreatePolicy(
            Access access,
            CurrentSchema current,
            PolicySchemas schemas,
            TreeText json,
            ChangePolicy policies,
            PolicyHome home) {
        this.access = access;
        this.current = current;
        this.schemas = schemas;
        this.json = json;
        this.policies = policies;
        this.home = home;
    }

    /**
     * The same policy again changes nothing.
     *
     * @return the filter or mask as it is kept
     * @throws TarnException TABLE_NOT_FOUND, PRINCIPAL_NOT_FOUND, FORBIDDEN; INVALID_REQUEST for a policy that does not fit
     *     the table; POLICY_EXISTS; HISTORY_CONFLICT for a table that clients read without asking
     */
    public String run(Caller caller, Catalogs.Entry catalog, TableName name, PolicyRequest request) {
        Detail detail = allowed(caller, catalog, name);
        Head head = detail.head();
        PrincipalLabel grantee = PrincipalLabel.parse(request.principal());
        Checked checked = check(request, schemas.columns(current.of(catalog, detail)));
        policies.run(caller, (tx, change) -> {
            UUID table = head.relation().id();
            hold(tx, head, name);
            Principal principal = grantee.find(tx).principal();
            Optional<TablePolicy> before = tx.policies().find(table, principal.id(), request.column());
            if (before.isPresent()) {
                if (before.get().sql().equals(checked.sql())) {
                    return false;
                }
                if (!request.replace()) {
                    throw exists(principal, request);
                }
                tx.policies().end(before.get().id(), change);
            }
            insert(
                    tx,
                    new TablePolicy(Ids.next(), table, principal.id(), request.column(), checked.sql()),
                    checked,
                    change);
            Trail.changed(
                    tx,
                    caller,
                    Operation.CREATE_POLICY,
                    Securables.of(catalog, head.relation(), name),
                    details(principal, request, checked, before));
            return true;
        });
        return checked.sql();
    }

    /**
     * Whether the table can have a policy. Nothing is changed, and the principal need not exist.
     *
     * @return as that of {@link #run}
     * @throws TarnException as {@link #run}
     */
    public String validate(Caller caller, Catalogs.Entry catalog, TableName name, PolicyRequest request) {
        Detail detail = allowed(caller, catalog, name);
        PrincipalLabel.parse(request.principal());
        return check(request, schemas.columns(current.of(catalog, detail))).sql();
    }

    private Detail allowed(Caller caller, Catalogs.Entry catalog, TableName name) {
        Detail detail =
                access.detail(caller, Operation.CREATE_POLICY, catalog, name).orElseThrow(() -> Missing.table(name));
        home.checkHere();
        Head head = detail.head();
        boolean icebergs = head.relation().kind() == TableKind.ICEBERG;
        if (!icebergs && head.relation().ownership() != Ownership.MANAGED) {
            throw TarnException.of(
                    ErrorCode.HISTORY_CONFLICT,
                    "Table " + name
                            + " is external or of a kind that clients read without asking the server, so a policy"
                            + " could not be enforced; take back the privileges on it instead");
        }
        return detail;
    }

    private static Map<String, String> details(
            Principal principal, PolicyRequest request, Checked checked, Optional<TablePolicy> before) {
        Map<String, String> details = new TreeMap<>(
                Map.of("principal", principal.label(), "column", request.column(), "policy", checked.sql()));
        before.ifPresent(former -> details.put("replaced", former.sql()));
        return details;
    }

    private static void insert(Transaction tx, TablePolicy policy, Checked checked, PolicyChange change) {
        if (tx.policies().of(policy.table()).size() >= Limits.POLICIES_ON_TABLE) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST,
                    "A table has at most " + Limits.POLICIES_ON_TABLE
                            + " policies; give one to a role, and let its members have that");
        }
        tx.policies().insert(policy, checked.json(), change);
    }

    /** The policy was checked against these columns: who alters or drops the table writes its branches, too. */
    private static void hold(Transaction tx, Head head, TableName name) {
        UUID table = head.relation().id();
        if (!tx.relations().touchBranches(table)) {
            throw Missing.table(name);
        }
        boolean same = tx.relations()
                .head(table, name.branch())
                .filter(now -> now.branch().schemaId() == head.branch().schemaId())
                .isPresent();
        if (!same) {
            throw TarnException.of(ErrorCode.UNAVAILABLE, "Table " + name + " is being altered; nothing was changed");
        }
    }

    private Checked check(PolicyRequest request, PolicySchema schema) {
        try {
            return request.column().isEmpty() ? filter(request, schema) : mask(request, schema);
        } catch (PolicyException e) {
            throw TarnException.causedBy(
                    ErrorCode.INVALID_REQUEST,
                    (request.column().isEmpty() ? "The row filter is not valid: " : "The column mask is not valid: ")
                            + e.getMessage(),
                    e);
        }
    }

    private Checked filter(PolicyRequest request, PolicySchema schema) {
        PaimonFilters paimon = new PaimonFilters(schema);
        String sql = request.sql();
        Object tree = request.tree();
        RowFilter filter = sql != null ? RowFilter.parse(sql, schema) : paimon.read(tree == null ? Map.of() : tree);
        String text = "";
        if (!CallerParts.in(filter)) {
            try {
                List<Map<String, Object>> written = paimon.write(new Binder(schema, NOBODY).bind(filter));
                text = json.text(
                        written.size() == 1
                                ? written.get(0)
                                : Map.of("kind", "COMPOUND", "function", "AND", "children", written));
            } catch (NotOnThisWireException e) {
                text = "";
            }
        }
        return new Checked(filter.sql(), text);
    }

    private Checked mask(PolicyRequest request, PolicySchema schema) {
        PaimonMasks paimon = new PaimonMasks(schema);
        String sql = request.sql();
        Object tree = request.tree();
        ColumnMask mask = sql != null
                ? ColumnMask.parse(sql, schema, request.column())
                : paimon.read(tree == null ? Map.of() : tree, request.column());
        try {
            return new Checked(mask.sql(), json.text(paimon.write(mask)));
        } catch (NotOnThisWireException e) {
            return new Checked(mask.sql(), "");
        }
    }

    private static TarnException exists(Principal principal, PolicyRequest request) {
        String what =
                request.column().isEmpty() ? "a row filter" : "a mask on column " + Names.printable(request.column());
        return TarnException.of(
                ErrorCode.POLICY_EXISTS,
                principal.label() + " has " + what + " on this table already; drop that first");
    }
}
