package io.tarn.server.ops.privileges;

import io.tarn.auth.BuiltinAuthorizer;
import io.tarn.auth.Caller;
import io.tarn.auth.Operation;
import io.tarn.auth.PolicyChanges;
import io.tarn.auth.Privilege;
import io.tarn.auth.Securable;
import io.tarn.server.model.TarnException;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.store.PermissionRows.Period;
import io.tarn.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What was granted before, and what followed from it. */
public final class AccessHistory {
    private final Store store;
    private final Guard guard;
    private final Resources resources;

    public AccessHistory(Store store, Guard guard, Resources resources) {
        this.store = store;
        this.guard = guard;
        this.resources = resources;
    }

    /**
     * All that was ever granted on exactly one resource, oldest first.
     *
     * @throws TarnException FORBIDDEN, the "not found" of the resource
     */
    public List<Period> grants(Caller caller, Catalogs.Entry catalog, Resource resource) {
        guard.check(caller, Operation.EXPLAIN, Securable.server());
        UUID object = resources.find(catalog, resource).id();
        return store.read(tx -> tx.permissions().history(object)).stream()
                .filter(period -> period.grant().type() == resource.type())
                .toList();
    }

    /**
     * Who held a privilege on an object at a moment: the same decision as today, from the principals, memberships and grants
     * of then. Who owned the object then is not known: its owner of today counts as the owner.
     *
     * @param at epoch milliseconds
     */
    public List<BuiltinAuthorizer.Allowed> whoCould(
            Caller caller, Catalogs.Entry catalog, Resource resource, Privilege privilege, long at) {
        guard.check(caller, Operation.EXPLAIN, Securable.server());
        GrantPrivilege.checkMeans(resource.type(), privilege);
        Securable on = resources.find(catalog, resource);
        Set<UUID> objects = new HashSet<>();
        for (Securable level = on; level != null; level = level.parent()) {
            objects.add(level.id());
        }
        PolicyChanges then = store.read(tx -> new PolicyChanges(
                0,
                tx.principals().at(at),
                tx.memberships().at(at),
                tx.permissions().at(objects, at),
                List.of()));
        BuiltinAuthorizer authorizer = new BuiltinAuthorizer(Clock.fixed(Instant.ofEpochMilli(at), ZoneOffset.UTC));
        authorizer.apply(then);
        return authorizer.whoMay(privilege, on);
    }
}
