package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Securable;
import io.tarn.server.model.QualifiedName;
import io.tarn.server.model.TableName;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Access;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.Missing;
import io.tarn.server.ops.Securables;
import io.tarn.server.ops.tables.LocationRules;

/** Finds what a grant names, for callers who may grant on it. */
public final class Resources {
    private final Access access;
    private final Guard guard;
    private final LocationRules locations;

    public Resources(Access access, Guard guard, LocationRules locations) {
        this.access = access;
        this.guard = guard;
        this.locations = locations;
    }

    /** @throws TarnException the "not found" of its kind, also when the caller may not know of it; FORBIDDEN */
    public Securable find(Caller caller, Catalogs.Entry catalog, Resource resource) {
        QualifiedName name = new QualifiedName(resource.database(), resource.object());
        return switch (resource.type()) {
            case CATALOG, CATALOG_ALL -> {
                access.catalog(caller, operation(resource.type()), catalog);
                yield Securables.of(catalog);
            }
            case DATABASE, DATABASE_ALL ->
                Securables.of(
                        catalog, access.database(caller, operation(resource.type()), catalog, resource.database()));
            case TABLE, COLUMN -> {
                TableName table = new TableName(resource.database(), resource.object(), TableName.MAIN);
                yield access.table(caller, operation(resource.type()), catalog, table)
                        .map(head -> Securables.of(catalog, head.relation(), table))
                        .orElseThrow(() -> Missing.table(table));
            }
            case VIEW ->
                access.view(caller, operation(resource.type()), catalog, name)
                        .map(view -> Securables.of(catalog, view, name))
                        .orElseThrow(() -> Missing.view(name));
            case FUNCTION ->
                access.function(caller, operation(resource.type()), catalog, name)
                        .map(routine -> Securables.of(catalog, routine, name))
                        .orElseThrow(() -> Missing.function(name));
            case LOCATION -> {
                guard.check(caller, operation(resource.type()), Securable.server());
                yield Securables.of(catalog, locations.external(catalog, resource.object()));
            }
        };
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
