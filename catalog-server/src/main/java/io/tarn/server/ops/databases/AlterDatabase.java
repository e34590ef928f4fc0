package io.tarn.server.ops.databases;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Limits;
import io.tarn.server.model.Names;
import io.tarn.server.model.Namespace;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.audit.Changes;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Sets and removes options of a database. */
public final class AlterDatabase {
    /** Keys that were removed, set, and asked to be removed but not there. */
    public record Result(List<String> removed, List<String> updated, List<String> missing) {}

    private final Store store;
    private final Access access;
    private final LocationRules locations;
    private final Clock clock;

    public AlterDatabase(Store store, Access access, LocationRules locations, Clock clock) {
        this.store = store;
        this.access = access;
        this.locations = locations;
        this.clock = clock;
    }

    /** @throws TarnException DATABASE_NOT_FOUND, INVALID_LOCATION */
    public Result run(
            Caller caller, Catalogs.Entry catalog, String name, List<String> removals, Map<String, String> updates) {
        Names.check("database", name);
        locations.checkOptions(catalog, updates, LocationClaims.NOBODY);
        for (int attempt = 0; attempt < Limits.ALTER_ATTEMPTS; attempt++) {
            Namespace current = access.database(caller, Operation.ALTER_DATABASE, catalog, name);
            List<String> removed = new ArrayList<>(removals);
            removed.retainAll(current.options().keySet());
            List<String> missing = new ArrayList<>(removals);
            missing.removeAll(current.options().keySet());
            Map<String, String> options = new HashMap<>(current.options());
            options.keySet().removeAll(removed);
            options.putAll(updates);
            if (options.equals(current.options()) || update(caller, catalog, current, options)) {
                return new Result(removed, List.copyOf(updates.keySet()), missing);
            }
        }
        throw TarnException.of(
                ErrorCode.UNAVAILABLE, "Database " + name + " is being altered by others; nothing was changed");
    }

    /**
     * What a change that was made came to.
     *
     * @param entry the audit's that tells of it
     */
    public Result result(UUID entry, List<String> removals, Collection<String> updates) {
        Set<String> removed = store.read(tx -> tx.audit().find(entry))
                .map(told -> Changes.removed(told.details()))
                .orElse(Set.of());
        return new Result(
                removals.stream().filter(removed::contains).toList(),
                List.copyOf(updates),
                removals.stream().filter(key -> !removed.contains(key)).toList());
    }

    private boolean update(Caller caller, Catalogs.Entry catalog, Namespace current, Map<String, String> options) {
        return store.write(tx -> {
            if (!tx.namespaces().update(changed(current, options, caller))) {
                return false;
            }
            Trail.changed(
                    tx,
                    caller,
                    Operation.ALTER_DATABASE,
                    Securables.of(catalog, current),
                    Changes.of(current.options(), options));
            return true;
        });
    }

    private Namespace changed(Namespace current, Map<String, String> options, Caller caller) {
        return new Namespace(
                current.id(),
                current.catalogId(),
                current.name(),
                options,
                current.version() + 1,
                current.audit().updated(caller.principal(), clock.millis()));
    }
}
