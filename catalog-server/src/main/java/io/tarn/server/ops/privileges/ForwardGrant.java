package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.Securable;
import io.tarn.auth.outside.OutsideAuthorizer;
import io.tarn.auth.outside.OutsideGrant;
import io.tarn.auth.outside.OutsideGrantException;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import java.util.Map;
import java.util.UUID;

/** Makes grants where the policies are that count, when those are not the catalog's own. */
public final class ForwardGrant {
    private final Store store;
    private final PolicyHome home;

    public ForwardGrant(Store store, PolicyHome home) {
        this.store = store;
        this.home = home;
    }

    /** Whether grants are to be made by this; else they are made here. */
    boolean applies() {
        return home.elsewhereAlone() != null;
    }

    /**
     * @param on what the caller may grant on
     * @throws TarnException PRINCIPAL_NOT_FOUND; NOT_SUPPORTED when it cannot be said there or is refused; UNAVAILABLE when
     *     it was not sent; INTERNAL when nobody knows what became of it
     */
    void run(
            Caller caller, boolean give, Securable on, Resource resource, Privilege privilege, PrincipalLabel grantee) {
        OutsideAuthorizer there = home.elsewhereAlone();
        if (there == null) {
            throw new IllegalStateException("grants are made here");
        }
        OutsideGrant grant = new OutsideGrant(give, caller, resource.type(), on, privilege, principal(grantee));
        Map<String, String> details =
                GrantTrail.details(give ? "grant" : "revoke", resource, privilege, grantee.toString());
        details.put("in", there.whereToGrant());
        try {
            OutsideGrant.Prepared prepared = there.prepare(grant);
            Trail.announce(store, caller, Resources.operation(resource.type()), on, details);
            prepared.make();
        } catch (OutsideGrantException e) {
            throw switch (e.kind()) {
                case REFUSED -> home.onlyThere(e.reason());
                case NOT_SENT -> TarnException.causedBy(ErrorCode.UNAVAILABLE, e.reason(), e);
                case UNKNOWN -> TarnException.causedBy(ErrorCode.INTERNAL, e.reason(), e);
            };
        }
    }

    /** Roles are those of whoever decides, and need not be known here. */
    private Principal principal(PrincipalLabel grantee) {
        return grantee.kind() == Principal.Kind.ROLE
                ? new Principal(new UUID(0, 0), Principal.Kind.ROLE, grantee.name())
                : store.read(tx -> grantee.find(tx).principal());
    }

    TarnException refuse(String reason) {
        return home.onlyThere(reason);
    }
}
