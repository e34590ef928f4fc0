package io.tarn.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.tarn.auth.BuiltinAuthorizer;
import io.tarn.server.config.Authorization;
import io.tarn.server.http.RouteGroup;
import io.tarn.server.http.Surface;
import io.tarn.server.manage.AccessRoutes;
import io.tarn.server.manage.AuthorizationRoutes;
import io.tarn.server.manage.CatalogRoutes;
import io.tarn.server.manage.KeyRoutes;
import io.tarn.server.manage.ManageSurface;
import io.tarn.server.manage.PermissionRoutes;
import io.tarn.server.manage.PrincipalRoutes;
import io.tarn.server.manage.TokenRoutes;
import io.tarn.server.ops.Catalogs;
import io.tarn.server.ops.Guard;
import io.tarn.server.ops.audit.Refusals;
import io.tarn.server.ops.principals.LoginMemory;
import io.tarn.server.ops.principals.ManageKeys;
import io.tarn.server.ops.principals.ManageMembers;
import io.tarn.server.ops.principals.ManagePrincipals;
import io.tarn.server.ops.principals.ManageTokens;
import io.tarn.server.ops.privileges.AccessHistory;
import io.tarn.server.ops.privileges.ChangePolicy;
import io.tarn.server.ops.privileges.DescribeAuthorization;
import io.tarn.server.ops.privileges.EffectivePrivileges;
import io.tarn.server.ops.privileges.ExplainAccess;
import io.tarn.server.ops.privileges.ForwardGrant;
import io.tarn.server.ops.privileges.FreshAuthorizer;
import io.tarn.server.ops.privileges.GrantPrivilege;
import io.tarn.server.ops.privileges.ListPermissions;
import io.tarn.server.ops.privileges.PolicyHome;
import io.tarn.server.ops.privileges.Resources;
import io.tarn.server.ops.privileges.RevokePrivilege;
import io.tarn.server.ops.privileges.TransferOwnership;
import io.tarn.server.ops.secrets.KeptSecrets;
import io.tarn.server.ops.tables.EveryColumn;
import io.tarn.server.ops.tables.LocationRules;
import io.tarn.server.paimonlib.PaimonSchemas;
import io.tarn.server.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Who may do what, and its administration, wired by hand. */
final class PolicySetUp implements AutoCloseable {
    private final Store store;
    private final KeptSecrets secrets;
    private final Clock clock;
    private final FreshAuthorizer authorizer;
    private final AuthorizationSetUp deciding;
    private final PolicyHome home;
    private final Guard guard;
    private final LoginMemory logins = new LoginMemory();
    private final ChangePolicy policy;
    private final Resources resources;
    private final ForwardGrant forward;

    PolicySetUp(
            Store store,
            Authorization settings,
            Path dataDir,
            Refusals refusals,
            KeptSecrets secrets,
            MeterRegistry metrics,
            Clock clock) {
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
        this.authorizer = new FreshAuthorizer(store, new BuiltinAuthorizer(clock), System::nanoTime);
        this.deciding = new AuthorizationSetUp(settings, dataDir, authorizer, refusals, metrics);
        this.home = deciding.home();
        this.guard = new Guard(deciding.deciding(), refusals, new EveryColumn(store, new PaimonSchemas()));
        this.policy = new ChangePolicy(store, authorizer, clock);
        this.resources = new Resources(store, guard, new LocationRules(store));
        this.forward = new ForwardGrant(store, home);
    }

    /** Whether requests can be decided. */
    boolean able() {
        return deciding.able();
    }

    PolicyHome home() {
        return home;
    }

    Guard guard() {
        return guard;
    }

    FreshAuthorizer authorizer() {
        return authorizer;
    }

    LoginMemory logins() {
        return logins;
    }

    ChangePolicy changes() {
        return policy;
    }

    /** Paimon's management API, which lies beside its catalog protocol. */
    RouteGroup permissions(Catalogs catalogs) {
        return new PermissionRoutes(
                catalogs,
                permissionList(),
                new GrantPrivilege(resources, authorizer, policy, forward, clock),
                new RevokePrivilege(resources, policy, forward));
    }

    /** @param others what is administrated beside principals and privileges */
    Surface manage(Catalogs catalogs, RouteGroup... others) {
        List<RouteGroup> groups = new ArrayList<>(List.of(
                new PrincipalRoutes(
                        new ManagePrincipals(store, guard, policy, logins), new ManageMembers(store, guard, policy)),
                new TokenRoutes(new ManageTokens(store, guard, logins, clock)),
                new KeyRoutes(new ManageKeys(store, guard, secrets, logins, clock)),
                new CatalogRoutes(catalogs, guard),
                new AuthorizationRoutes(new DescribeAuthorization(guard, home)),
                new AccessRoutes(catalogs, accessOperations())));
        groups.addAll(List.of(others));
        return ManageSurface.of(groups.toArray(new RouteGroup[0]));
    }

    AccessRoutes.Operations accessOperations() {
        return new AccessRoutes.Operations(
                new GrantPrivilege(resources, authorizer, policy, forward, clock),
                new RevokePrivilege(resources, policy, forward),
                new ExplainAccess(store, guard, resources, authorizer, home),
                new EffectivePrivileges(store, guard, authorizer, clock),
                new AccessHistory(store, guard, resources),
                new TransferOwnership(store, resources));
    }

    ListPermissions permissionList() {
        return new ListPermissions(store, guard, resources);
    }

    @Override
    public void close() {
        deciding.close();
    }
}
