package io.tarn.server.ops;

import io.tarn.auth.Caller;
import io.tarn.server.model.PolicyChange;
import io.tarn.server.store.Transaction;
import java.util.UUID;

/** What becomes of grants and policies when their object is dropped or moved, in the transaction that does it. */
public final class EndGrants {
    private EndGrants() {}

    /** An object of the same name that is made later inherits nothing, so this is for lists and for the history. */
    public static void ofDropped(Transaction tx, UUID object, Caller caller, long now) {
        if (tx.permissions().anyOn(object) || tx.policies().anyOn(object)) {
            PolicyChange change = change(tx, caller, now);
            tx.permissions().endOn(object, change);
            tx.policies().endOn(object, change);
        }
    }

    /** Grants on the object itself go with it; those on everything in its old database stay behind. */
    public static void ofMoved(Transaction tx, UUID object, UUID database, Caller caller, long now) {
        if (tx.permissions().anyOn(object)) {
            tx.permissions().move(object, database, change(tx, caller, now));
        }
    }

    private static PolicyChange change(Transaction tx, Caller caller, long now) {
        return new PolicyChange(
                tx.policyEpoch().advance(), now, caller.principal().label());
    }
}
