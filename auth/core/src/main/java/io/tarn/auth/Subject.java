package io.tarn.auth;

import java.util.Set;
import java.util.UUID;

/**
 * A caller as somebody sees it who decides from names.
 *
 * @param enabled whether it is neither disabled nor dropped; who is not, may nothing
 * @param groups the names of the groups that it is a member of, over any number of steps
 * @param reached everybody whose privileges and possessions are its own, itself included
 * @param enforced whether the client that it comes through is known to keep to restrictions
 */
public record Subject(Caller caller, boolean enabled, Set<String> groups, Set<UUID> reached, boolean enforced) {
    public Subject {
        groups = Set.copyOf(groups);
        reached = Set.copyOf(reached);
    }

    /** Whether it, or a group or role that it is a member of, owns the object. */
    public boolean owns(Securable on) {
        return on.owner() != null && reached.contains(on.owner());
    }
}
