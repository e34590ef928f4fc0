package io.tarn.server.ops.iceberg;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Restrictions;
import io.tarn.auth.Securable;
import io.tarn.auth.policy.IcebergPolicy;
import io.tarn.auth.policy.NotOnThisWireException;
import io.tarn.auth.policy.PolicyException;
import io.tarn.auth.policy.PolicySchema;
import io.tarn.server.model.Relation;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.policies.DataPolicies;
import io.tarn.server.ops.policies.UnkeepablePolicyException;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import io.tarn.server.ops.tables.PolicySchemas;
import io.tarn.server.store.RelationRows.Detail;
import io.tarn.server.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What clients of Iceberg are told of a table that their user does not see whole: all that holds, exactly, and that only when
 * an administrator has said that they keep to it. Else the table is refused.
 */
public final class ReadRestrictions {
    private final Store store;
    private final Guard guard;
    private final FreshAuthorizer authorizer;
    private final DataPolicies policies;
    private final PolicySchemas schemas;

    public ReadRestrictions(
            Store store, Guard guard, FreshAuthorizer authorizer, DataPolicies policies, PolicySchemas schemas) {
        this.store = store;
        this.guard = guard;
        this.authorizer = authorizer;
        this.policies = policies;
        this.schemas = schemas;
    }

    /**
     * What is hidden of a table from a caller that may read it.
     *
     * @throws TarnException FORBIDDEN when something is, and the caller's client is not trusted to keep to that
     */
    Restrictions hidden(Caller caller, Operation operation, Catalogs.Entry catalog, Relation relation, TableName name) {
        Securable table = Securables.of(catalog, relation, name);
        Restrictions hidden = guard.restrictions(caller, table);
        if (!hidden.none() && !authorizer.fresh().enforcesIceberg(caller)) {
            throw guard.refuse(
                    caller,
                    operation,
                    "rows, values or columns of it are hidden from the caller, and it does not come through a service that"
                            + " an administrator trusts to enforce Iceberg's read restrictions",
                    table);
        }
        return hidden;
    }

    /**
     * @param hidden as {@link #hidden} said before the document was read
     * @return null when nothing is hidden; not so when what could be hides nothing from this caller
     * @throws TarnException FORBIDDEN, saying what clients could not be told
     */
    @Nullable
    IcebergPolicy told(
            Caller caller,
            Operation operation,
            Catalogs.Entry catalog,
            Relation relation,
            TableName name,
            Restrictions hidden,
            TableDocument document) {
        if (hidden.none()) {
            return null;
        }
        Detail detail = store.read(tx -> tx.relations().detail(relation.id())).orElseThrow(() -> Missing.table(name));
        PolicySchema schema = schemas.columns(detail.schema());
        String reason;
        try {
            return IcebergPolicy.of(policies.seen(caller, hidden, schema), schema, document.fields());
        } catch (NotOnThisWireException e) {
            reason = "a part of it is hidden from the caller, and clients of Iceberg cannot be told exactly: "
                    + e.getMessage();
        } catch (UnkeepablePolicyException | PolicyException e) {
            reason = String.valueOf(e.getMessage());
        }
        throw guard.refuse(caller, operation, reason, Securables.of(catalog, relation, name));
    }
}
