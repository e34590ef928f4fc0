package io.tarn.server.store;

import io.tarn.server.model.Location;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which table owns which directory. A claim outlives its table until the files are purged. */
public interface LocationClaims {
    /** No table: whoever owns a place is another one. */
    UUID NOBODY = new UUID(0, 0);

    /** The table that owns the place, also one that was dropped and not yet purged. */
    Optional<UUID> ownerOf(Location location);

    /** @throws DuplicateKeyException through {@link Store#write} when somebody owns it */
    void claim(Location location, UUID relationId, UUID catalogId, long now);

    /**
     * Who owns a place that is this one, contains it or lies in it; also a table that was dropped and not yet purged.
     *
     * @param self a table that does not count
     */
    Optional<UUID> touching(Location location, UUID self);

    /**
     * Writes a row that all places which could contain each other share. Whoever looks for {@link #touching} and then claims,
     * in one transaction, does this first: a second one waits, and finds the claim.
     */
    void guard(Location location);

    /** Gives up the places of a table whose files stay. */
    void release(UUID relationId);

    /** Hands the table's directories to the purge queue; they stay owned. */
    void queuePurge(UUID relationId, long now);

    /** A directory of a dropped table. */
    record Claim(Location location, UUID relationId, UUID catalogId) {}

    /** The directories of tables that were dropped before, oldest first. */
    List<Claim> dropped(long before, int size);

    /**
     * Claims of tables that are neither there nor dropped: what only damage leaves.
     *
     * @param size at most so many
     */
    List<Claim> ofNobody(int size);

    /** Whether the directory still belongs to that dropped table. */
    boolean isDropped(Claim claim);

    /** Gives the directory up. False when it was not the dropped table's any more. */
    boolean release(Claim claim);
}
