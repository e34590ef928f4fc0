package io.tarn.server.ops.databases;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.Audit;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.store.DuplicateKeyException;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.Map;

/** Creates a database. */
public final class CreateDatabase {
    private final Store store;
    private final Access access;
    private final LocationRules locations;
    private final Clock clock;

    public CreateDatabase(Store store, Access access, LocationRules locations, Clock clock) {
        this.store = store;
        this.access = access;
        this.locations = locations;
        this.clock = clock;
    }

    /** @throws TarnException DATABASE_EXISTS, INVALID_NAME, INVALID_LOCATION */
    public void run(Caller caller, Catalogs.Entry catalog, String name, Map<String, String> options) {
        Names.check("database", name);
        if (name.equals(Namespace.SYSTEM)) {
            throw TarnException.about(
                    ErrorCode.INVALID_NAME, name, "The database name '" + name + "' is reserved for system tables");
        }
        access.catalog(caller, Operation.CREATE_DATABASE, catalog);
        locations.checkOptions(catalog, options, LocationClaims.NOBODY);
        Namespace namespace = new Namespace(
                Ids.next(),
                catalog.catalog().id(),
                name,
                options,
                0,
                Audit.created(caller.principal(), clock.millis()));
        try {
            store.write(tx -> {
                tx.namespaces().insert(namespace);
                Trail.changed(tx, caller, Operation.CREATE_DATABASE, Securables.of(catalog, namespace));
                return namespace;
            });
        } catch (DuplicateKeyException e) {
            throw TarnException.about(ErrorCode.DATABASE_EXISTS, name, "Database " + name + " exists already");
        }
    }
}
