package io.tarn.server.ops.policies;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Restrictions;
import io.tarn.auth.policy.DataPolicy;
import io.tarn.auth.policy.PaimonPolicy;
import io.tarn.auth.policy.PolicySchema;
import io.tarn.server.model.Names;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.tables.CurrentSchema;
import io.tarn.server.ops.tables.PolicySchemas;
import io.tarn.server.store.RelationRows.Detail;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells a reader which rows and values of a table its user sees, before it plans a query. */
public final class AuthorizeQuery {
    /**
     * @param wire as Paimon's own readers evaluate it
     * @param exact as it is meant, for clients that evaluate more; only for those that have proved what they are
     * @param writes whether the user may commit to the table although it does not see it whole; as {@code exact}
     */
    public record Result(PaimonPolicy wire, DataPolicy exact, boolean writes) {
        private static final Result WHOLE =
                new Result(new PaimonPolicy(Set.of(), List.of(), Map.of(), List.of()), DataPolicy.NONE, true);
    }

    /** What readers may ask for beside columns, and what tells nothing of any. */
    private static final Set<String> OF_NO_COLUMN = Set.of("_ROW_ID", "_SEQUENCE_NUMBER", "_VALUE_KIND", "rowkind");

    private final Access access;
    private final CurrentSchema current;
    private final PolicySchemas schemas;
    private final DataPolicies policies;

    public AuthorizeQuery(Access access, CurrentSchema current, PolicySchemas schemas, DataPolicies policies) {
        this.access = access;
        this.current = current;
        this.schemas = schemas;
        this.policies = policies;
    }

    /**
     * @param select the columns that are read; null for all
     * @throws TarnException TABLE_NOT_FOUND; FORBIDDEN when one of the columns may not be read
     */
    public Result run(Caller caller, Catalogs.Entry catalog, TableName name, @Nullable List<String> select) {
        Detail detail =
                access.detail(caller, Operation.AUTHORIZE_QUERY, catalog, name).orElseThrow(() -> Missing.table(name));
        Restrictions hidden = access.restrictions(
                caller, catalog, detail.head().relation(), name, () -> names(schema(catalog, detail)));
        if (hidden.none()) {
            return Result.WHOLE;
        }
        PolicySchema schema = schema(catalog, detail);
        try {
            DataPolicy exact = policies.seen(caller, hidden, schema);
            PaimonPolicy wire = PaimonPolicy.of(exact, schema);
            Set<String> refused =
                    refused(caller.enforcing() ? exact.deniedColumns() : wire.deniedColumns(), schema, select);
            if (refused.isEmpty()) {
                boolean writes = caller.enforcing()
                        && access.writes(caller, hidden, catalog, detail.head().relation(), name);
                return new Result(wire, exact, writes);
            }
            throw refuse(
                    caller,
                    catalog,
                    name,
                    detail,
                    "these columns may not be read: " + Names.printable(String.join(", ", refused)));
        } catch (UnkeepablePolicyException e) {
            throw refuse(caller, catalog, name, detail, String.valueOf(e.getMessage()));
        }
    }

    private PolicySchema schema(Catalogs.Entry catalog, Detail detail) {
        return schemas.columns(current.of(catalog, detail));
    }

    private static List<String> names(PolicySchema schema) {
        return schema.columns().stream().map(PolicySchema.Column::name).toList();
    }

    private TarnException refuse(Caller caller, Catalogs.Entry catalog, TableName name, Detail detail, String reason) {
        return access.refuse(
                caller,
                Operation.AUTHORIZE_QUERY,
                reason,
                catalog,
                detail.head().relation(),
                name);
    }

    /** Of the columns that are read, those that may not be; of unknown ones all but those that tell nothing. */
    private static Set<String> refused(Set<String> denied, PolicySchema schema, @Nullable List<String> select) {
        if (select == null) {
            return denied;
        }
        Set<String> refused = new TreeSet<>();
        for (String column : select) {
            boolean known = schema.find(column) != null;
            if (known ? denied.contains(column) : !OF_NO_COLUMN.contains(column)) {
                refused.add(column);
            }
        }
        return refused;
    }
}
