package io.tarn.server.ops.principals;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Page;
import io.tarn.server.model.PageRequest;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.privileges.ChangePolicy;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.PrincipalRows.Entry;
import io.tarn.server.store.Store;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Users, services, groups and roles. Every method checks before it looks, so that a refusal does not tell who exists. */
public final class ManagePrincipals {
    private final Store store;
    private final Guard guard;
    private final ChangePolicy policy;
    private final LoginMemory logins;

    public ManagePrincipals(Store store, Guard guard, ChangePolicy policy, LoginMemory logins) {
        this.store = store;
        this.guard = guard;
        this.policy = policy;
        this.logins = logins;
    }

    /** @param kind null for all */
    public Page<Entry> list(Caller caller, Principal.@Nullable Kind kind, PageRequest page) {
        guard.check(caller, Operation.LIST_PRINCIPALS, Securable.server());
        return store.read(tx -> tx.principals().list(kind, page));
    }

    /** @throws TarnException PRINCIPAL_NOT_FOUND */
    public Entry get(Caller caller, String label) {
        guard.check(caller, Operation.LIST_PRINCIPALS, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        return store.read(wanted::find);
    }

    /** @throws TarnException PRINCIPAL_EXISTS, INVALID_NAME */
    public Principal create(Caller caller, String label) {
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        guard.check(caller, Operation.CREATE_PRINCIPAL, Securable.server());
        Principal principal = new Principal(Ids.next(), wanted.kind(), wanted.name());
        try {
            return policy.run(caller, (tx, change) -> {
                tx.principals().insert(principal, false, change);
                Trail.changed(tx, caller, Operation.CREATE_PRINCIPAL, Securable.server(), details(wanted));
                return principal;
            });
        } catch (DuplicateKeyException e) {
            throw TarnException.about(
                    ErrorCode.PRINCIPAL_EXISTS, wanted.toString(), "Principal " + wanted + " exists already");
        }
    }

    /**
     * Drops a principal with its tokens, memberships and grants. What it owns stays, and belongs to nobody.
     *
     * @param force whether nobody needs to be left who can administrate the server
     * @throws TarnException PRINCIPAL_NOT_FOUND; LAST_ADMIN; FORBIDDEN for the role admin
     */
    public void drop(Caller caller, String label, boolean force) {
        guard.check(caller, Operation.DROP_PRINCIPAL, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        checkNotAdmin(caller, Operation.DROP_PRINCIPAL, wanted);
        policy.run(caller, (tx, change) -> {
            boolean before = LastAdmin.exists(tx, change.at());
            Principal principal = wanted.find(tx).principal();
            tx.tokens().deleteAll(principal.id());
            ManageKeys.deleteAll(tx, principal.id());
            tx.memberships().leaveAll(principal.id(), change);
            tx.permissions().endOf(principal.id(), change);
            tx.policies().endOf(principal.id(), change);
            boolean dropped = tx.principals().drop(principal.id(), change);
            LastAdmin.check(tx, before, change.at(), force);
            Trail.changed(tx, caller, Operation.DROP_PRINCIPAL, Securable.server(), details(wanted));
            return dropped;
        });
        logins.forgetAll();
    }

    /** A disabled principal may nothing, and its members nothing through it, until it is enabled again. */
    public void enable(Caller caller, String label, boolean enabled, boolean force) {
        guard.check(caller, Operation.ENABLE_PRINCIPAL, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        checkNotAdmin(caller, Operation.ENABLE_PRINCIPAL, wanted);
        policy.run(caller, (tx, change) -> {
            boolean before = LastAdmin.exists(tx, change.at());
            Entry entry = wanted.find(tx);
            boolean changed = tx.principals().setEnabled(entry.principal().id(), enabled, change);
            LastAdmin.check(tx, before, change.at(), force);
            if (entry.enabled() != enabled) {
                Trail.changed(
                        tx,
                        caller,
                        Operation.ENABLE_PRINCIPAL,
                        Securable.server(),
                        Map.of("principal", wanted.toString(), "enabled", Boolean.toString(enabled)));
            }
            return changed;
        });
        logins.forgetAll();
    }

    /**
     * Says what whatever client this principal logs in from keeps to, or takes it back. Whoever says so answers for it: nothing
     * here can check it.
     *
     * @param enforces row filters and column masks, as a client of Paimon's; null: as it was
     * @param enforcesIceberg Iceberg's read restrictions, as one of Iceberg's; null: as it was
     * @throws TarnException PRINCIPAL_NOT_FOUND; INVALID_REQUEST for anything but a service
     */
    public void trust(Caller caller, String label, @Nullable Boolean enforces, @Nullable Boolean enforcesIceberg) {
        guard.check(caller, Operation.TRUST_PRINCIPAL, Securable.server());
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        if (wanted.kind() != Principal.Kind.SERVICE) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "Only services can be trusted to enforce policies, and not " + wanted);
        }
        policy.run(caller, (tx, change) -> {
            Entry entry = wanted.find(tx);
            boolean paimon = enforces == null ? entry.enforces() : enforces;
            boolean iceberg = enforcesIceberg == null ? entry.enforcesIceberg() : enforcesIceberg;
            if (entry.enforces() == paimon && entry.enforcesIceberg() == iceberg) {
                return false;
            }
            Trail.changed(
                    tx,
                    caller,
                    Operation.TRUST_PRINCIPAL,
                    Securable.server(),
                    Map.of(
                            "principal",
                            wanted.toString(),
                            "enforces",
                            Boolean.toString(paimon),
                            "enforcesIceberg",
                            Boolean.toString(iceberg)));
            return tx.principals().setEnforces(entry.principal().id(), paimon, iceberg, change);
        });
        logins.forgetAll();
    }

    private static Map<String, String> details(PrincipalLabel principal) {
        return Map.of("principal", principal.toString());
    }

    private void checkNotAdmin(Caller caller, Operation operation, PrincipalLabel label) {
        if (label.equals(new PrincipalLabel(Principal.Kind.ROLE, Principal.ADMIN))) {
            throw guard.refuse(
                    caller,
                    operation,
                    "the role admin is built in; it cannot be dropped or disabled",
                    Securable.server());
        }
    }
}
