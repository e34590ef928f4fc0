package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Privilege;
import io.tarn.auth.Securable;
import io.tarn.server.model.ErrorCode;
import io.tarn.server.model.Ids;
import io.tarn.server.model.Names;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.store.PermissionRows.Filter;
import io.tarn.server.store.PermissionRows.Permission;
import io.tarn.server.store.Store;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists grants as they were given; what follows from them is not listed. */
public final class ListPermissions {
    private final Store store;
    private final Guard guard;
    private final Resources resources;

    public ListPermissions(Store store, Guard guard, Resources resources) {
        this.store = store;
        this.guard = guard;
        this.resources = resources;
    }

    /**
     * Lists what is granted on exactly one resource, or to one principal, or everything of a catalog. Everybody may list its
     * own grants, and those on what it may grant on; the rest is for admins.
     *
     * @param resource null for all
     * @param principal null for all
     * @param privilege null for all
     * @param after the page token; empty for the first page
     * @throws TarnException the "not found" of the resource, PRINCIPAL_NOT_FOUND, FORBIDDEN, INVALID_REQUEST
     */
    public Page<Permission> run(
            Caller caller,
            Catalogs.Entry catalog,
            @Nullable Resource resource,
            @Nullable String principal,
            @Nullable Privilege privilege,
            String after,
            int size) {
        checkToken(after);
        UUID object = null;
        if (resource != null) {
            object = resources.toGrantOn(caller, catalog, resource).id();
        } else if (principal == null || !isOwn(caller, principal)) {
            guard.check(caller, Operation.LIST_PERMISSIONS, Securable.server());
        }
        Set<UUID> grantee = principal == null
                ? null
                : store.read(tx -> Set.of(
                        PrincipalLabel.parse(principal).find(tx).principal().id()));
        Filter filter = new Filter(object, resource == null ? null : resource.type(), grantee, privilege);
        return store.read(tx -> tx.permissions().list(catalog.catalog().id(), filter, after, size));
    }

    /** @throws TarnException INVALID_REQUEST unless it is a page token of these lists */
    static void checkToken(String after) {
        if (!after.isEmpty() && Ids.parse(after).isEmpty()) {
            throw TarnException.of(
                    ErrorCode.INVALID_REQUEST, "Invalid input for queryParameter pageToken: " + Names.printable(after));
        }
    }

    static boolean isOwn(Caller caller, String principal) {
        return caller.principal().label().equals(PrincipalLabel.parse(principal).toString());
    }
}
