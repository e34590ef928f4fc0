package io.tarn.server.store;

import io.tarn.server.model.Location;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which table owns which directory. A claim outlives its table until the files are purged. */
public interface LocationClaims {
    /** The table that owns the place, also one that was dropped and not yet purged. */
    Optional<UUID> ownerOf(Location location);

    /** @throws DuplicateKeyException through {@link Store#write} when somebody owns it */
    void claim(Location location, UUID relationId, UUID catalogId, long now);

    /** Hands the table's directories to the purge queue; they stay owned. */
    void queuePurge(UUID relationId, long now);

    /** A directory of a dropped table. */
    record Claim(Location location, UUID relationId, UUID catalogId) {}

    /** The directories of tables that were dropped before, oldest first. */
    List<Claim> dropped(long before, int size);

    /** Whether the directory still belongs to that dropped table. */
    boolean isDropped(Claim claim);

    /** Gives the directory up. False when it was not the dropped table's any more. */
    boolean release(Claim claim);
}
