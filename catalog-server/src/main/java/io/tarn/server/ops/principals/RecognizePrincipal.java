package io.tarn.server.ops.principals;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.auth.login.Identity;
import io.tarn.auth.login.RefusedException;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.privileges.ChangePolicy;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import io.tarn.server.store.PrincipalRows.Entry;
import io.tarn.server.store.Store;
import io.tarn.server.store.StoreUnavailableException;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the principal that an identity from outside stands for, and makes it at first sight. A new one may nothing until it
 * is granted something.
 */
public final class RecognizePrincipal {
    /** For so long another server may not have read of a new principal yet when it comes there. */
    private static final Duration NEW = Duration.ofSeconds(10);

    private record Name(Principal.Kind kind, String text) {}

    private final Store store;
    private final ChangePolicy policy;
    private final FreshAuthorizer authorizer;
    private final LoginMemory.Part<Name, Entry> known;
    private final Clock clock;

    public RecognizePrincipal(
            Store store, ChangePolicy policy, FreshAuthorizer authorizer, LoginMemory memory, Clock clock) {
        this.store = store;
        this.policy = policy;
        this.authorizer = authorizer;
        this.known = memory.part("principals");
        this.clock = clock;
    }

    /**
     * @throws RefusedException when it is disabled or was dropped, or nobody here can have that name
     * @throws StoreUnavailableException when the database cannot tell
     */
    public Principal run(Identity identity) {
        if (identity.known() != null) {
            return identity.known();
        }
        if (!Names.mayBeGiven(identity.name())) {
            throw new RefusedException("The credentials assert a name that no principal can have");
        }
        Principal.Kind kind = identity.kind() == Identity.Kind.USER ? Principal.Kind.USER : Principal.Kind.SERVICE;
        Entry entry = known.get(new Name(kind, identity.name()), name -> Optional.of(findOrMake(name)))
                .orElseThrow();
        if (entry.root()) {
            // Whoever can choose a name at an identity provider would choose this one.
            throw new RefusedException("The credentials assert the name of the principal that this server made itself;"
                    + " it logs in with its token alone");
        }
        if (!entry.enabled()) {
            throw new RefusedException("The principal " + entry.principal() + " is disabled");
        }
        return entry.principal();
    }

    private Entry findOrMake(Name name) {
        Entry entry = store.read(tx -> tx.principals().find(name.kind(), name.text()))
                .orElseGet(() -> make(new Principal(Ids.next(), name.kind(), name.text())));
        if (entry.createdAt() > clock.millis() - NEW.toMillis()) {
            authorizer.outdate();
        }
        return entry;
    }

    private Entry make(Principal principal) {
        store.read(tx -> checkNotDropped(tx, principal));
        Caller self = Caller.of(principal);
        return policy.run(self, (tx, change) -> {
            // Somebody else may have seen it first; changes of the policy wait for each other.
            Optional<Entry> other = tx.principals().find(principal.kind(), principal.name());
            if (other.isPresent()) {
                return other.get();
            }
            checkNotDropped(tx, principal);
            tx.principals().insert(principal, false, change);
            Trail.changed(
                    tx,
                    self,
                    Operation.CREATE_PRINCIPAL,
                    Securable.server(),
                    Map.of("principal", principal.label(), "because", "first login"));
            return new Entry(principal, false, true, false, false, change.at(), change.by());
        });
    }

    /** Whoever was sent away stays away, although the credentials are as good as ever. */
    private static Principal checkNotDropped(Transaction tx, Principal principal) {
        if (tx.principals().wasDropped(principal.kind(), principal.name())) {
            throw new RefusedException(
                    "The principal " + principal + " was dropped; an administrator can create it again");
        }
        return principal;
    }
}
