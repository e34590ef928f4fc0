package io.tarn.auth.ranger;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.ranger.admin.client.RangerAdminClient;
import org.apache.ranger.plugin.model.RangerRole;
import org.apache.ranger.plugin.util.GrantRevokeRequest;
import org.apache.ranger.plugin.util.GrantRevokeRoleRequest;
import org.apache.ranger.plugin.util.RangerRoles;
import org.apache.ranger.plugin.util.RangerUserStore;
import org.apache.ranger.plugin.util.ServicePolicies;
import org.apache.ranger.plugin.util.ServiceTags;
import org.jspecify.annotations.Nullable;

/** The engine has all that it needs, so whatever it asks for is not there. Made by Ranger. */
public final class NoAdmin implements RangerAdminClient {
    @Override
    public void init(String serviceName, String appId, String propertyPrefix, Configuration config) {}

    @Override
    public @Nullable ServicePolicies getServicePoliciesIfUpdated(long known, long since) {
        return null;
    }

    @Override
    public @Nullable RangerRoles getRolesIfUpdated(long known, long since) {
        return null;
    }

    @Override
    public @Nullable ServiceTags getServiceTagsIfUpdated(long known, long since) {
        return null;
    }

    @Override
    public @Nullable RangerUserStore getUserStoreIfUpdated(long known, long since) {
        return null;
    }

    @Override
    public RangerRole createRole(RangerRole role) {
        throw new UnsupportedOperationException("createRole");
    }

    @Override
    public void dropRole(String user, String name) {
        throw new UnsupportedOperationException("dropRole");
    }

    @Override
    public List<String> getAllRoles(String name) {
        throw new UnsupportedOperationException("getAllRoles");
    }

    @Override
    public List<String> getUserRoles(String name) {
        throw new UnsupportedOperationException("getUserRoles");
    }

    @Override
    public RangerRole getRole(String user, String name) {
        throw new UnsupportedOperationException("getRole");
    }

    @Override
    public void grantRole(GrantRevokeRoleRequest request) {
        throw new UnsupportedOperationException("grantRole");
    }

    @Override
    public void revokeRole(GrantRevokeRoleRequest request) {
        throw new UnsupportedOperationException("revokeRole");
    }

    @Override
    public void grantAccess(GrantRevokeRequest request) {
        throw new UnsupportedOperationException("grantAccess");
    }

    @Override
    public void revokeAccess(GrantRevokeRequest request) {
        throw new UnsupportedOperationException("revokeAccess");
    }

    @Override
    public List<String> getTagTypes(String name) {
        throw new UnsupportedOperationException("getTagTypes");
    }
}
