package io.tarn.server.store;

import io.tarn.auth.PolicyChanges.Membership;
import io.tarn.auth.Principal;
import io.tarn.server.model.PolicyChange;
import java.util.List;
import java.util.UUID;

/** Who is in which group and role. */
public interface MembershipRows {
    /** @return false when it was a member already */
    boolean join(UUID member, UUID group, PolicyChange change);

    /** @return false when it was no member */
    boolean leave(UUID member, UUID group, PolicyChange change);

    /** Ends everything that a principal is in, and whatever is in it. */
    void leaveAll(UUID principal, PolicyChange change);

    /** All that there were at a moment, in epoch milliseconds. */
    List<Membership> at(long moment);

    /** The direct members of a group or role, by kind and name. */
    List<Principal> members(UUID group);

    /** The groups and roles that a principal is a direct member of, by kind and name. */
    List<Principal> groups(UUID member);
}
