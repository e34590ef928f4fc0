package io.tarn.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a caller is, worked out once for each change of the policy.
 *
 * @param reached everybody whose grants it has, each with the one through which it was reached; empty: nobody, and no grants
 * @param within the catalogs and databases that it holds anything in or on, whether or not it has expired
 */
record Standing(Map<UUID, UUID> reached, boolean admin, Set<UUID> within) {
    Standing {
        reached = Collections.unmodifiableMap(reached);
        within = Set.copyOf(within);
    }

    Set<UUID> principals() {
        return reached.keySet();
    }

    /** The same caller, if it had these grants, as far as they are for it. */
    Standing supposing(List<Grant> added) {
        Set<UUID> more = new HashSet<>(within);
        for (Grant grant : added) {
            if (reached.containsKey(grant.principal())) {
                more.add(grant.catalog());
                Optional.ofNullable(grant.database()).ifPresent(more::add);
            }
        }
        return new Standing(reached, admin, more);
    }

    /** From the one that a grant is for down to the caller; the caller alone when the grant is its own. */
    List<UUID> path(UUID principal) {
        List<UUID> path = new ArrayList<>();
        UUID at = principal;
        path.add(at);
        while (reached.containsKey(at) && !reached.get(at).equals(at)) {
            at = reached.get(at);
            path.add(at);
        }
        return path;
    }
}
