package io.tarn.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an operation is allowed or not.
 *
 * @param steps one for each thing that the operation needs; empty when it needs nothing, or when the caller may nothing at all
 */
public record Explanation(Decision decision, List<Step> steps) {
    /**
     * One thing that the operation needs.
     *
     * @param needs in words, e.g. {@code SELECT or UPDATE on the table}
     * @param on the object that it is needed on
     * @param allowed whether it is held
     * @param because admin, owner, grant, or missing
     * @param grant what gives it; null unless {@code because} is a grant
     * @param through from whom the grant is for down to the caller, e.g. {@code [role:analyst, group:finance, user:alice]}
     * @param grantors who could give what is missing: who holds GRANT there, and the role admin
     */
    public record Step(
            String needs,
            Securable on,
            boolean allowed,
            String because,
            @Nullable Grant grant,
            List<Principal> through,
            List<Principal> grantors) {
        public Step {
            through = List.copyOf(through);
            grantors = List.copyOf(grantors);
        }
    }

    public Explanation {
        steps = List.copyOf(steps);
    }
}
