package io.tarn.server.ops.policies;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Restrictions;
import io.tarn.auth.policy.DataPolicy;
import io.tarn.auth.policy.PaimonPolicy;
import io.tarn.auth.policy.PolicySchema;
import io.tarn.server.model.ErrorCode;
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
     */
    public record Result(PaimonPolicy wire, DataPolicy exact) {}

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
        Restrictions hidden = access.restrictions(caller, catalog, detail.head().relation(), name);
        if (hidden.none()) {
            return new Result(new PaimonPolicy(Set.of(), List.of(), Map.of(), List.of()), DataPolicy.NONE);
        }
        PolicySchema schema = schemas.columns(current.of(catalog, detail));
        DataPolicy exact = policies.seen(caller, hidden, schema);
        PaimonPolicy wire = PaimonPolicy.of(exact, schema);
        checkColumns(name, caller.enforcing() ? exact.deniedColumns() : wire.deniedColumns(), schema, select);
        return new Result(wire, exact);
    }

    private static void checkColumns(
            TableName name, Set<String> denied, PolicySchema schema, @Nullable List<String> select) {
        Set<String> refused = new TreeSet<>(denied);
        if (select != null) {
            refused.clear();
            for (String column : select) {
                boolean known = schema.find(column) != null;
                if (known ? denied.contains(column) : !OF_NO_COLUMN.contains(column)) {
                    refused.add(column);
                }
            }
        }
        if (!refused.isEmpty()) {
            throw TarnException.of(
                    ErrorCode.FORBIDDEN,
                    "These columns of table " + name + " may not be read by you: "
                            + Names.printable(String.join(", ", refused)));
        }
    }
}
