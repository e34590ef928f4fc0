package io.tarn.server.ops.secrets;

import io.tarn.server.store.Transaction;

/** Writes down, in the transaction that does it, what becomes of a master key. */
@FunctionalInterface
public interface KeyTrail {
    /**
     * @param what an operation of the audit
     * @param key the id
     */
    void changed(Transaction tx, String what, String key);
}
