package io.tarn.server.store.jdbc;

import io.tarn.server.store.AuditSeals.Anchor;
import io.tarn.server.store.AuditSeals.Signature;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The signed heads of the chains. */
record JdbcAuditAnchors(Handle handle) {
    private static final String SELECT =
            "select seq, made_at, kept_from, heads, prev, hash, key_id, mac from audit_anchor";

    private static final String INSERT = """
            insert into audit_anchor (seq, made_at, kept_from, heads, prev, hash, key_id, mac)
            values (:seq, :madeAt, :keptFrom, :heads, :prev, :hash, :key, :mac)
            """;

    private static final String RESIGN = """
            update audit_anchor set key_id = :key, mac = :mac
            where seq = :seq and key_id = :fromKey and mac = :fromMac
            """;

    Optional<Anchor> newest() {
        return handle.createQuery(SELECT + " order by seq desc limit 1")
                .map((row, context) -> anchor(row))
                .findOne();
    }

    /** Anchors are made one after the other, so the times go up with the numbers. */
    Optional<Long> firstSince(long madeAt) {
        return handle.createQuery("select seq from audit_anchor where made_at >= :at order by seq limit 1")
                .bind("at", madeAt)
                .mapTo(Long.class)
                .findOne();
    }

    List<Anchor> after(long seq, int size) {
        return handle.createQuery(SELECT + " where seq > :seq order by seq limit :size")
                .bind("seq", seq)
                .bind("size", size)
                .map((row, context) -> anchor(row))
                .list();
    }

    void insert(Anchor anchor) {
        handle.createUpdate(INSERT)
                .bind("seq", anchor.seq())
                .bind("madeAt", anchor.madeAt())
                .bind("keptFrom", anchor.keptFrom())
                .bind("heads", anchor.heads())
                .bind("prev", JdbcAuditSeals.bytes(anchor.prev()))
                .bind("hash", JdbcAuditSeals.bytes(anchor.hash()))
                .bind("key", anchor.signature().keyId())
                .bind("mac", JdbcAuditSeals.bytes(anchor.signature().mac()))
                .execute();
    }

    int removeBefore(long seq, int most) {
        Optional<Long> first = handle.createQuery("select seq from audit_anchor order by seq limit 1")
                .mapTo(Long.class)
                .findOne();
        return first.map(from -> handle.createUpdate("delete from audit_anchor where seq < :seq and seq < :most")
                        .bind("seq", seq)
                        .bind("most", from + most)
                        .execute())
                .orElse(0);
    }

    void resign(long seq, Signature from, Signature to) {
        handle.createUpdate(RESIGN)
                .bind("seq", seq)
                .bind("key", to.keyId())
                .bind("mac", JdbcAuditSeals.bytes(to.mac()))
                .bind("fromKey", from.keyId())
                .bind("fromMac", JdbcAuditSeals.bytes(from.mac()))
                .execute();
    }

    private static Anchor anchor(ResultSet row) throws SQLException {
        return new Anchor(
                row.getLong("seq"),
                row.getLong("made_at"),
                row.getLong("kept_from"),
                row.getString("heads"),
                JdbcAuditSeals.hex(row, "prev"),
                JdbcAuditSeals.hex(row, "hash"),
                new Signature(row.getString("key_id"), JdbcAuditSeals.hex(row, "mac")));
    }
}
