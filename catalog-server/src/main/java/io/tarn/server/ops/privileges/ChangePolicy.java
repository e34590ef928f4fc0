package io.tarn.server.ops.privileges;

import io.tarn.auth.Caller;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.store.Store;
import io.tarn.server.store.Transaction;
import java.time.Clock;

/**
 * Changes principals, memberships and permissions: one change after the other over all servers. The next decision of this
 * server knows of it, and within a second those of every other.
 */
public final class ChangePolicy {
    /** What is changed; reads in it see every change before, and none can come between. */
    public interface Work<T> {
        T run(Transaction tx, PolicyChange change);
    }

    private final Store store;
    private final FreshAuthorizer authorizer;
    private final Clock clock;

    public ChangePolicy(Store store, FreshAuthorizer authorizer, Clock clock) {
        this.store = store;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    public <T> T run(Caller caller, Work<T> work) {
        try {
            return store.write(tx -> work.run(
                    tx,
                    new PolicyChange(
                            tx.policyEpoch().advance(),
                            clock.millis(),
                            caller.principal().label())));
        } finally {
            // Also when it failed: the answer of a COMMIT may have been lost.
            authorizer.outdate();
        }
    }
}
