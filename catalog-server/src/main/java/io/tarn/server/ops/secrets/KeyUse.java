package io.tarn.server.ops.secrets;

import io.tarn.auth.secrets.MasterKey;
import io.tarn.server.store.Transaction;

/** Something that is encrypted or signed with the master key, row by row. */
public interface KeyUse {
    /**
     * Moves every row that still has another key; may be done again.
     *
     * @return how many were moved
     */
    long moveTo(MasterKey key);

    /** Whether a row still has this key. */
    boolean uses(Transaction tx, String keyId);
}
