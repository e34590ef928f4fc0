package io.tarn.server.store;

import io.tarn.auth.PolicyChanges;

/** The order of all changes of principals, memberships, permissions and policies. */
public interface PolicyEpochRows {
    /** The epoch of the last change. */
    long current();

    /**
     * Begins a change; every other one waits until this transaction is over, so what is read after this cannot change.
     *
     * @return the epoch that the change belongs to
     */
    long advance();

    /** Everything that changed in epochs after {@code epoch}; after 0: everything that holds now. */
    PolicyChanges since(long epoch);
}
