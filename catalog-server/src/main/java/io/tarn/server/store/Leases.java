package io.tarn.server.store;

import java.util.Optional;

/** Who does a piece of background work. */
public interface Leases {
    /** @param fence grows with every change of the holder */
    record Lease(String name, String holder, long fence) {}

    /**
     * Takes or prolongs a lease, unless somebody else holds it.
     *
     * @throws DuplicateKeyException through {@link Store#write} when another server takes it for the first time at the same
     *     moment
     */
    Optional<Lease> acquire(String name, String holder, long now, long expiresAt);

    /** Writes the lease's row, so that a transaction of a job that lost its lease cannot succeed. */
    boolean holds(Lease lease);
}
