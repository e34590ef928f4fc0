package io.tarn.auth.ranger;

import org.apache.ranger.plugin.conditionevaluator.RangerAbstractConditionEvaluator;
import org.apache.ranger.plugin.policyengine.RangerAccessRequest;

/**
 * Stands in for every condition that is not evaluated here, scripts above all. Ranger takes a condition that it cannot
 * evaluate as fulfilled; this one ends the decision instead. Made by Ranger, by the name that {@link PolicySanitizer} writes.
 */
public final class UnsupportedCondition extends RangerAbstractConditionEvaluator {
    /** The decision touched a policy that cannot be kept. */
    static final class ReachedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String policy;

        ReachedException(String policy) {
            super("policy " + policy + " has a condition that is not evaluated here", null, false, false);
            this.policy = policy;
        }

        String policy() {
            return policy;
        }
    }

    @Override
    public boolean isMatched(RangerAccessRequest request) {
        // The sanitizer has put the policy's id where the condition's text was.
        boolean named = condition != null
                && condition.getValues() != null
                && !condition.getValues().isEmpty();
        throw new ReachedException(named ? condition.getValues().get(0) : "?");
    }
}
