package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Securable;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.store.Store;
import java.util.Optional;
import java.util.UUID;

/** Finds what a resource names. */
public final class Resources {
    private final Store store;
    private final Guard guard;
    private final LocationRules locations;

    public Resources(Store store, Guard guard, LocationRules locations) {
        this.store = store;
        this.guard = guard;
        this.locations = locations;
    }

    /**
     * For callers who may grant on it.
     *
     * @throws TarnException the "not found" of its kind, also when the caller may not know of it; FORBIDDEN
     */
    public Securable toGrantOn(Caller caller, Catalogs.Entry catalog, Resource resource) {
        if (resource.type() == ResourceType.LOCATION) {
            guard.check(caller, Operation.GRANT_ON_LOCATION, Securable.server());
            return find(catalog, resource);
        }
        return allowed(caller, operation(resource.type()), catalog, resource);
    }

    /** For callers who may do an operation on it; throws as {@link #toGrantOn}. */
    public Securable allowed(Caller caller, Operation operation, Catalogs.Entry catalog, Resource resource) {
        return locate(catalog, resource)
                .filter(found -> guard.allows(caller, operation, found))
                .orElseThrow(() -> missing(catalog, resource));
    }

    /** Whoever asks; the caller of this has seen to it. */
    public Securable find(Catalogs.Entry catalog, Resource resource) {
        return locate(catalog, resource).orElseThrow(() -> missing(catalog, resource));
    }

    private Optional<Securable> locate(Catalogs.Entry catalog, Resource resource) {
        UUID id = catalog.catalog().id();
        QualifiedName name = new QualifiedName(resource.database(), resource.object());
        return switch (resource.type()) {
            case CATALOG, CATALOG_ALL -> Optional.of(Securables.of(catalog));
            case DATABASE, DATABASE_ALL ->
                store.read(tx -> tx.namespaces().find(id, resource.database()))
                        .map(namespace -> Securables.of(catalog, namespace));
            case TABLE, COLUMN ->
                store.read(tx -> tx.relations().head(id, table(resource)))
                        .map(head -> Securables.of(catalog, head.relation(), table(resource)));
            case VIEW -> store.read(tx -> tx.views().find(id, name)).map(view -> Securables.of(catalog, view, name));
            case FUNCTION ->
                store.read(tx -> tx.routines().find(id, name)).map(routine -> Securables.of(catalog, routine, name));
            case LOCATION -> Optional.of(Securables.of(catalog, locations.external(catalog, resource.object())));
        };
    }

    private static TarnException missing(Catalogs.Entry catalog, Resource resource) {
        QualifiedName name = new QualifiedName(resource.database(), resource.object());
        return switch (resource.type()) {
            case CATALOG, CATALOG_ALL, LOCATION ->
                Catalogs.notFound(catalog.catalog().name());
            case DATABASE, DATABASE_ALL -> Missing.database(resource.database());
            case TABLE, COLUMN -> Missing.table(table(resource));
            case VIEW -> Missing.view(name);
            case FUNCTION -> Missing.function(name);
        };
    }

    private static TableName table(Resource resource) {
        return new TableName(resource.database(), resource.object(), TableName.MAIN);
    }

    /** Who may grant on a resource may not grant everything. */
    TarnException refuse(Caller caller, Resource resource, String reason, Securable on) {
        return guard.refuse(caller, operation(resource.type()), reason, on);
    }

    static Operation operation(ResourceType type) {
        return switch (type) {
            case CATALOG -> Operation.GRANT_ON_CATALOG;
            case CATALOG_ALL -> Operation.GRANT_IN_CATALOG;
            case DATABASE -> Operation.GRANT_ON_DATABASE;
            case DATABASE_ALL -> Operation.GRANT_IN_DATABASE;
            case TABLE, COLUMN -> Operation.GRANT_ON_TABLE;
            case VIEW -> Operation.GRANT_ON_VIEW;
            case FUNCTION -> Operation.GRANT_ON_FUNCTION;
            case LOCATION -> Operation.GRANT_ON_LOCATION;
        };
    }
}
