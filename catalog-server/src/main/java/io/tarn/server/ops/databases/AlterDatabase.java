package io.tarn.server.ops.databases;

import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sets and removes options of a database. */
public final class AlterDatabase {
    /** Keys that were removed, set, and asked to be removed but not there. */
    public record Result(List<String> removed, List<String> updated, List<String> missing) {}

    private final Store store;
    private final Guard guard;
    private final LocationRules locations;
    private final Clock clock;

    public AlterDatabase(Store store, Guard guard, LocationRules locations, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.locations = locations;
        this.clock = clock;
    }

    /** @throws TarnException DATABASE_NOT_FOUND, INVALID_LOCATION */
    public Result run(
            Principal principal,
            Catalogs.Entry catalog,
            String name,
            List<String> removals,
            Map<String, String> updates) {
        Names.check("database", name);
        guard.check(
                principal,
                Operation.ALTER_DATABASE,
                Securable.database(catalog.catalog().name(), name));
        locations.checkOptions(catalog, updates, LocationClaims.NOBODY);
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            Namespace current = store.read(
                            tx -> tx.namespaces().find(catalog.catalog().id(), name))
                    .orElseThrow(() -> Missing.database(name));
            List<String> removed = new ArrayList<>(removals);
            removed.retainAll(current.options().keySet());
            List<String> missing = new ArrayList<>(removals);
            missing.removeAll(current.options().keySet());
            Map<String, String> options = new HashMap<>(current.options());
            options.keySet().removeAll(removed);
            options.putAll(updates);
            if (store.write(tx -> tx.namespaces().update(changed(current, options, principal)))) {
                return new Result(removed, List.copyOf(updates.keySet()), missing);
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Database " + name + " is being altered by others; nothing was changed");
    }

    private Namespace changed(Namespace current, Map<String, String> options, Principal principal) {
        return new Namespace(
                current.id(),
                current.catalogId(),
                current.name(),
                options,
                current.version() + 1,
                current.audit().updated(principal.name(), clock.millis()));
    }
}
