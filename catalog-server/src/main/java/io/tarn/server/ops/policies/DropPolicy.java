package io.tarn.server.ops.policies;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.TablePolicy;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.privileges.ChangePolicy;
import io.tarn.server.store.RelationRows.Head;
import java.util.Map;
import java.util.Optional;

/** Takes a row filter or a column mask away. */
public final class DropPolicy {
    private final Access access;
    private final ChangePolicy policies;

    public DropPolicy(Access access, ChangePolicy policies) {
        this.access = access;
        this.policies = policies;
    }

    /**
     * Where there is none, nothing is changed.
     *
     * @param column whose mask it is; empty for the row filter
     * @throws TarnException TABLE_NOT_FOUND, PRINCIPAL_NOT_FOUND, FORBIDDEN
     */
    public void run(Caller caller, Catalogs.Entry catalog, TableName name, String principal, String column) {
        Head head = access.table(caller, Operation.DROP_POLICY, catalog, name).orElseThrow(() -> Missing.table(name));
        PrincipalLabel grantee = PrincipalLabel.parse(principal);
        policies.run(caller, (tx, change) -> {
            Optional<TablePolicy> found = tx.policies()
                    .find(head.relation().id(), grantee.find(tx).principal().id(), column);
            boolean ended = found.isPresent() && tx.policies().end(found.get().id(), change);
            if (ended) {
                Trail.changed(
                        tx,
                        caller,
                        Operation.DROP_POLICY,
                        Securables.of(catalog, head.relation(), name),
                        Map.of(
                                "principal",
                                grantee.toString(),
                                "column",
                                column,
                                "policy",
                                found.get().sql()));
            }
            return ended;
        });
    }
}
