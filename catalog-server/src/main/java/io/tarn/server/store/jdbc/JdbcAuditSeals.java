package io.tarn.server.store.jdbc;

import io.tarn.server.model.AuditEntry;
import io.tarn.server.store.AuditSeals;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

record JdbcAuditSeals(Handle handle) implements AuditSeals {
    private static final String BEGIN = """
            insert into audit_chain
              (id, started_at, seen_at, closed, head_seq, head_hash, base_seq, base_hash, base_key_id, base_mac)
            values (:id, :now, :now, false, 0, :start, 0, :start, '', :none)
            """;

    private static final String CHAINS = """
            select id, started_at, seen_at, closed, head_seq, head_hash, base_seq, base_hash, base_key_id, base_mac
            from audit_chain
            """;

    private static final String SEEN = "update audit_chain set seen_at = :now, closed = false where id = :id";

    private static final String CLOSE = "update audit_chain set closed = true where id = :id and seen_at = :seenAt";

    private static final String MOVE_HEAD = """
            update audit_chain set head_seq = :seq, head_hash = :hash
            where id = :id and head_seq = :fromSeq and head_hash = :fromHash
            """;

    private static final String SEAL_COLUMNS =
            "s.chain_id, s.seq, s.entry_id, s.entry_hash, s.hash, s.sealed_by, s.sealed_at";

    private static final String INSERT_SEAL = """
            insert into audit_seal (chain_id, seq, entry_id, entry_hash, hash, sealed_by, sealed_at)
            values (:chain, :seq, :entry, :entryHash, :hash, :by, :at)
            """;

    private static final String NO_SEAL = " not exists (select 1 from audit_seal s where s.entry_id = e.id) ";

    private static final String UNSEALED = "select " + JdbcAuditRows.COLUMNS + " from audit_entry e"
            + " where e.chain_id = :chain and e.id >= :from and e.id < :before and" + NO_SEAL
            + "order by e.id limit :size";

    private static final String UNSEALED_ANYWHERE =
            "select e.id from audit_entry e where e.id < :before and" + NO_SEAL + "order by e.id limit :size";

    private static final String SEALS_OF =
            "select " + SEAL_COLUMNS + " from audit_seal s where s.entry_id in (<entries>) order by s.seq";

    private static final String AFTER = "select " + SEAL_COLUMNS + ", " + JdbcAuditRows.COLUMNS
            + " from audit_seal s left join audit_entry e on e.id = s.entry_id and e.chain_id = s.chain_id"
            + " where s.chain_id = :chain and s.seq > :seq order by s.seq limit :size";

    private static final String MOVE_BASE = """
            update audit_chain set base_seq = :seq, base_hash = :hash, base_key_id = :key, base_mac = :mac
            where id = :id and base_seq = :fromSeq
            """;

    private static final String REMOVE_ENTRIES = """
            delete from audit_entry where id in
              (select entry_id from audit_seal where chain_id = :chain and seq > :from and seq <= :to)
            """;

    private static final String REMOVE_SEALS =
            "delete from audit_seal where chain_id = :chain and seq > :from and seq <= :to";

    @Override
    public void begin(UUID chain, long now) {
        handle.createUpdate(BEGIN)
                .bind("id", Columns.bytes(chain))
                .bind("now", now)
                .bind("start", bytes(START))
                .bind("none", new byte[0])
                .execute();
    }

    @Override
    public Optional<Chain> chain(UUID id) {
        return handle.createQuery(CHAINS + " where id = :id")
                .bind("id", Columns.bytes(id))
                .map((row, context) -> chain(row))
                .findOne();
    }

    @Override
    public List<Chain> chains() {
        return handle.createQuery(CHAINS + " order by id")
                .map((row, context) -> chain(row))
                .list();
    }

    @Override
    public void seen(UUID chain, long now) {
        handle.createUpdate(SEEN)
                .bind("id", Columns.bytes(chain))
                .bind("now", now)
                .execute();
    }

    @Override
    public boolean close(UUID chain, long seenAt) {
        return handle.createUpdate(CLOSE)
                        .bind("id", Columns.bytes(chain))
                        .bind("seenAt", seenAt)
                        .execute()
                == 1;
    }

    @Override
    public boolean append(Link from, List<Seal> seals, long now) {
        Seal last = seals.get(seals.size() - 1);
        boolean moved = handle.createUpdate(MOVE_HEAD)
                        .bind("id", Columns.bytes(last.chain()))
                        .bind("seq", last.seq())
                        .bind("hash", bytes(last.hash()))
                        .bind("fromSeq", from.seq())
                        .bind("fromHash", bytes(from.hash()))
                        .execute()
                == 1;
        if (moved) {
            PreparedBatch batch = handle.prepareBatch(INSERT_SEAL);
            for (Seal seal : seals) {
                batch.bind("chain", Columns.bytes(seal.chain()))
                        .bind("seq", seal.seq())
                        .bind("entry", Columns.bytes(seal.entryId()))
                        .bind("entryHash", bytes(seal.entryHash()))
                        .bind("hash", bytes(seal.hash()))
                        .bind("by", Columns.bytes(seal.sealedBy()))
                        .bind("at", seal.sealedAt())
                        .add();
            }
            batch.execute();
        }
        return moved;
    }

    @Override
    public List<AuditEntry> unsealed(UUID chain, UUID from, UUID before, int size) {
        return handle.createQuery(UNSEALED)
                .bind("chain", Columns.bytes(chain))
                .bind("from", Columns.bytes(from))
                .bind("before", Columns.bytes(before))
                .bind("size", size)
                .map((row, context) -> JdbcAuditRows.entry(row))
                .list();
    }

    @Override
    public List<UUID> unsealedBefore(UUID before, int size) {
        return handle.createQuery(UNSEALED_ANYWHERE)
                .bind("before", Columns.bytes(before))
                .bind("size", size)
                .map((row, context) -> Columns.uuid(row, "id"))
                .list();
    }

    @Override
    public List<Seal> sealsOf(Collection<UUID> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        List<byte[]> ids = new ArrayList<>();
        entries.forEach(entry -> ids.add(Columns.bytes(entry)));
        return handle.createQuery(SEALS_OF)
                .bindList("entries", ids)
                .map((row, context) -> seal(row))
                .list();
    }

    @Override
    public List<Sealed> after(UUID chain, long seq, int size) {
        return handle.createQuery(AFTER)
                .bind("chain", Columns.bytes(chain))
                .bind("seq", seq)
                .bind("size", size)
                .map((row, context) ->
                        new Sealed(seal(row), row.getBytes("id") == null ? null : JdbcAuditRows.entry(row)))
                .list();
    }

    @Override
    public boolean trim(UUID chain, Link from, Link to, Signature signature) {
        boolean moved = handle.createUpdate(MOVE_BASE)
                        .bind("id", Columns.bytes(chain))
                        .bind("seq", to.seq())
                        .bind("hash", bytes(to.hash()))
                        .bind("key", signature.keyId())
                        .bind("mac", bytes(signature.mac()))
                        .bind("fromSeq", from.seq())
                        .execute()
                == 1;
        if (moved) {
            for (String removal : List.of(REMOVE_ENTRIES, REMOVE_SEALS)) {
                handle.createUpdate(removal)
                        .bind("chain", Columns.bytes(chain))
                        .bind("from", from.seq())
                        .bind("to", to.seq())
                        .execute();
            }
        }
        return moved;
    }

    @Override
    public Optional<Anchor> newestAnchor() {
        return new JdbcAuditAnchors(handle).newest();
    }

    @Override
    public Optional<Long> firstAnchorSince(long madeAt) {
        return new JdbcAuditAnchors(handle).firstSince(madeAt);
    }

    @Override
    public List<Anchor> anchorsAfter(long seq, int size) {
        return new JdbcAuditAnchors(handle).after(seq, size);
    }

    @Override
    public void insert(Anchor anchor) {
        new JdbcAuditAnchors(handle).insert(anchor);
    }

    @Override
    public int removeAnchorsBefore(long seq, int most) {
        return new JdbcAuditAnchors(handle).removeBefore(seq, most);
    }

    @Override
    public void resignAnchor(long seq, Signature from, Signature to) {
        new JdbcAuditAnchors(handle).resign(seq, from, to);
    }

    @Override
    public boolean signedWith(String keyId) {
        return handle.createQuery("select 1 from audit_chain where base_key_id = :key"
                        + " union all select 1 from audit_anchor where key_id = :key limit 1")
                .bind("key", keyId)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    @Override
    public void resignBase(UUID chain, Signature from, Signature to) {
        handle.createUpdate("update audit_chain set base_key_id = :key, base_mac = :mac"
                        + " where id = :id and base_key_id = :fromKey and base_mac = :fromMac")
                .bind("id", Columns.bytes(chain))
                .bind("key", to.keyId())
                .bind("mac", bytes(to.mac()))
                .bind("fromKey", from.keyId())
                .bind("fromMac", bytes(from.mac()))
                .execute();
    }

    private static Chain chain(ResultSet row) throws SQLException {
        return new Chain(
                Columns.uuid(row, "id"),
                row.getLong("started_at"),
                row.getLong("seen_at"),
                row.getBoolean("closed"),
                new Link(row.getLong("head_seq"), hex(row, "head_hash")),
                new Link(row.getLong("base_seq"), hex(row, "base_hash")),
                new Signature(row.getString("base_key_id"), hex(row, "base_mac")));
    }

    private static Seal seal(ResultSet row) throws SQLException {
        return new Seal(
                Columns.uuid(row, "chain_id"),
                row.getLong("seq"),
                Columns.uuid(row, "entry_id"),
                hex(row, "entry_hash"),
                hex(row, "hash"),
                Columns.uuid(row, "sealed_by"),
                row.getLong("sealed_at"));
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String hex(ResultSet row, String column) throws SQLException {
        return HexFormat.of().formatHex(row.getBytes(column));
    }
}
