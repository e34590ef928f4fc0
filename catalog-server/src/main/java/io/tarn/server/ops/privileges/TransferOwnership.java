package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.ops.audit.Trail;
import io.tarn.server.store.Store;
import java.util.Map;

/** Gives an object another owner. Its owner may, and admins. */
public final class TransferOwnership {
    private final Store store;
    private final Resources resources;

    public TransferOwnership(Store store, Resources resources) {
        this.store = store;
        this.resources = resources;
    }

    /**
     * @param to any principal: all members of a role or group can own an object together
     * @throws TarnException the "not found" of the resource, PRINCIPAL_NOT_FOUND, FORBIDDEN; INVALID_REQUEST for what has no
     *     owner
     */
    public void run(Caller caller, Catalogs.Entry catalog, Resource resource, String to) {
        PrincipalLabel wanted = PrincipalLabel.parse(to);
        Operation operation = switch (resource.type()) {
            case DATABASE -> Operation.TRANSFER_DATABASE;
            case TABLE -> Operation.TRANSFER_TABLE;
            case VIEW -> Operation.TRANSFER_VIEW;
            case FUNCTION -> Operation.TRANSFER_FUNCTION;
            case CATALOG, CATALOG_ALL, DATABASE_ALL, COLUMN, LOCATION ->
                throw TarnException.of(
                        ErrorCode.INVALID_REQUEST,
                        "Databases, tables, views and functions have owners; " + resource.type() + " has none");
        };
        Securable on = resources.allowed(caller, operation, catalog, resource);
        boolean moved = store.write(tx -> {
            Principal owner = wanted.find(tx).principal();
            boolean set = switch (on.kind()) {
                case DATABASE -> tx.namespaces().setOwner(on.id(), owner);
                case FUNCTION -> tx.routines().setOwner(on.id(), owner);
                default -> tx.relations().setOwner(on.id(), owner);
            };
            if (set) {
                Trail.changed(tx, caller, operation, on, Map.of("owner", owner.label()));
            }
            return set;
        });
        if (!moved) {
            resources.find(catalog, resource);
        }
    }
}
