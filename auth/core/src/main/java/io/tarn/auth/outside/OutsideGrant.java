package io.tarn.auth.outside;

import io.tarn.auth.Caller;
import io.tarn.auth.Principal;
import io.tarn.auth.Privilege;
import io.tarn.auth.ResourceType;
import io.tarn.auth.Securable;

/**
 * A privilege that is to be given or taken back where an outside authorizer has its policies.
 *
 * @param give whether it is given; else it is taken back
 * @param caller who does it, and may do it as far as the catalog knows
 * @param principal whose privilege it is; of a role, only the name is known here
 */
public record OutsideGrant(
        boolean give, Caller caller, ResourceType type, Securable on, Privilege privilege, Principal principal) {
    /** Ready to be made; what could be known before has been checked. */
    @FunctionalInterface
    public interface Prepared {
        /** Returns when it is made, and counts on this server if what is new can be fetched at once. */
        void make() throws OutsideGrantException;
    }
}
