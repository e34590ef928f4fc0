package io.tarn.server.ops.databases;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Audit;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.Map;

/** Creates a database. */
public final class CreateDatabase {
    private final Store store;
    private final Guard guard;
    private final LocationRules locations;
    private final Clock clock;

    public CreateDatabase(Store store, Guard guard, LocationRules locations, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.locations = locations;
        this.clock = clock;
    }

    /** @throws TarnException DATABASE_EXISTS, INVALID_NAME, INVALID_LOCATION */
    public void run(Principal principal, Catalogs.Entry catalog, String name, Map<String, String> options) {
        Names.check("database", name);
        if (name.equals(Namespace.SYSTEM)) {
            throw TarnException.about(
                    ErrorCode.INVALID_NAME, name, "The database name '" + name + "' is reserved for system tables");
        }
        guard.check(
                principal,
                Operation.CREATE_DATABASE,
                Securable.catalog(catalog.catalog().name()));
        locations.checkOptions(catalog, options, LocationClaims.NOBODY);
        Namespace namespace = new Namespace(
                Ids.next(), catalog.catalog().id(), name, options, 0, Audit.created(principal.name(), clock.millis()));
        try {
            store.write(tx -> {
                tx.namespaces().insert(namespace);
                return namespace;
            });
        } catch (DuplicateKeyException e) {
            throw TarnException.about(ErrorCode.DATABASE_EXISTS, name, "Database " + name + " exists already");
        }
    }
}
