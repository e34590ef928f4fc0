package io.tarn.server.store;

import io.tarn.server.model.Location;
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
}
