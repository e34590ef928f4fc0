package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.auth.Grant;
import io.tarn.auth.Privilege;
import io.tarn.auth.Securable;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.PrincipalLabel;
import java.util.Optional;
import java.util.UUID;

/** Takes a privilege back. Whoever may grant on the object may do it, whoever granted it. */
public final class RevokePrivilege {
    private final Resources resources;
    private final ChangePolicy policy;
    private final ForwardGrant forward;

    public RevokePrivilege(Resources resources, ChangePolicy policy, ForwardGrant forward) {
        this.resources = resources;
        this.policy = policy;
        this.forward = forward;
    }

    /**
     * Ends a grant, if there is one. The next request that this server decides does without it, and within a second those
     * of every other server.
     *
     * @throws TarnException PRINCIPAL_NOT_FOUND, the "not found" of the resource, FORBIDDEN; INVALID_REQUEST for a privilege
     *     that does not apply; as {@link ForwardGrant#run}
     */
    public void run(Caller caller, Catalogs.Entry catalog, Resource resource, Privilege privilege, String principal) {
        GrantPrivilege.checkApplies(resource.type(), privilege);
        PrincipalLabel grantee = PrincipalLabel.parse(principal);
        Securable on = resources.toGrantOn(caller, catalog, resource);
        if (forward.applies()) {
            forward.run(caller, false, on, resource, privilege, grantee);
            return;
        }
        policy.run(caller, (tx, change) -> {
            UUID principalId = grantee.find(tx).principal().id();
            Optional<Grant> found = tx.permissions().find(on.id(), resource.type(), principalId, privilege);
            boolean ended =
                    found.isPresent() && tx.permissions().end(found.get().id(), change);
            if (ended) {
                GrantTrail.revoked(tx, caller, on, resource, privilege, grantee.toString());
            }
            return ended;
        });
    }
}
