package io.tarn.server.store.jdbc;

import io.tarn.server.model.Location;
import io.tarn.server.store.LocationClaims;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

record JdbcLocationClaims(Handle handle) implements LocationClaims {
    private static final String OWNER = "select relation_id from location_claim where location_hash = :hash";

    private static final String CLAIM = """
            insert into location_claim (location_hash, location, relation_id, catalog_id, claimed_at, dropped_at)
            values (:hash, :location, :relation, :catalog, :now, 0)
            """;

    private static final String QUEUE_PURGE =
            "update location_claim set dropped_at = :now where relation_id = :relation and dropped_at = 0";

    @Override
    public Optional<UUID> ownerOf(Location location) {
        return handle.createQuery(OWNER)
                .bind("hash", location.hash())
                .map((row, context) -> Columns.uuid(row, "relation_id"))
                .findOne();
    }

    @Override
    public void claim(Location location, UUID relationId, UUID catalogId, long now) {
        handle.createUpdate(CLAIM)
                .bind("hash", location.hash())
                .bind("location", location.toString())
                .bind("relation", Columns.bytes(relationId))
                .bind("catalog", Columns.bytes(catalogId))
                .bind("now", now)
                .execute();
    }

    @Override
    public void queuePurge(UUID relationId, long now) {
        handle.createUpdate(QUEUE_PURGE)
                .bind("relation", Columns.bytes(relationId))
                .bind("now", now)
                .execute();
    }
}
