package io.tarn.server.ops;

import io.tarn.auth.Principal;
import io.tarn.auth.TokenSecret;
import io.tarn.server.model.Audit;
import io.tarn.server.model.Catalog;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Location;
import io.tarn.server.model.Namespace;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import io.tarn.server.store.TokenRows.Token;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the first start makes. Several servers may start on an empty database at once; each step is decided there. */
public final class Bootstrap {
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
        if (store.read(tx -> tx.principals().findRoot()).isPresent()) {
            return false;
        }
        TokenSecret secret = TokenSecret.generate();
        keep.accept(secret);
        Principal root = new Principal(Ids.next(), ROOT, true);
        try {
            return store.write(tx -> {
                tx.principals().insert(root, clock.millis(), ROOT);
                tx.tokens().insert(new Token(Ids.next(), root.id(), clock.millis(), ROOT, 0, 0), secret.hash());
                return true;
            });
        } catch (DuplicateKeyException e) {
            return false;
        }
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
                    tx.catalogs().insert(configured, clock.millis());
                    tx.namespaces()
                            .insert(new Namespace(
                                    Ids.next(),
                                    configured.id(),
                                    Namespace.DEFAULT,
                                    Map.of(),
                                    0,
                                    Audit.created(ROOT, clock.millis())));
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
