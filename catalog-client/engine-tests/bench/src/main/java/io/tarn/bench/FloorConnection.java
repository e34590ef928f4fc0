package io.tarn.bench;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Does what the server does for a commit, statement by statement, prepared once. */
final class FloorConnection implements AutoCloseable {
    private static final String HEAD = """
            select r.id, r.catalog_id, r.namespace_id, r.kind, r.external, r.name, r.location, r.owner, r.owner_id,
              r.created_at, r.created_by, r.updated_at, r.updated_by,
              b.name as branch, b.schema_id, b.schema_published, b.snapshot_id, b.snapshot_uuid, b.snapshot_published,
              b.record_count, b.file_count, b.file_bytes, b.last_file_at, b.top_snapshot_id, b.epoch, b.settled
            from namespace n
            join relation r on r.namespace_id = n.id
            join branch b on b.relation_id = r.id
            where n.catalog_id = ? and n.name = 'bench' and r.name = ? and b.name = 'main'
            """;

    private static final String ADVANCE = """
            update branch
            set snapshot_id = ?, snapshot_uuid = '', snapshot_published = false, record_count = ?, file_count = 1,
              file_bytes = 1, last_file_at = 1, top_snapshot_id = ?
            where relation_id = ? and name = 'main' and snapshot_id = ? and snapshot_uuid = ''
              and epoch = 0 and settled = true and schema_id >= 0
            """;

    private static final String SNAPSHOT = """
            insert into snapshot (relation_id, branch, snapshot_id, body, committed_at, committed_by,
              record_count, file_count, file_bytes, last_file_at)
            values (?, 'main', ?, ?, ?, 'user:root', 1, 1, 1, 1)
            """;

    private static final String IDENTITY = """
            insert into commit_identity (relation_id, branch, identity, snapshot_id, committed_at)
            values (?, 'main', ?, ?, ?)
            """;

    private static final String AUDIT = """
            insert into audit_entry
              (id, chain_id, request_id, principal, through_label, source, operation, object_kind, object_id, object_path,
               object_key, decision, reason, times, details)
            values (?, ?, ?, 'user:root', '', '127.0.0.1', 'COMMIT_SNAPSHOT', 'TABLE', ?, 'main.bench.table', ?, 'allow',
              '', 1, '{"branch":"main","snapshot":"1"}')
            """;

    private static final String EVENT = """
            insert into event_pending (turn, entry_id, facts)
            select greatest(?, coalesce(max(p.turn), 0)) + 1, ?, ? from event_pending p where p.turn > ?
            """;

    private static final String FACTS =
            "{\"announced\":\"true\",\"catalog\":\"main\",\"database\":\"bench\",\"table\":\"table\",\"branch\":\"main\","
                    + "\"snapshot\":\"1\",\"kind\":\"APPEND\",\"records\":\"1\",\"base\":\"0\"}";

    private final Connection reading;
    private final Connection connection;
    private final Semaphore turns;
    private final byte[] catalog;
    private final byte[] chain = id();
    private final AtomicLong turn;
    private final PreparedStatement head;
    private final PreparedStatement advance;
    private final PreparedStatement snapshot;
    private final PreparedStatement identity;
    private final PreparedStatement audit;
    private final PreparedStatement event;

    /**
     * @param reading a connection in autocommit, as the server's for reading
     * @param connection another one
     * @param turns who may write
     * @param turn up to which events have been taken away
     */
    FloorConnection(Connection reading, Connection connection, Semaphore turns, byte[] catalog, AtomicLong turn)
            throws SQLException {
        this.reading = reading;
        this.connection = connection;
        connection.setAutoCommit(false);
        this.turns = turns;
        this.catalog = catalog.clone();
        this.turn = turn;
        this.head = reading.prepareStatement(HEAD);
        this.advance = connection.prepareStatement(ADVANCE);
        this.snapshot = connection.prepareStatement(SNAPSHOT);
        this.identity = connection.prepareStatement(IDENTITY);
        this.audit = connection.prepareStatement(AUDIT);
        this.event = connection.prepareStatement(EVENT);
    }

    /** Ordered by time, as the server's ids are. */
    static byte[] id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return bytes(new UUID(System.currentTimeMillis() << 16 | 0x7000 | random.nextInt(1 << 12), random.nextLong()));
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** Until it has committed. */
    void commit(String table, long identifier) throws SQLException {
        boolean won = false;
        while (!won) {
            byte[] relation;
            long base;
            head.setBytes(1, catalog);
            head.setString(2, table);
            try (ResultSet row = head.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("there is no table " + table);
                }
                relation = row.getBytes("id");
                base = row.getLong("snapshot_id");
            }
            turns.acquireUninterruptibly();
            try {
                won = commitOn(relation, base, identifier);
            } finally {
                turns.release();
            }
        }
    }

    private boolean commitOn(byte[] relation, long base, long identifier) throws SQLException {
        try {
            if (advance(relation, base)) {
                insert(relation, base + 1, identifier);
                connection.commit();
                return true;
            }
        } catch (SQLException e) {
            if (!rolledBack(e)) {
                throw e;
            }
        }
        connection.rollback();
        return false;
    }

    /** A lost race, in the words of H2 and of MariaDB. */
    private static boolean rolledBack(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("40")
                || e.getErrorCode() == 1205
                || e.getErrorCode() == 1213
                || e.getErrorCode() == 50200
                || e.getErrorCode() == 90131;
    }

    private boolean advance(byte[] relation, long base) throws SQLException {
        advance.setLong(1, base + 1);
        advance.setLong(2, base + 1);
        advance.setLong(3, base + 1);
        advance.setBytes(4, relation);
        advance.setLong(5, base);
        return advance.executeUpdate() == 1;
    }

    private void insert(byte[] relation, long snapshotId, long identifier) throws SQLException {
        long now = System.currentTimeMillis();
        snapshot.setBytes(1, relation);
        snapshot.setLong(2, snapshotId);
        snapshot.setString(3, TarnCommits.snapshot(snapshotId, identifier, 0));
        snapshot.setLong(4, now);
        snapshot.executeUpdate();
        identity.setBytes(1, relation);
        identity.setBytes(2, ByteBuffer.allocate(32).putLong(24, identifier).array());
        identity.setLong(3, snapshotId);
        identity.setLong(4, now);
        identity.executeUpdate();
        byte[] entry = id();
        audit.setBytes(1, entry);
        audit.setBytes(2, chain);
        audit.setString(3, Long.toHexString(ThreadLocalRandom.current().nextLong()));
        audit.setBytes(4, relation);
        audit.setBytes(5, relation);
        audit.executeUpdate();
        long known = turn.get();
        event.setLong(1, known);
        event.setBytes(2, entry);
        event.setString(3, FACTS);
        event.setLong(4, known);
        event.executeUpdate();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        reading.close();
    }
}
