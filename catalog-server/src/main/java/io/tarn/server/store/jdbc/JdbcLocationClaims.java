package io.tarn.server.store.jdbc;

import io.tarn.server.model.Location;
import io.tarn.server.store.LocationClaims;
import io.tarn.server.store.jdbc.Inserts.Into;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** @param inserts where new claims wait for the end of the transaction */
record JdbcLocationClaims(Handle handle, Inserts inserts) implements LocationClaims {
    private static final String OWNER = "select relation_id from location_claim where location_hash = :hash";

    private static final String AT_OR_ABOVE = """
            select relation_id from location_claim
            where location_hash in (<hashes>) and relation_id <> :self
            limit 1
            """;

    /** Below a place is what begins with it and a slash; '0' is the character after the slash. */
    private static final String BELOW = """
            select relation_id from location_claim
            where location > :slash and location < :after and relation_id <> :self
            limit 1
            """;

    private static final String GUARD = """
            insert into location_guard (location_hash, epoch) values (:hash, 1)
            on duplicate key update epoch = epoch + 1
            """;

    private static final String RELEASE_ALL = "delete from location_claim where relation_id = :relation";

    private static final Into CLAIM =
            new Into("location_claim", "location_hash, location, relation_id, catalog_id, claimed_at, dropped_at");

    private static final String QUEUE_PURGE =
            "update location_claim set dropped_at = :now where relation_id = :relation and dropped_at = 0";

    private static final String DROPPED = """
            select location, relation_id, catalog_id from location_claim
            where dropped_at > 0 and dropped_at <= :before
            order by dropped_at, location_hash
            limit :size
            """;

    private static final String OF_NOBODY = """
            select c.location, c.relation_id, c.catalog_id
            from location_claim c
            left join relation r on r.id = c.relation_id
            where c.dropped_at = 0 and r.id is null
            order by c.location_hash
            limit :size
            """;

    private static final String IS_DROPPED = """
            select count(*) from location_claim
            where location_hash = :hash and relation_id = :relation and dropped_at > 0
            """;

    private static final String RELEASE =
            "delete from location_claim where location_hash = :hash and relation_id = :relation and dropped_at > 0";

    @Override
    public Optional<UUID> ownerOf(Location location) {
        return settled()
                .createQuery(OWNER)
                .bind("hash", location.hash())
                .map((row, context) -> Columns.uuid(row, "relation_id"))
                .findOne();
    }

    @Override
    public Optional<UUID> touching(Location location, UUID self) {
        List<byte[]> hashes = location.lineage().stream().map(Location::hash).toList();
        return settled()
                .createQuery(AT_OR_ABOVE)
                .bindList("hashes", hashes)
                .bind("self", Columns.bytes(self))
                .map((row, context) -> Columns.uuid(row, "relation_id"))
                .findOne()
                .or(() -> settled()
                        .createQuery(BELOW)
                        .bind("slash", location + "/")
                        .bind("after", location + "0")
                        .bind("self", Columns.bytes(self))
                        .map((row, context) -> Columns.uuid(row, "relation_id"))
                        .findOne());
    }

    @Override
    public void guard(Location location) {
        settled().createUpdate(GUARD).bind("hash", location.top().hash()).execute();
    }

    @Override
    public void release(UUID relationId) {
        settled()
                .createUpdate(RELEASE_ALL)
                .bind("relation", Columns.bytes(relationId))
                .execute();
    }

    @Override
    public void claim(Location location, UUID relationId, UUID catalogId, long now) {
        inserts.add(
                CLAIM,
                location.hash(),
                location.toString(),
                Columns.bytes(relationId),
                Columns.bytes(catalogId),
                now,
                0L);
    }

    /** With what this transaction has claimed. */
    private Handle settled() {
        inserts.write(handle);
        return handle;
    }

    @Override
    public void queuePurge(UUID relationId, long now) {
        settled()
                .createUpdate(QUEUE_PURGE)
                .bind("relation", Columns.bytes(relationId))
                .bind("now", now)
                .execute();
    }

    @Override
    public List<Claim> dropped(long before, int size) {
        return settled()
                .createQuery(DROPPED)
                .bind("before", before)
                .bind("size", size)
                .map((row, context) -> claim(row))
                .list();
    }

    @Override
    public List<Claim> ofNobody(int size) {
        return settled()
                .createQuery(OF_NOBODY)
                .bind("size", size)
                .map((row, context) -> claim(row))
                .list();
    }

    private static Claim claim(ResultSet row) throws SQLException {
        return new Claim(
                Location.parse(row.getString("location")),
                Columns.uuid(row, "relation_id"),
                Columns.uuid(row, "catalog_id"));
    }

    @Override
    public boolean isDropped(Claim claim) {
        return settled()
                        .createQuery(IS_DROPPED)
                        .bind("hash", claim.location().hash())
                        .bind("relation", Columns.bytes(claim.relationId()))
                        .mapTo(Long.class)
                        .one()
                == 1;
    }

    @Override
    public boolean release(Claim claim) {
        return settled()
                        .createUpdate(RELEASE)
                        .bind("hash", claim.location().hash())
                        .bind("relation", Columns.bytes(claim.relationId()))
                        .execute()
                == 1;
    }
}
