package io.tarn.server.ops;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.TokenSecret;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.PrincipalRows;
import io.tarn.server.store.Store;
import io.tarn.server.store.TokenRows.Token;
import io.tarn.server.store.Transaction;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the first start makes. Several servers may start on an empty database at once; each step is decided there. */
public final class Bootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);

    public static final String ROOT = "root";

    private final Store store;
    private final Clock clock;

    public Bootstrap(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Makes the root principal with its token, unless there is one.
     *
     * @param keep stores the secret for the admin; called before the token becomes valid, so that no valid token is ever
     *     lost
     * @return whether this call made it
     */
    public boolean root(Consumer<TokenSecret> keep) {
        if (store.read(tx -> tx.principals().hasRoot())) {
            return false;
        }
        TokenSecret secret = TokenSecret.generate();
        keep.accept(secret);
        Principal root = new Principal(Ids.next(), Principal.Kind.USER, ROOT);
        try {
            return store.write(tx -> {
                PolicyChange change = change(tx);
                tx.principals().insert(root, true, change);
                tx.tokens()
                        .insert(
                                new Token(Ids.next(), root.id(), "first start", change.at(), change.by(), 0, 0, 0),
                                secret.hash());
                Trail.changedByServer(tx, Operation.CREATE_PRINCIPAL.name(), Map.of("principal", root.label()));
                return true;
            });
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** Makes the built-in role with root as its member, unless it is there: an admin may have taken root out of it. */
    public void adminRole() {
        if (store.read(tx -> tx.principals().find(Principal.Kind.ROLE, Principal.ADMIN))
                .isPresent()) {
            return;
        }
        Principal role = new Principal(Ids.next(), Principal.Kind.ROLE, Principal.ADMIN);
        try {
            store.write(tx -> {
                PolicyChange change = change(tx);
                tx.principals().insert(role, false, change);
                root(tx).ifPresent(root -> tx.memberships().join(root.id(), role.id(), change));
                Trail.changedByServer(tx, Operation.CREATE_PRINCIPAL.name(), Map.of("principal", role.label()));
                return role;
            });
        } catch (DuplicateKeyException e) {
            LOG.atDebug().log("another server made the role admin");
        }
    }

    private static Optional<Principal> root(Transaction tx) {
        return tx.principals().find(Principal.Kind.USER, ROOT).map(PrincipalRows.Entry::principal);
    }

    private PolicyChange change(Transaction tx) {
        return new PolicyChange(tx.policyEpoch().advance(), clock.millis(), Caller.INTERNAL);
    }

    /**
     * Makes a catalog of the configuration with its {@code default} database, unless there is one of that name.
     *
     * @throws IllegalArgumentException when the database knows it with another warehouse or layout
     */
    public Catalog catalog(Catalog configured) {
        Optional<Catalog> known = find(configured.name());
        if (known.isEmpty()) {
            checkFree(configured.warehouse());
            try {
                store.write(tx -> {
                    long now = clock.millis();
                    Audit audit = root(tx).map(root -> Audit.created(root, now))
                            .orElseGet(() -> new Audit(ROOT, null, now, ROOT, now, ROOT));
                    tx.catalogs().insert(configured, clock.millis());
                    tx.namespaces()
                            .insert(new Namespace(Ids.next(), configured.id(), Namespace.DEFAULT, Map.of(), 0, audit));
                    Trail.changedByServer(tx, "CREATE_CATALOG", Map.of("catalog", configured.name()));
                    return configured;
                });
                return configured;
            } catch (DuplicateKeyException e) {
                known = find(configured.name());
            }
        }
        Catalog catalog = known.orElseThrow();
        if (!catalog.warehouse().equals(configured.warehouse()) || catalog.layout() != configured.layout()) {
            throw new IllegalArgumentException("catalog '" + catalog.name() + "' was created with warehouse "
                    + catalog.warehouse() + " and layout " + catalog.layout()
                    + "; a catalog cannot be moved by configuration: restore these values, or choose another name");
        }
        return catalog;
    }

    /** External tables of another catalog may lie there already. */
    private void checkFree(Location warehouse) {
        if (store.read(tx -> tx.locations().touching(warehouse, LocationClaims.NOBODY))
                .isPresent()) {
            throw new IllegalArgumentException(
                    "its warehouse " + warehouse + " contains or lies in the location of a table of another catalog");
        }
    }

    private Optional<Catalog> find(String name) {
        return store.read(tx -> tx.catalogs().all()).stream()
                .filter(catalog -> catalog.name().equals(name))
                .findFirst();
    }
}
