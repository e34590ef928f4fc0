package io.tarn.server.ops.privileges;

import io.tarn.auth.BuiltinAuthorizer.Reach;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.Principal;
import io.tarn.auth.Securable;
import io.tarn.server.model.Page;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.PrincipalLabel;
import io.tarn.server.store.PermissionRows.Filter;
import io.tarn.server.store.PermissionRows.Permission;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.util.List;

/** Lists what a principal holds in a catalog, itself and through its groups and roles. What it owns is not listed. */
public final class EffectivePrivileges {
    /** A grant, and the way from who it was given to down to the principal. */
    public record Held(Permission permission, List<Principal> through) {
        public Held {
            through = List.copyOf(through);
        }
    }

    /** @param admin whether it may do everything, whatever is listed */
    public record Result(boolean admin, List<Held> held, Page<Permission> page) {
        public Result {
            held = List.copyOf(held);
        }
    }

    private final Store store;
    private final Guard guard;
    private final FreshAuthorizer authorizer;
    private final Clock clock;

    public EffectivePrivileges(Store store, Guard guard, FreshAuthorizer authorizer, Clock clock) {
        this.store = store;
        this.guard = guard;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    /**
     * Everybody may ask for itself. Groups that only a login would tell of are not known here. A disabled principal holds
     * nothing.
     *
     * @param after the page token; empty for the first page
     * @throws TarnException PRINCIPAL_NOT_FOUND, FORBIDDEN, INVALID_REQUEST
     */
    public Result run(Caller caller, Catalogs.Entry catalog, String label, String after, int size) {
        ListPermissions.checkToken(after);
        if (!ListPermissions.isOwn(caller, label)) {
            guard.check(caller, Operation.EXPLAIN, Securable.server());
        }
        PrincipalLabel wanted = PrincipalLabel.parse(label);
        Principal principal = store.read(tx -> wanted.find(tx).principal());
        Reach reach = authorizer.fresh().reach(Caller.of(principal));
        if (reach.paths().isEmpty()) {
            return new Result(false, List.of(), new Page<>(List.of(), null));
        }
        Filter filter = new Filter(null, null, reach.paths().keySet(), null);
        Page<Permission> page =
                store.read(tx -> tx.permissions().list(catalog.catalog().id(), filter, after, size));
        long now = clock.millis();
        List<Held> held = page.entries().stream()
                .filter(permission -> permission.grant().validAt(now))
                .map(permission -> new Held(
                        permission,
                        reach.paths().getOrDefault(permission.principal().id(), List.of())))
                .toList();
        return new Result(reach.admin(), held, page);
    }
}
