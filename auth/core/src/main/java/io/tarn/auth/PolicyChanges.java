package io.tarn.auth;

import java.util.List;
import java.util.UUID;

/**
 * What changed in the policy, in any order and possibly known already.
 *
 * @param epoch everything up to it is among these or was before
 */
public record PolicyChanges(
        long epoch,
        List<PrincipalState> principals,
        List<Membership> memberships,
        List<GrantState> grants,
        List<PolicyState> policies) {

    /**
     * A principal; one that is disabled or dropped may nothing, and gives nothing to its members.
     *
     * @param enforces whether an administrator said that clients of this principal keep to policies
     * @param enforcesIceberg whether one said that they keep to Iceberg's read restrictions
     */
    public record PrincipalState(Principal principal, boolean enabled, boolean enforces, boolean enforcesIceberg) {
        public PrincipalState(Principal principal, boolean enabled, boolean enforces) {
            this(principal, enabled, enforces, false);
        }
    }

    /** @param member is, or no longer is, in {@code group}, which may be a role */
    public record Membership(UUID member, UUID group, boolean holds) {}

    public record GrantState(Grant grant, boolean holds) {}

    public record PolicyState(TablePolicy policy, boolean holds) {}

    public PolicyChanges {
        principals = List.copyOf(principals);
        memberships = List.copyOf(memberships);
        grants = List.copyOf(grants);
        policies = List.copyOf(policies);
    }

    public boolean isEmpty() {
        return principals.isEmpty() && memberships.isEmpty() && grants.isEmpty() && policies.isEmpty();
    }
}
